//! What a call needs around it: tokio, whose timers and sockets panic without a runtime.

use tokio::runtime::Handle;

use crate::error::{Error, RequestError};
use crate::operation::OperationRef;

/// Refuses a call that no runtime polls. Whether a runtime has timers and network it tells nobody: a call on one that
/// lacks them panics, with tokio's words for what to enable.
pub(super) fn fit(operation: &OperationRef) -> Result<(), Error> {
    if Handle::try_current().is_ok() {
        return Ok(());
    }
    let reason = "no tokio runtime runs here: call from a task of one, or from its `block_on`, and build it with \
                  `enable_all`";
    Err(RequestError::new(operation.id(), reason).into())
}
