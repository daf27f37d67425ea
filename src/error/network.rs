//! No whole answer came.

use std::sync::Arc;
use std::time::Duration;

use super::words::{innermost, seconds, tries};
use crate::codec::OneLine;

/// No answer in time.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{operation}: no answer within {}{}", seconds(*.waited), tries(*.attempts))]
pub struct TimeoutError {
    pub(crate) operation: String,
    pub(crate) waited: Duration,
    pub(crate) attempts: u32,
    /// The request was on its way, and not waiting for a token or for its turn.
    pub(crate) under_way: bool,
}

impl TimeoutError {
    /// How long the client waited.
    pub fn waited(&self) -> Duration {
        self.waited
    }

    /// How often the request was sent.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }
}

/// The connection could not be made, or broke.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{operation}: {}: {}{}", self.what(), OneLine(&innermost(&*self.source)), tries(*.attempts))]
pub struct ConnectionError {
    pub(crate) operation: String,
    /// The request surely did not leave, or nobody read it.
    pub(crate) before_sending: bool,
    pub(crate) attempts: u32,
    pub(crate) source: Arc<dyn std::error::Error + Send + Sync>,
}

impl ConnectionError {
    fn what(&self) -> &'static str {
        let turned_away = |error: &reqwest::Error| !error.is_connect();
        match self.before_sending {
            true if self.source.downcast_ref().is_some_and(turned_away) => {
                "the service turned the request away unread"
            }
            true => "could not connect",
            false => "the connection broke before the answer was whole",
        }
    }

    /// How often the request was tried.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }
}
