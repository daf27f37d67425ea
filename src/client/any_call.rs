//! Calls without types: of operations that the spec does not know, or with answers as JSON.

use std::fmt;
use std::future::IntoFuture;
use std::sync::Arc;

use serde_json::Value;

use super::client::Client;
use crate::call::{CallOptions, Response, ResponseValue, Sending, Unread, option_setters};
use crate::error::{Error, RequestError};
use crate::http::Message;
use crate::operation::{Operation, OperationRef};

impl Client {
    /// Sends anything: an operation by its id or path, known to the spec or not, with the client's token, retries
    /// and errors. The answer is JSON as it came.
    ///
    /// An endpoint that the spec does not know is named by its path, which begins with `/`; it is never sent again
    /// after a failure that may have reached the service.
    pub fn call(&self, operation: &str, request: impl Into<serde_json::Value>) -> AnyCall {
        AnyCall::new(self.clone(), operation, request.into())
    }
}

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

    /// Sends the call and reads the answer into a type of one's own.
    ///
    /// # Errors
    ///
    /// Those of [`send`](Self::send); [`Error::Decode`] with the place that the type does not take.
    pub async fn read_as<T: serde::de::DeserializeOwned>(self) -> Result<T, Error> {
        self.unread().await?.into_value()
    }

    /// Sends the call and leaves its answer to be [read](Unread::read_as) into a type of one's own, also one that
    /// borrows from it.
    ///
    /// # Errors
    ///
    /// Those of [`send`](Self::send), but for what reading finds.
    pub async fn unread(self) -> Result<Unread, Error> {
        let operation = self.operation()?;
        let message = self.message(&operation);
        self.client.call_of(operation, self.options).unread(message).await
    }

    /// What is sent.
    fn message(&self, operation: &Operation) -> Result<Message, Box<RequestError>> {
        if operation.has_body() { Message::json(operation, &self.request) } else { Ok(Message::empty()) }
    }

    /// Sends the call and finishes its answer.
    fn exchange<T>(self, finish: impl FnOnce(ResponseValue<Value>) -> T + Send + 'static) -> Sending<T> {
        Box::pin(async move {
            let operation = self.operation()?;
            let message = self.message(&operation)?;
            let response = self.client.call_of(operation, self.options).send(message).await?;
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
