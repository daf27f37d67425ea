//! Refusals that are the login's: all of the token endpoints', and those of other calls that speak of it.

use super::answers::{ApiError, GatewayError};
use super::authentication::{AuthenticationError, Refused};
use super::error::Error;
use super::headers::Headers;
use crate::codec::types::CorrelationId;
use crate::operation::is_token_operation;
use crate::operation::operations::{ACCESS_TOKEN, BLOCKED_CODES, BLOCKED_STATUSES, LOGIN_WORDS};

/// The error that a refusal of the service is.
pub(crate) fn judged(error: ApiError) -> Error {
    match refused(&error) {
        Some(refused) => {
            let ApiError { operation, status, description, code, correlation_id, headers, .. } = error;
            let reason = description.or(code);
            authentication(operation, status, reason, correlation_id, headers, refused)
        }
        None => Box::new(error).into(),
    }
}

/// The same of a page: a bare status says it too.
pub(crate) fn judged_page(error: GatewayError) -> Error {
    let refused = match error.status {
        _ if !is_token_operation(&error.operation) => None,
        status if BLOCKED_STATUSES.contains(&status) => Some(Refused::Blocked),
        401 => Some(Refused::SignIn),
        403 if error.body.as_bytes().is_empty() => Some(Refused::SignIn),
        _ => None,
    };
    match refused {
        Some(refused) => authentication(error.operation, error.status, None, None, error.headers, refused),
        None => Box::new(error).into(),
    }
}

/// Whether an answer with that status may say that the login is blocked. What 401 means shows with the next token.
pub(crate) fn may_block(status: u16) -> bool {
    status == 403 || BLOCKED_STATUSES.contains(&status)
}

fn refused(error: &ApiError) -> Option<Refused> {
    let code = error.code.as_deref().map(str::trim).unwrap_or_default();
    let blocked = BLOCKED_STATUSES.contains(&error.status)
        || BLOCKED_CODES.iter().any(|known| known.eq_ignore_ascii_case(code));
    let (mine, otherwise) = if is_token_operation(&error.operation) {
        (blocked || matches!(error.status, 200 | 400 | 401 | 403), Refused::SignIn)
    } else {
        let refuses = blocked || matches!(error.status, 401 | 403);
        (refuses && speaks_of_login(error), Refused::Login)
    };
    mine.then_some(if blocked { Refused::Blocked } else { otherwise })
}

fn speaks_of_login(error: &ApiError) -> bool {
    let texts = [&error.description, &error.code].into_iter().flatten();
    let plain = |text: &String| -> String {
        text.chars().filter(|char| char.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    texts.map(plain).any(|text| LOGIN_WORDS.iter().any(|word| text.contains(word)))
}

fn authentication(
    operation: String,
    status: u16,
    reason: Option<String>,
    correlation_id: Option<CorrelationId>,
    headers: Headers,
    refused: Refused,
) -> Error {
    let mut reason = reason.unwrap_or_else(|| "no reason given".to_owned());
    if status == 403 && operation == ACCESS_TOKEN.id() {
        reason.push_str("; newer API keys sign in as an application: set `app`");
    }
    let status = Some(status);
    Box::new(AuthenticationError {
        operation,
        status,
        reason,
        correlation_id,
        headers,
        refused,
        asks_again_in: None,
    })
    .into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Body;

    fn refused(operation: &str, status: u16, description: &str, code: Option<&str>) -> Option<Refused> {
        super::refused(&ApiError {
            operation: operation.to_owned(),
            status,
            description: Some(description.to_owned()),
            code: code.map(str::to_owned),
            correlation_id: None,
            headers: Headers::default(),
            body: Body::default(),
            asks_again_in: None,
        })
    }

    #[test]
    fn a_refusal_is_the_logins_where_it_says_so() {
        let asked = "access_token";
        assert_eq!(refused(asked, 401, "whatever", None), Some(Refused::SignIn));
        assert_eq!(refused(asked, 423, "whatever", None), Some(Refused::Blocked));
        assert_eq!(refused(asked, 403, "whatever", Some("locked")), Some(Refused::Blocked));
        assert_eq!(refused(asked, 500, "whatever", None), None);
        let other = "delivery_create";
        for words in ["Apilogin has been blocked.", "The API login is blocked", "bad api-key", "API_LOGIN"] {
            assert_eq!(refused(other, 423, words, None), Some(Refused::Blocked), "{words}");
            assert_eq!(refused(other, 403, words, Some("LOCKED")), Some(Refused::Blocked), "{words}");
            assert_eq!(refused(other, 403, words, None), Some(Refused::Login), "{words}");
            assert_eq!(refused(other, 400, words, None), None, "{words}");
        }
        for words in ["The order is locked by another user", "no right to this organization", ""] {
            for status in [401, 403, 423] {
                assert_eq!(refused(other, status, words, Some("LOCKED")), None, "{status} {words}");
            }
        }
    }
}
