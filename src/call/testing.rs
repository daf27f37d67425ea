//! The way of an answer's body into its type, open to the crate's own tests and benchmarks. Not part of the API.

use std::sync::Arc;

use bytes::Bytes;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use serde::de::DeserializeOwned;

use super::answer;
use super::decoded::ResponseValue;
use super::response::Response;
use crate::error::Error;
use crate::operation::{Operation, OperationRef};

/// Decodes a body as the answer of a call is decoded.
pub fn decode<T: DeserializeOwned>(body: impl Into<Bytes>) -> Result<T, Error> {
    answer(body).decode().map(ResponseValue::into_inner)
}

/// Decodes a body as the answer of a lenient call is decoded.
pub fn decode_leniently<T: DeserializeOwned>(body: impl Into<Bytes>) -> Result<Response<T>, Error> {
    answer(body).for_request(None, true).decode().map(ResponseValue::into_response)
}

fn answer(body: impl Into<Bytes>) -> answer::Response {
    let operation = OperationRef::Unlisted(Arc::new(Operation::unlisted("test")));
    answer::Response::new(operation, StatusCode::OK, HeaderMap::new(), body.into())
}
