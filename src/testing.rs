//! The way of an answer's body into its type, open to the crate's own tests and benchmarks. Not part of the API.

use bytes::Bytes;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use serde::de::DeserializeOwned;

use crate::Error;
use crate::runtime::Response;

/// Decodes a body as the answer of a call is decoded.
pub fn decode<T: DeserializeOwned>(body: impl Into<Bytes>) -> Result<T, Error> {
    let operation = "test".to_owned();
    Response {
        operation: operation.into(),
        status: StatusCode::OK,
        headers: HeaderMap::new(),
        body: body.into(),
    }
    .decode()
}
