//! Whether a request is a webhook's: its sender, its method, its type and its length.

use http::header::{ALLOW, AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER};
use http::request::Parts;
use http::{HeaderValue, Method, Response, StatusCode};
use http_body_util::Full;
use subtle::ConstantTimeEq;

use crate::codec::Secret;

/// What a request is answered with.
pub(super) type Answer = Response<Full<bytes::Bytes>>;

const SCHEME: &[u8] = b"bearer ";

/// Refuses what is no webhook's request: who does not know the token learns nothing else.
pub(super) fn check(parts: &Parts, token: Option<&Secret>, limit: usize) -> Result<(), Box<Answer>> {
    if token.is_some_and(|token| !is_from(parts, token)) {
        return Err(answer(StatusCode::UNAUTHORIZED, "the token is not the one that was registered").into());
    }
    if parts.method != Method::POST {
        let mut refusal = answer(StatusCode::METHOD_NOT_ALLOWED, "webhooks are posted");
        refusal.headers_mut().insert(ALLOW, HeaderValue::from_static("POST"));
        return Err(refusal.into());
    }
    if parts.headers.get(CONTENT_TYPE).is_some_and(|kind| !is_json(kind.as_bytes())) {
        return Err(answer(StatusCode::UNSUPPORTED_MEDIA_TYPE, "webhooks are JSON").into());
    }
    let length =
        parts.headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if length.is_some_and(|length| usize::try_from(length).map_or(true, |length| length > limit)) {
        return Err(too_large(limit).into());
    }
    Ok(())
}

/// Whether the request carries the token, bare or as a bearer's. The time that it takes does not tell how much of a wrong
/// one is right; only its length may.
fn is_from(parts: &Parts, token: &Secret) -> bool {
    let given = parts.headers.get(AUTHORIZATION).map(HeaderValue::as_bytes).unwrap_or_default();
    let bare = match given.get(..SCHEME.len()) {
        Some(scheme) if scheme.eq_ignore_ascii_case(SCHEME) => &given[SCHEME.len()..],
        _ => given,
    };
    let token = token.expose().as_bytes();
    // A token that begins with the scheme itself is compared as it stands, too.
    bool::from(given.ct_eq(token) | bare.ct_eq(token))
}

/// JSON by whatever name: `application/json`, also with parameters, or a type of its kind.
fn is_json(kind: &[u8]) -> bool {
    let essence =
        kind.split(|byte| *byte == b';').next().unwrap_or_default().trim_ascii().to_ascii_lowercase();
    essence == b"application/json" || essence == b"text/json" || essence.ends_with(b"+json")
}

pub(super) fn too_large(limit: usize) -> Answer {
    answer(StatusCode::PAYLOAD_TOO_LARGE, &format!("the body is longer than {limit} bytes"))
}

/// There is no room now: the sender is to come again.
pub(super) fn busy() -> Answer {
    let mut answer = answer(StatusCode::SERVICE_UNAVAILABLE, "there is no room for more events now");
    answer.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("1"));
    answer
}

pub(super) fn answer(status: StatusCode, words: &str) -> Answer {
    let mut answer = Response::new(Full::from(words.to_owned()));
    *answer.status_mut() = status;
    answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    answer
}
