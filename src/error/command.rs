//! How an asynchronous command ended badly.

use std::error::Error;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use super::words::seconds;
use crate::codec::OneLine;
use crate::codec::types::CorrelationId;

/// An asynchronous command failed, did not end in time, or is no longer known.
#[derive(Clone)]
pub struct CommandError {
    pub(crate) operation: String,
    pub(crate) correlation_id: Option<CorrelationId>,
    pub(crate) waited: Duration,
    pub(crate) end: CommandEnd,
    /// What the last question that failed failed with.
    pub(crate) source: Option<Arc<dyn Error + Send + Sync>>,
    /// The status of the answer that ended the waiting, when the command is forgotten.
    pub(crate) status: Option<u16>,
}

/// What is known of the command.
#[cfg_attr(not(feature = "operations"), allow(dead_code, reason = "commands are followed by that section"))]
#[derive(Clone)]
pub(crate) enum CommandEnd {
    Failed {
        reason: String,
        code: Option<String>,
        exception: Option<Value>,
    },
    /// The longest wait came to its end first.
    Unfinished,
    /// The service no longer tells.
    Forgotten,
    /// The answer that accepted the command has no id to ask for.
    Untold,
}

impl CommandError {
    fn what(&self) -> String {
        let waited = seconds(self.waited);
        match (&self.end, &self.source) {
            (CommandEnd::Failed { reason, .. }, _) => format!("failed: {}", OneLine(reason)),
            (CommandEnd::Unfinished, None) => format!("is still in progress after {waited}"),
            (CommandEnd::Unfinished, Some(source)) => {
                format!("is not known to have ended after {waited}; asking failed: {source}")
            }
            (CommandEnd::Untold, _) => {
                "has an unknown end: the answer that accepted it told no correlation id; look for what it was to do"
                    .to_owned()
            }
            (CommandEnd::Forgotten, _) => {
                "has an unknown end: the service no longer keeps its status; look for what it was to do"
                    .to_owned()
            }
        }
    }

    /// Why the command failed, in words for people; none when it is not known to have failed.
    pub fn reason(&self) -> Option<&str> {
        match &self.end {
            CommandEnd::Failed { reason, .. } => Some(reason),
            _ => None,
        }
    }

    /// The code of the failure, of creations that have one: an `ErrorCode` in its spelling on the wire.
    pub fn code(&self) -> Option<&str> {
        match &self.end {
            CommandEnd::Failed { code, .. } => code.as_deref(),
            _ => None,
        }
    }

    /// All that the restaurant says of the failure, in whatever form it has there; it may hold personal data.
    pub fn exception(&self) -> Option<&Value> {
        match &self.end {
            CommandEnd::Failed { exception, .. } => exception.as_ref(),
            _ => None,
        }
    }

    /// Whether the longest wait ended before the command did: it may still succeed or fail.
    pub fn is_unfinished(&self) -> bool {
        matches!(self.end, CommandEnd::Unfinished)
    }

    /// Whether the service no longer keeps the command's status, so that it cannot be said how the command ended.
    pub fn is_forgotten(&self) -> bool {
        matches!(self.end, CommandEnd::Forgotten)
    }

    /// How long the client waited.
    pub fn waited(&self) -> Duration {
        self.waited
    }
}

impl fmt::Display for CommandError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: command ", self.operation)?;
        if let Some(id) = self.correlation_id {
            write!(f, "{id} ")?;
        }
        f.write_str(&self.what())
    }
}

impl Error for CommandError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

impl fmt::Debug for CommandError {
    /// Leaves the exception out: it may hold personal data.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut error = f.debug_struct("CommandError");
        error.field("operation", &self.operation).field("correlation_id", &self.correlation_id);
        error.field("waited", &self.waited).field("reason", &self.reason()).field("source", &self.source);
        error.finish_non_exhaustive()
    }
}
