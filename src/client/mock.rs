//! Mocks of the [`interfaces`](crate::interfaces): ready for every section, by [`mockall`].
//!
//! A mock says what to expect of each call: its arguments, how often, and what it gives. A call that it was not told about
//! ends the test with the call's name. Answers are built with the builders that the feature gives to every type, or read from
//! JSON; errors are made by the functions below, as the service or the network would make them.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), iiko_transport::Error> {
//! use iiko_transport::interfaces::DeliveriesApi;
//! use iiko_transport::mock::{self, MockDeliveriesApi};
//! use iiko_transport::types::{CorrelationId, ConfirmRequest, OrderId, OrganizationId};
//! use serde_json::json;
//!
//! let organization: OrganizationId = "8f6a2a1e-0c5b-4f7e-9d52-3a1b7c9e4d10".parse().expect("a uuid");
//! let request = ConfirmRequest::builder().organization_id(organization).order_id(OrderId::new()).build();
//!
//! let mut deliveries = MockDeliveriesApi::new();
//! deliveries
//!     .expect_confirm()
//!     .withf(move |request| request.organization_id == organization)
//!     .times(1)
//!     .returning(|_| mock::fail(mock::refused("confirm", 400, &json!({ "errorDescription": "It is closed" }))));
//!
//! let error = deliveries.confirm(request).await.expect_err("refused");
//! assert_eq!(error.api().and_then(|api| api.description()), Some("It is closed"));
//! # Ok(())
//! # }
//! ```

use std::sync::Arc;
use std::time::Duration;

use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use serde_json::Value;

use super::interfaces::Answer;
use crate::call::RawResponse;
#[cfg(feature = "operations")]
use crate::codec::types::CorrelationId;
#[cfg(feature = "operations")]
use crate::error::{CommandEnd, CommandError};
use crate::error::{ConnectionError, Error, RateLimitError, TimeoutError};
use crate::operation::{Operation, OperationRef};

pub use mockall;

// The mocks stand beside their traits.
include!(concat!(env!("OUT_DIR"), "/mocks.rs"));

/// An answer.
pub fn ok<T: Send + 'static>(value: T) -> Answer<T> {
    Box::pin(std::future::ready(Ok(value)))
}

/// A failure.
pub fn fail<T: Send + 'static>(error: Error) -> Answer<T> {
    Box::pin(std::future::ready(Err(error)))
}

/// What the client makes of a refusal with that status and body. `operation` is its id or path, such as `order_create`.
pub fn refused(operation: &str, status: u16, body: &Value) -> Error {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    RawResponse::new(self::operation(operation), status, HeaderMap::new(), body.to_string().into()).refusal()
}

/// No answer came in time: whether the service acted on the request is not known.
pub fn timed_out(operation: &str, waited: Duration) -> Error {
    let operation = operation.to_owned();
    Box::new(TimeoutError { operation, waited, attempts: 1, under_way: true }).into()
}

/// The connection broke after the request was sent: whether the service acted on it is not known.
pub fn connection_lost(operation: &str) -> Error {
    connection(operation, false, "the connection was reset")
}

/// No connection could be made: nothing was sent.
pub fn not_connected(operation: &str) -> Error {
    connection(operation, true, "connection refused")
}

fn connection(operation: &str, before_sending: bool, why: &'static str) -> Error {
    let operation = operation.to_owned();
    Box::new(ConnectionError { operation, before_sending, attempts: 1, source: Arc::from(Box::from(why)) })
        .into()
}

/// The call's turn would have come too late: nothing was sent.
pub fn rate_limited(operation: &str, wait: Duration) -> Error {
    let group = self::operation(operation).restriction_group().map(str::to_owned);
    Box::new(RateLimitError { operation: operation.to_owned(), group, wait, paused_until: None }).into()
}

/// The command was not carried out, for that reason: what [`Client::wait`](crate::Client::wait) ends with.
#[cfg(feature = "operations")]
pub fn command_failed(correlation_id: CorrelationId, reason: &str) -> Error {
    Box::new(CommandError {
        operation: crate::operation::operations::STATUS.id().to_owned(),
        correlation_id: Some(correlation_id),
        waited: Duration::ZERO,
        end: CommandEnd::Failed { reason: reason.to_owned(), code: None, exception: None },
        source: None,
        status: None,
    })
    .into()
}

fn operation(name: &str) -> OperationRef {
    match Operation::find(name) {
        Some(known) => OperationRef::Listed(known),
        None => OperationRef::Unlisted(Arc::new(Operation::unlisted(name))),
    }
}
