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

/// Words of the service that programs look for, as others have seen them come from it.
pub(crate) mod words {
    /// Code of a body that breaks the contract: integrations that ask for `order/by_table` with one id instead of a
    /// list, or send null for an id, report it.
    pub(crate) const INVALID_BODY: &str = "INVALID_BODY_JSON_FORMAT";
    /// Code of a command that is not there: reported for correlation ids that were mistyped or too old.
    pub(crate) const COMMAND_NOT_FOUND: &str = "PASSED_COMMAND_NOT_FOUND";
    /// How the text begins when an organization is not the login's own: clients tell it by these words.
    pub(crate) const FOREIGN_ORGANIZATION: &str = "Passed organization(s)";
    /// Code of a blocked login, status 423.
    pub(crate) const BLOCKED: &str = "LOCKED";
    /// Text of a blocked login.
    pub(crate) const LOGIN_BLOCKED: &str = "Apilogin has been blocked.";
    /// Text of an order that the point of sale did not take in its time.
    pub(crate) const CREATION_TIMEOUT: &str =
        "Creation timeout expired, order automatically transited to error creation status";
    /// Text of a command to an order that the point of sale did not take in its time.
    pub(crate) const COMMAND_TIMEOUT: &str =
        "Creation timeout expired, command automatically transited to error status";
    /// How a text begins in which the till tells of something that it cannot take.
    pub(crate) const EXCEPTION: &str = "Resto.Front.Api.Exceptions.ConstraintViolationException:";
    /// What the till asks for when a dish has sizes and none was named.
    pub(crate) const SIZE_WANTED: &str = "therefore product size must be specified.";
    /// What the till says of a payment that it must process itself.
    pub(crate) const NOT_EXTERNAL: &str =
        "Payment item can not be externally processed due to payment type settings";
    /// How the text begins when an order is wanted for a time that has passed.
    pub(crate) const TOO_EARLY: &str = "too small delivery date";
    /// How the text begins when there is an order of that id.
    pub(crate) const DOUBLED: &str = "Order already exists";
    /// The text when somebody who fetches an order gave an address: with the name of the till's exception.
    pub(crate) const PICKUP_WITH_ADDRESS: &str = "Resto.Front.Api.Exceptions.ConstraintViolationException: \
                                                  Cannot create self-service delivery with address.";
}
