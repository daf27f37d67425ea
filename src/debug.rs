//! The last answer as it came, for those who look for a fault: kept only on request, with secrets and personal
//! data masked.

use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use reqwest::StatusCode;
use serde_json::Value;

use crate::Operation;
use crate::operations::{MASKED, MASKED_BESIDE};

/// What stands in the place of a masked value.
const MASK: &str = "***";

/// The last answer, where the user asked for it.
#[derive(Debug, Clone, Default)]
pub(crate) struct LastAnswer(Option<Arc<Mutex<Option<String>>>>);

impl LastAnswer {
    pub(crate) fn new(on: bool) -> Self {
        Self(on.then(Arc::default))
    }

    pub(crate) fn keep(&self, operation: &Operation, status: StatusCode, body: &Bytes) {
        let Some(last) = &self.0 else { return };
        let text = if crate::token::is_token_operation(operation.id()) {
            format!("{} bytes of a token endpoint", body.len())
        } else {
            masked(body)
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
fn masked(body: &[u8]) -> String {
    match serde_json::from_slice::<Value>(body) {
        Ok(mut value) => {
            mask(&mut value);
            value.to_string()
        }
        Err(_) => format!("{} bytes that are no JSON", body.len()),
    }
}

fn mask(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(mask),
        Value::Object(object) => {
            let of_a_person = object.keys().any(|key| MASKED.contains(&key.as_str()));
            for (key, value) in object {
                let key = key.as_str();
                let hidden = MASKED.contains(&key) || (of_a_person && MASKED_BESIDE.contains(&key));
                if hidden && !value.is_null() {
                    *value = Value::from(MASK);
                } else {
                    mask(value);
                }
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_and_personal_data_are_masked_and_the_rest_stays() {
        let body =
            br#"{"authToken":"T","orders":[{"name":"Anna","phone":"+7","sum":5},{"name":"Soup","sum":1}]}"#;
        let expected =
            r#"{"authToken":"***","orders":[{"name":"***","phone":"***","sum":5},{"name":"Soup","sum":1}]}"#;
        assert_eq!(masked(body), expected);
        assert_eq!(masked(b"<html>token</html>"), "18 bytes that are no JSON");
    }
}
