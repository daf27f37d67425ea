//! What an attempt came to, as far as it matters for sending again.

use std::time::Duration;

use reqwest::StatusCode;
use reqwest::header::HeaderMap;

use crate::error::retry_after;

/// What an attempt came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The request surely did not leave, or nobody read it.
    NotSent,
    /// It left, and nobody knows what became of it.
    Lost,
    /// An answer came.
    Status(StatusCode, Option<Duration>),
}

impl Outcome {
    pub(crate) fn of(status: StatusCode, headers: &HeaderMap) -> Self {
        Self::Status(status, retry_after(headers))
    }
}
