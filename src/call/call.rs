//! One call of an operation, before it is sent.

use std::sync::Arc;
use std::time::Duration;

use super::core::Core;
use super::options::CallOptions;
use crate::codec::validate::Validate;
use crate::error::{Error, InvalidRequest};
use crate::operation::{OperationRef, is_token_operation};

/// What the hooks know of the call that they serve.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) core: Arc<Core>,
    pub(crate) operation: OperationRef,
    pub(crate) options: CallOptions,
}

impl Call {
    /// What the service may take.
    pub(super) fn timeout(&self) -> Duration {
        self.options.timeout.unwrap_or_else(|| self.core.timeout)
    }

    /// What one attempt may take, the way there and back included.
    pub(super) fn attempt_timeout(&self) -> Duration {
        self.timeout().saturating_add(self.core.margin)
    }

    /// Whether sending twice does no harm: a second token only makes the first one superfluous.
    pub(super) fn is_idempotent(&self) -> bool {
        self.operation.is_read_only() || is_token_operation(self.operation.id())
    }

    pub(super) fn is_lenient(&self) -> bool {
        self.options.lenient.unwrap_or(self.core.lenient)
    }

    /// Checks the call's request, unless the call or else its client says not to.
    pub(crate) fn check(&self, request: &impl Validate) -> Result<(), Error> {
        if !self.options.validate.unwrap_or(self.core.validate) {
            return Ok(());
        }
        request.validate().map_err(|violation| InvalidRequest::new(&self.operation, violation).into())
    }
}
