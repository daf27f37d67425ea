//! What a call sends, and the HTTP requests that its attempts make of it.

use std::time::Duration;

use bytes::Bytes;
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, Request};
use serde::Serialize;

use super::endpoints::Endpoints;
use crate::error::RequestError;
use crate::operation::Operation;
use crate::operation::operations::TIMEOUT_HEADER;

/// Header that tells the service how long it may take, in whole seconds.
const TIMEOUT: HeaderName = HeaderName::from_static(TIMEOUT_HEADER);

const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// Room for the headers below and for those that reqwest adds, so that the list of them need not grow.
const HEADERS: usize = 6;

/// The body of a call: JSON, kept for every attempt.
#[derive(Debug)]
pub(crate) struct Message(Bytes);

impl Message {
    pub(crate) fn json(operation: &Operation, body: &impl Serialize) -> Result<Self, Box<RequestError>> {
        let body = serde_json::to_vec(body).map_err(|error| {
            RequestError::new(operation.id(), format!("the request makes no JSON: {error}"))
        })?;
        Ok(Self(body.into()))
    }

    /// Operations that take nothing are sent an empty object, as older clients have always done.
    pub(crate) fn empty() -> Self {
        Self(Bytes::from_static(b"{}"))
    }

    pub(crate) fn body(&self) -> &[u8] {
        &self.0
    }

    /// The request of one attempt.
    pub(crate) fn request(&self, to: Target<'_>) -> Result<Request, Box<RequestError>> {
        let endpoint = to.endpoints.of(to.operation)?;
        let mut headers = HeaderMap::with_capacity(HEADERS);
        headers.insert(ACCEPT, JSON);
        headers.insert(CONTENT_TYPE, JSON);
        headers.insert(TIMEOUT, HeaderValue::from(to.timeout.as_secs_f64().ceil().max(1.0) as u64));
        // Moved: a copy would have to count its users.
        if let Some(authorization) = to.authorization {
            headers.insert(AUTHORIZATION, authorization);
        }
        let mut request = Request::new(Method::POST, endpoint);
        *request.headers_mut() = headers;
        *request.body_mut() = Some(self.0.clone().into());
        Ok(request)
    }
}

/// Where a message goes, and with what.
pub(crate) struct Target<'a> {
    pub(crate) endpoints: &'a Endpoints,
    pub(crate) operation: &'a Operation,
    /// How long the service may take.
    pub(crate) timeout: Duration,
    pub(crate) authorization: Option<HeaderValue>,
}
