//! The last answer as it came, for those who look for a fault: kept only on request, with secrets and personal
//! data masked.

use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;

use super::answer::Response;
use super::redact::{Secrets, is_hidden};
use crate::codec::personal::{MASK, veiled};
use crate::operation::is_token_operation;

/// The last answer, where the user asked for it.
#[derive(Debug, Clone, Default)]
pub(crate) struct LastAnswer(Option<Arc<Mutex<Option<String>>>>);

impl LastAnswer {
    pub(crate) fn new(on: bool) -> Self {
        Self(on.then(Arc::default))
    }

    /// Keeps a body; `secrets` says what its texts must not show.
    pub(crate) fn keep(&self, answer: &Response, secrets: impl FnOnce() -> Secrets) {
        let Some(last) = &self.0 else { return };
        let Response { operation, status, body, .. } = answer;
        let text = if is_token_operation(operation.id()) {
            format!("{} bytes of a token endpoint", body.len())
        } else {
            masked(body, &secrets())
        };
        tracing::debug!(operation = operation.id(), status = status.as_u16(), body = text, "answer");
        *last.lock().unwrap_or_else(PoisonError::into_inner) = Some(text);
    }

    pub(crate) fn get(&self) -> Option<String> {
        self.0.as_ref()?.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// The text of a JSON body without secrets and personal data; of anything else only its size, since nothing is
/// known of what it holds.
fn masked(body: &[u8], secrets: &Secrets) -> String {
    match serde_json::from_slice::<Value>(body) {
        Ok(mut value) => {
            mask(&mut value, secrets);
            value.to_string()
        }
        Err(_) => format!("{} bytes that are no JSON", body.len()),
    }
}

/// Properties that hold such data go as a whole, other texts lose what shows it.
fn mask(value: &mut Value, secrets: &Secrets) {
    match value {
        Value::String(text) => *text = without(text, secrets),
        Value::Array(items) => items.iter_mut().for_each(|item| mask(item, secrets)),
        Value::Object(object) => {
            let hidden: Vec<bool> = object.keys().map(|key| is_hidden(key, object)).collect();
            let members = std::mem::take(object).into_iter().zip(hidden).map(|((key, mut value), hidden)| {
                match hidden && !value.is_null() {
                    true => value = Value::from(MASK),
                    false => mask(&mut value, secrets),
                }
                (without(&key, secrets), value)
            });
            *object = members.collect();
        }
        _ => {}
    }
}

fn without(text: &str, secrets: &Secrets) -> String {
    let shown = secrets.hidden(text, MASK);
    veiled(shown.as_deref().unwrap_or(text)).into_owned()
}
