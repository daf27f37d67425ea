//! Takes our own secrets out of refusals: the service repeats the login in some of them, and whatever stands in
//! front of it may repeat anything.

use bytes::Bytes;
use memchr::memmem;
use serde_json::{Map, Value};

use crate::auth::{Credentials, Token};
use crate::operation::operations::{MASKED, MASKED_BESIDE, SECRETS};

/// What stands in the place of a secret.
const REDACTED: &str = "[redacted]";

/// Shorter texts are no secrets, and would be found in every second word.
const SHORTEST: usize = 4;

/// Takes the token that the request carried out of a success that cannot be read and will be told about.
pub(crate) fn hide_token(body: &mut Bytes, token: &Token) {
    let value = token.value().expose();
    // Hardly any answer repeats it.
    if memmem::find(body, value.as_bytes()).is_some() {
        *body = redacted(std::mem::take(body), &Secrets::of(vec![value.to_owned()]));
    }
}

/// Texts that must not be shown, found whatever their case.
pub(crate) struct Secrets(Vec<String>);

impl Secrets {
    pub(crate) fn new(request: &[u8], token: Option<&Token>, credentials: &Credentials) -> Self {
        Self::with(request, token, credentials, |key, _| SECRETS.contains(&key))
    }

    /// The same, and the personal data of the request.
    pub(crate) fn and_personal(request: &[u8], token: Option<&Token>, credentials: &Credentials) -> Self {
        Self::with(request, token, credentials, is_hidden)
    }

    fn with(
        request: &[u8],
        token: Option<&Token>,
        credentials: &Credentials,
        is_hidden: fn(&str, &Map<String, Value>) -> bool,
    ) -> Self {
        let mut texts = vec![credentials.login.expose().to_owned()];
        texts.extend(credentials.application.iter().map(|known| known.client_secret.expose().to_owned()));
        texts.extend(token.map(|token| token.value().expose().to_owned()));
        if let Ok(request) = serde_json::from_slice(request) {
            collect(&request, is_hidden, &mut texts);
        }
        Self::of(texts)
    }

    /// The longest first, so that none is left in half because another one is a part of it.
    fn of(texts: Vec<String>) -> Self {
        let mut texts: Vec<String> = texts.iter().map(|text| folded(text.trim())).collect();
        texts.retain(|text| text.len() >= SHORTEST);
        texts.sort_by_key(|text| std::cmp::Reverse(text.len()));
        texts.dedup();
        Self(texts)
    }

    /// The text with `mask` in the place of each secret; none when there is none in it.
    pub(crate) fn hidden(&self, text: &str, mask: &str) -> Option<String> {
        let mut shown: Option<String> = None;
        for secret in &self.0 {
            let now = shown.as_deref().unwrap_or(text);
            shown = replaced(now, secret, mask).or(shown);
        }
        shown
    }
}

/// Whether a property of an object holds a secret or personal data.
pub(crate) fn is_hidden(key: &str, members: &Map<String, Value>) -> bool {
    MASKED.contains(&key)
        || (MASKED_BESIDE.contains(&key) && members.keys().any(|key| MASKED.contains(&key.as_str())))
}

/// The texts of those properties, however deep.
fn collect(value: &Value, is_hidden: fn(&str, &Map<String, Value>) -> bool, texts: &mut Vec<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect(item, is_hidden, texts)),
        Value::Object(members) => {
            for (key, value) in members {
                match value {
                    Value::String(text) if is_hidden(key, members) => texts.push(text.clone()),
                    value => collect(value, is_hidden, texts),
                }
            }
        }
        _ => {}
    }
}

/// Lower case, but for the few letters whose two cases differ in length: places stay the same.
fn folded(text: &str) -> String {
    let lower = |char: char| {
        let mut lower = char.to_lowercase();
        match (lower.next(), lower.next()) {
            (Some(one), None) if one.len_utf8() == char.len_utf8() => one,
            _ => char,
        }
    };
    text.chars().map(lower).collect()
}

/// The text with `mask` in the place of a folded secret; none when it is not in there.
fn replaced(text: &str, secret: &str, mask: &str) -> Option<String> {
    let folded = folded(text);
    let (mut out, mut end) = (String::new(), 0);
    for (at, found) in folded.match_indices(secret) {
        out.push_str(&text[end..at]);
        out.push_str(mask);
        end = at + found.len();
    }
    (end > 0).then(|| out + &text[end..])
}

/// Replaces secrets in the texts of a JSON body, or anywhere in another one.
pub(super) fn redacted(body: Bytes, secrets: &Secrets) -> Bytes {
    if let Ok(mut value) = serde_json::from_slice::<Value>(&body) {
        return if redact_texts(&mut value, secrets) { value.to_string().into() } else { body };
    }
    match secrets.hidden(&String::from_utf8_lossy(&body), REDACTED) {
        Some(text) => text.into(),
        None => body,
    }
}

/// Whether anything was replaced.
fn redact_texts(value: &mut Value, secrets: &Secrets) -> bool {
    match value {
        Value::String(text) => match secrets.hidden(text, REDACTED) {
            Some(hidden) => {
                *text = hidden;
                true
            }
            None => false,
        },
        Value::Array(items) => {
            items.iter_mut().filter_map(|item| redact_texts(item, secrets).then_some(())).count() > 0
        }
        Value::Object(object) => {
            object.values_mut().filter_map(|item| redact_texts(item, secrets).then_some(())).count() > 0
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(body: &str) -> String {
        let secrets =
            Secrets::of(vec!["Login-and-More".to_owned(), "login\n".to_owned(), "Логин-1".to_owned()]);
        String::from_utf8_lossy(&redacted(Bytes::from(body.to_owned()), &secrets)).into_owned()
    }

    #[test]
    fn secrets_go_and_the_rest_stays_as_it_was() {
        assert_eq!(
            told(r#"{"a": ["Log in login-and-more"], "login": 1}"#),
            r#"{"a":["Log in [redacted]"],"login":1}"#
        );
        assert_eq!(told(r#"{"a":  "l\u006fgin"}"#), r#"{"a":"[redacted]"}"#, "however it is written");
        assert_eq!(told(r#"{ "b":  1 }"#), r#"{ "b":  1 }"#, "not even a space");
        assert_eq!(told("<p>login</p>"), "<p>[redacted]</p>");
        assert_eq!(told("<p>log in</p>"), "<p>log in</p>");
    }

    #[test]
    fn secrets_go_whatever_their_case_and_the_space_around_them() {
        assert_eq!(told(r#"{"a":"Login LOGIN-AND-MORE"}"#), r#"{"a":"[redacted] [redacted]"}"#);
        assert_eq!(told(r#"{"a":"ЛОГИН-1 İ логин-1"}"#), r#"{"a":"[redacted] İ [redacted]"}"#);
        assert_eq!(told("<p>Ğ LOGIN\t</p>"), "<p>Ğ [redacted]\t</p>");
    }
}
