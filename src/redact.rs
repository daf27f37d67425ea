//! Takes our own secrets out of refusals: the service repeats the login in some of them, and whatever stands in
//! front of it may repeat anything.

use bytes::Bytes;
use memchr::memmem;
use serde_json::Value;

use crate::credentials::Credentials;
use crate::runtime::Response;
use crate::token::Token;

/// What stands in the place of a secret.
const REDACTED: &str = "[redacted]";

/// Shorter texts are no secrets, and would be found in every second word.
const SHORTEST: usize = 4;

/// Takes what the request carried, and the client's credentials, out of an answer that may be a refusal.
pub(crate) fn redact(
    response: &mut Response,
    request: &[u8],
    token: Option<&Token>,
    credentials: &Credentials,
) {
    if response.may_be_error {
        let secrets = secrets(request, token, credentials);
        response.body = redacted(std::mem::take(&mut response.body), &secrets);
    }
}

/// The longest first, so that none is left in half because another one is a part of it.
fn secrets(request: &[u8], token: Option<&Token>, credentials: &Credentials) -> Vec<String> {
    let mut secrets = vec![credentials.login.expose().to_owned()];
    secrets.extend(credentials.application.iter().map(|known| known.client_secret.expose().to_owned()));
    match token {
        Some(token) => secrets.push(token.value().expose().to_owned()),
        // The body of a request without a token holds the credentials.
        None => secrets.extend(masked_texts(request)),
    }
    secrets.retain(|secret| secret.len() >= SHORTEST);
    secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
    secrets
}

/// The secret and personal texts of a request's body.
fn masked_texts(request: &[u8]) -> Vec<String> {
    let Ok(Value::Object(members)) = serde_json::from_slice(request) else { return Vec::new() };
    let text = |(key, value): (String, Value)| match value {
        Value::String(text) if crate::operations::MASKED.contains(&key.as_str()) => Some(text),
        _ => None,
    };
    members.into_iter().filter_map(text).collect()
}

/// Replaces secrets in the texts of a JSON body, or anywhere in another one.
fn redacted(body: Bytes, secrets: &[String]) -> Bytes {
    if let Ok(mut value) = serde_json::from_slice::<Value>(&body) {
        return if redact_texts(&mut value, secrets) { value.to_string().into() } else { body };
    }
    if !secrets.iter().any(|secret| memmem::find(&body, secret.as_bytes()).is_some()) {
        return body;
    }
    let mut text = String::from_utf8_lossy(&body).into_owned();
    secrets.iter().for_each(|secret| text = text.replace(secret, REDACTED));
    text.into()
}

/// Whether anything was replaced.
fn redact_texts(value: &mut Value, secrets: &[String]) -> bool {
    match value {
        Value::String(text) => {
            let told: Vec<&String> = secrets.iter().filter(|secret| text.contains(secret.as_str())).collect();
            told.iter().for_each(|secret| *text = text.replace(secret.as_str(), REDACTED));
            !told.is_empty()
        }
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
        let secrets = ["login-and-more".to_owned(), "login".to_owned()];
        String::from_utf8_lossy(&redacted(Bytes::from(body.to_owned()), &secrets)).into_owned()
    }

    #[test]
    fn secrets_go_and_the_rest_stays_as_it_was() {
        assert_eq!(
            told(r#"{"a": ["Login login-and-more"], "login": 1}"#),
            r#"{"a":["Login [redacted]"],"login":1}"#
        );
        assert_eq!(told(r#"{"a":  "l\u006fgin"}"#), r#"{"a":"[redacted]"}"#, "however it is written");
        assert_eq!(told(r#"{ "b":  1 }"#), r#"{ "b":  1 }"#, "not even a space");
        assert_eq!(told("<p>login</p>"), "<p>[redacted]</p>");
        assert_eq!(told("<p>log in</p>"), "<p>log in</p>");
    }
}
