//! What progenitor's generated code needs of its runtime: hooks, raw answers, decoded answers. Its own runtime
//! would lose the status of a gateway's page and the path of a decode error, so this one stands in its place.

use std::convert::Infallible;
use std::future::Future;
use std::marker::PhantomData;

use serde::de::DeserializeOwned;

use super::answer::Response;
pub(crate) use super::decoded::ResponseValue;
use crate::error::RequestError;
use crate::http::Message;

/// The generated client, as the hooks see it; progenitor writes its implementation.
#[allow(dead_code, reason = "the hooks of this client need the inner value alone")]
pub(crate) trait ClientInfo<Inner> {
    fn api_version() -> &'static str;
    fn inner(&self) -> &Inner;
}

/// The operation, as the generated code names it.
#[derive(Debug)]
pub(crate) struct OperationInfo {
    #[allow(dead_code, reason = "the generated code fills it; the hooks know more from the call itself")]
    pub(crate) operation_id: &'static str,
}

/// The seam of every call: how it is sent.
pub(crate) trait ClientHooks<Inner>: ClientInfo<Inner> + Sync
where
    Inner: Sync,
{
    fn exec(
        &self,
        message: Message,
        info: &OperationInfo,
    ) -> impl Future<Output = Result<Response, crate::Error>> + Send;
}

/// The error of a raw call.
#[derive(Debug)]
pub(crate) enum Error<E = Infallible> {
    Failed(crate::Error),
    UnexpectedResponse(Box<Response>),
    #[allow(dead_code, reason = "no error body is known to progenitor: see codegen's lowering")]
    Never(Infallible, PhantomData<E>),
}

impl<E> From<crate::Error> for Error<E> {
    fn from(error: crate::Error) -> Self {
        Self::Failed(error)
    }
}

impl<E> From<Box<RequestError>> for Error<E> {
    fn from(error: Box<RequestError>) -> Self {
        Self::Failed(error.into())
    }
}

impl<E> From<Error<E>> for crate::Error {
    fn from(error: Error<E>) -> Self {
        match error {
            Error::Failed(error) => error,
            Error::UnexpectedResponse(response) => response.refusal(),
            Error::Never(never, _) => match never {},
        }
    }
}

impl<T> ResponseValue<T> {
    pub(crate) fn from_response<E>(response: Response) -> Result<Self, Error<E>>
    where
        T: DeserializeOwned,
    {
        response.decode().map_err(Error::Failed)
    }
}

impl ResponseValue<()> {
    /// An answer that tells nothing, though an error may hide in one.
    #[allow(dead_code, reason = "only some sections have operations without an answer")]
    pub(crate) fn empty<E>(response: Response) -> Result<Self, Error<E>> {
        response.nothing().map_err(Error::Failed)
    }
}
