//! What every call has, typed or not: options of its own, and a future to await.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use crate::client::Client;
use crate::error::{Error, RequestError};
use crate::operation::OperationRef;
use crate::response::Response;
use crate::runtime::{ClientHooks, OperationInfo, ResponseValue};
use crate::transport::Message;
use crate::{Operation, RetryPolicy};

/// A call on its way.
pub(crate) type Sending<T> = Pin<Box<dyn Future<Output = Result<T, Error>> + Send>>;

/// What one call does otherwise than its client.
#[derive(Debug, Clone, Default)]
pub(crate) struct CallOptions {
    /// How long the service may take, sent as the `Timeout` header in whole seconds.
    pub(crate) timeout: Option<Duration>,
    /// How long the call may take with all its attempts.
    pub(crate) deadline: Option<Duration>,
    /// When it is sent again.
    pub(crate) retry: Option<RetryPolicy>,
    /// Whether its request is checked against the documented limits before it is sent.
    pub(crate) validate: Option<bool>,
    /// Whether broken items of its answer's lists are left out.
    pub(crate) lenient: Option<bool>,
}

/// The setters of [`CallOptions`] that every call has.
macro_rules! option_setters {
    () => {
        /// How long the service may take for this call, instead of the client's own `timeout`.
        pub fn timeout(mut self, timeout: ::std::time::Duration) -> Self {
            self.options.timeout = Some(timeout);
            self
        }

        /// How long this call may take with all its attempts, instead of the client's own `deadline`.
        pub fn deadline(mut self, deadline: ::std::time::Duration) -> Self {
            self.options.deadline = Some(deadline);
            self
        }

        /// When this call is sent again, instead of the client's own `retry`.
        pub fn retry(mut self, retry: crate::RetryPolicy) -> Self {
            self.options.retry = Some(retry);
            self
        }

        /// Whether this call's request is checked against the documented ranges and lengths before it is sent,
        /// instead of the client's own `validate`. The service may change a limit after this client's release:
        /// `false` leaves the judgement to the service. Untyped calls are never checked.
        pub fn validate(mut self, on: bool) -> Self {
            self.options.validate = Some(on);
            self
        }

        /// Reads the answer leniently, whatever the client does: where it does not decode as it should, broken items
        /// of lists whose items stand for themselves, such as orders or products, are left out, and the rest is the
        /// answer. `with_response` tells which they are.
        pub fn lenient(mut self) -> Self {
            self.options.lenient = Some(true);
            self
        }

        /// Reads the answer strictly, also where the client reads leniently: whatever does not decode is an error.
        pub fn strict(mut self) -> Self {
            self.options.lenient = Some(false);
            self
        }
    };
}

pub(crate) use option_setters;

/// An untyped call, made by [`Client::call`]; await it to send it.
#[derive(Clone)]
#[must_use = "a call is sent when it is awaited"]
pub struct AnyCall {
    client: Client,
    operation: String,
    request: Value,
    options: CallOptions,
}

impl fmt::Debug for AnyCall {
    /// Leaves the request out: nothing is known of it, and it may hold secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut call = f.debug_struct("AnyCall");
        call.field("operation", &self.operation).field("options", &self.options).finish_non_exhaustive()
    }
}

impl AnyCall {
    pub(crate) fn new(client: Client, operation: &str, request: Value) -> Self {
        Self { client, operation: operation.to_owned(), request, options: CallOptions::default() }
    }

    option_setters!();

    /// Sends the call: the same as awaiting it.
    ///
    /// # Errors
    ///
    /// Those of a typed call; and [`Error::Request`] for a name that is neither an operation nor a path.
    pub async fn send(self) -> Result<Value, Error> {
        self.into_future().await
    }

    /// Sends the call and tells status, headers, attempts and time beside the answer.
    ///
    /// # Errors
    ///
    /// Those of [`send`](Self::send).
    pub async fn with_response(self) -> Result<Response<Value>, Error> {
        self.exchange(ResponseValue::into_response).await
    }

    /// Sends the call and finishes its answer.
    fn exchange<T>(self, finish: impl FnOnce(ResponseValue<Value>) -> T + Send + 'static) -> Sending<T> {
        Box::pin(async move {
            let operation = self.operation()?;
            let message = match operation.has_body() {
                true => Message::json(&operation, &self.request)?,
                false => Message::empty(),
            };
            let raw = self.client.raw_of(operation, self.options);
            let response = raw.exec(message, &OperationInfo { operation_id: "call" }).await?;
            if !response.status.is_success() {
                return Err(response.refusal());
            }
            // Empty is JSON's nothing.
            let answer = if response.is_blank() { response.nothing()? } else { response.decode()? };
            Ok(finish(answer))
        })
    }

    /// What the call's name stands for.
    fn operation(&self) -> Result<OperationRef, Box<RequestError>> {
        match Operation::find(&self.operation) {
            Some(known) => Ok(OperationRef::Listed(known)),
            None if self.operation.starts_with('/') => {
                Ok(OperationRef::Unlisted(Arc::new(Operation::unlisted(&self.operation))))
            }
            None => {
                let reason = format!(
                    "`{}` is no operation of the spec; name an unlisted endpoint by its path, such as `/api/1/…`",
                    self.operation
                );
                Err(RequestError::new(&self.operation, reason))
            }
        }
    }
}

impl IntoFuture for AnyCall {
    type Output = Result<Value, Error>;
    type IntoFuture = Sending<Value>;

    fn into_future(self) -> Self::IntoFuture {
        self.exchange(ResponseValue::into_inner)
    }
}
