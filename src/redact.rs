//! Takes our own secrets out of refusals: the service repeats the login in some of them, and whatever stands in
//! front of it may repeat anything.

use bytes::Bytes;
use memchr::memmem;
use reqwest::header::{AUTHORIZATION, HeaderValue};
use reqwest::{Request, StatusCode};
use serde_json::Value;

use crate::credentials::Credentials;
use crate::runtime::may_hide_error;

/// What stands in the place of a secret.
const REDACTED: &str = "[redacted]";

/// Shorter texts are no secrets, and would be found in every second word.
const SHORTEST: usize = 4;

/// What a request carried that its answer must not tell.
pub(crate) struct Sent {
    authorization: Option<HeaderValue>,
    /// The body of a request without a token: it holds the credentials.
    credentials: Option<Bytes>,
}

impl Sent {
    pub(crate) fn of(request: &Request) -> Self {
        let authorization = request.headers().get(AUTHORIZATION).cloned();
        let body = || request.body()?.as_bytes().map(Bytes::copy_from_slice);
        let credentials = if authorization.is_none() { body() } else { None };
        Self { authorization, credentials }
    }

    /// The answer's body, redacted if it may be a refusal.
    pub(crate) fn without_secrets(
        &self,
        status: StatusCode,
        body: Bytes,
        credentials: &Credentials,
    ) -> Bytes {
        if status.is_success() && !may_hide_error(&body) {
            return body;
        }
        redacted(body, &self.secrets(credentials))
    }

    /// The longest first, so that none is left in half because another one is a part of it.
    fn secrets(&self, credentials: &Credentials) -> Vec<String> {
        let mut secrets = vec![credentials.login.expose().to_owned()];
        secrets.extend(credentials.application.iter().map(|known| known.client_secret.expose().to_owned()));
        let token =
            self.authorization.as_ref().and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
        secrets.extend(token.map(str::to_owned));
        if let Some(Value::Object(request)) =
            self.credentials.as_deref().and_then(|body| serde_json::from_slice(body).ok())
        {
            let secret = |(key, value): (String, Value)| match value {
                Value::String(text) if crate::operations::MASKED.contains(&key.as_str()) => Some(text),
                _ => None,
            };
            secrets.extend(request.into_iter().filter_map(secret));
        }
        secrets.retain(|secret| secret.len() >= SHORTEST);
        secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        secrets
    }
}

/// Replaces secrets in the texts of a JSON body, or anywhere in another one.
fn redacted(body: Bytes, secrets: &[String]) -> Bytes {
    if let Ok(mut value) = serde_json::from_slice::<Value>(&body) {
        return if redact(&mut value, secrets) { value.to_string().into() } else { body };
    }
    if !secrets.iter().any(|secret| memmem::find(&body, secret.as_bytes()).is_some()) {
        return body;
    }
    let mut text = String::from_utf8_lossy(&body).into_owned();
    secrets.iter().for_each(|secret| text = text.replace(secret, REDACTED));
    text.into()
}

/// Whether anything was replaced.
fn redact(value: &mut Value, secrets: &[String]) -> bool {
    match value {
        Value::String(text) => {
            let told: Vec<&String> = secrets.iter().filter(|secret| text.contains(secret.as_str())).collect();
            told.iter().for_each(|secret| *text = text.replace(secret.as_str(), REDACTED));
            !told.is_empty()
        }
        Value::Array(items) => {
            items.iter_mut().filter_map(|item| redact(item, secrets).then_some(())).count() > 0
        }
        Value::Object(object) => {
            object.values_mut().filter_map(|item| redact(item, secrets).then_some(())).count() > 0
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
