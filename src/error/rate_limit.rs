//! A call that would have had to wait too long for its turn.

use std::time::{Duration, SystemTime};

use chrono::{DateTime, Utc};

use super::words::seconds;

/// The call would have had to wait for its turn beyond its deadline: for a rate limit of the client's own, or for the
/// end of a pause that the service asked for with a 429. Nothing was sent.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{operation}: not sent: {}, {} from now and later than the call's deadline", self.why(), seconds(*.wait))]
pub struct RateLimitError {
    pub(crate) operation: String,
    pub(crate) group: Option<String>,
    pub(crate) wait: Duration,
    /// The end of a pause, if it is one.
    pub(crate) paused_until: Option<SystemTime>,
}

impl RateLimitError {
    fn why(&self) -> String {
        let group = self.group.as_ref().map(|group| format!("the group `{group}`"));
        match self.paused_until {
            Some(until) => {
                let group = group.unwrap_or_else(|| "this operation".to_owned());
                let until = DateTime::<Utc>::from(until).format("%F %T UTC");
                format!("the service asked for a pause with a 429, and {group} is held back until {until}")
            }
            None => {
                let group = group.unwrap_or_else(|| "all calls".to_owned());
                format!("the rate limit of {group} lets it through later")
            }
        }
    }

    /// The vendor's restriction group; none when it is the limit of all calls, or the pause of an operation without a
    /// group.
    pub fn group(&self) -> Option<&str> {
        self.group.as_deref()
    }

    /// How long the call would have had to wait.
    pub fn wait(&self) -> Duration {
        self.wait
    }

    /// Until when a 429 of the service holds the group, or an operation without one, back: as long as the service
    /// asked, but two minutes at most. None when it is a limit of the client's own.
    pub fn paused_until(&self) -> Option<SystemTime> {
        self.paused_until
    }
}
