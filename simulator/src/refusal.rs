//! A call that is answered with an error status and the service's error body.

use std::borrow::Cow;

use axum::http::StatusCode;
use serde_json::{Value, json};
use uuid::Uuid;

/// Why a call was refused.
#[derive(Debug, Clone)]
pub(crate) struct Refusal {
    pub(crate) status: StatusCode,
    /// Machine-readable reason.
    pub(crate) code: Cow<'static, str>,
    /// What went wrong, for people.
    pub(crate) description: String,
}

impl Refusal {
    pub(crate) fn new(
        status: StatusCode,
        code: impl Into<Cow<'static, str>>,
        description: impl Into<String>,
    ) -> Self {
        Self { status, code: code.into(), description: description.into() }
    }

    /// The request cannot be understood or names something that is not there.
    pub(crate) fn bad_request(code: impl Into<Cow<'static, str>>, description: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, description)
    }

    /// No valid credentials or token.
    pub(crate) fn unauthorized(code: impl Into<Cow<'static, str>>, description: impl Into<String>) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, code, description)
    }

    /// The body: a `ServiceError`.
    pub(crate) fn body(&self, correlation_id: Uuid) -> Value {
        json!({
            "correlationId": correlation_id,
            "errorDescription": self.description,
            "error": self.code,
        })
    }
}
