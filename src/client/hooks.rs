//! progenitor's seam: the raw client sends its messages as calls.

use std::future::Future;

use super::raw;
use crate::call::runtime::{ClientHooks, ClientInfo, OperationInfo};
use crate::call::{Call, RawResponse};
use crate::error::Error;
use crate::http::Message;

impl ClientHooks<Call> for raw::Client {
    fn exec(
        &self,
        message: Message,
        _info: &OperationInfo,
    ) -> impl Future<Output = Result<RawResponse, Error>> + Send {
        self.inner().send(message)
    }
}
