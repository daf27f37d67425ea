//! What requests to the control hold.

use axum::body::Bytes;
use axum::http::StatusCode;
use serde::de::DeserializeOwned;
use serde_json::Value;
use uuid::Uuid;

use crate::refusal::Refusal;

/// Content type of answers.
pub(super) const JSON: &str = "application/json; charset=utf-8";

/// What is told, or why not; null for a success that has nothing to tell.
pub(super) type Told = Result<Value, Refusal>;

/// The body as what the path takes; an empty one is an empty object.
pub(super) fn body<T: DeserializeOwned>(bytes: &Bytes) -> Result<T, Refusal> {
    let bytes: &[u8] = if bytes.is_empty() { b"{}" } else { bytes };
    serde_json::from_slice(bytes)
        .map_err(|error| Refusal::bad_request("BODY_INVALID", format!("the body cannot be read: {error}")))
}

/// An id in the path.
pub(super) fn id(text: &str) -> Result<Uuid, Refusal> {
    Uuid::try_parse(text)
        .map_err(|_| Refusal::bad_request("ID_INVALID", format!("{text:?} is no id: a UUID is wanted")))
}

/// A parameter of the query.
pub(super) fn parameter<'q>(query: &'q str, name: &str) -> Option<&'q str> {
    query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value)
}

/// The number after which things are wanted; all of them without one.
pub(super) fn after<T: std::str::FromStr + Default>(query: &str) -> Result<T, Refusal> {
    match parameter(query, "after") {
        None => Ok(T::default()),
        Some(text) => text.parse().map_err(|_| {
            Refusal::bad_request("AFTER_INVALID", format!("`after` must be a whole number, but is {text:?}"))
        }),
    }
}

/// Something that is not there.
pub(super) fn absent(told: impl Into<String>) -> Refusal {
    Refusal::new(StatusCode::NOT_FOUND, "NOT_FOUND", told)
}
