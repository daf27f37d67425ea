//! One access token: its value, how long it is good, and where it is from.

use std::time::{Duration, SystemTime};

use reqwest::header::{HeaderValue, InvalidHeaderValue};
use tokio::time::Instant;

use crate::clock::wall;
use crate::codec::Secret;

/// A token that the service gave within this time has not ended.
pub(super) const FRESH: Duration = Duration::from_secs(60);

/// A token that calls are made with.
#[derive(Debug)]
pub(crate) struct Token {
    pub(super) value: Secret,
    /// Tells one token from the next, so that only the first of many 401s renews it.
    pub(super) generation: u64,
    pub(super) good_until: Instant,
    pub(super) source: Source,
}

/// Where a token is from.
#[derive(Debug, Clone, Copy)]
pub(super) enum Source {
    /// The user, who had it already.
    User,
    /// A store: it may have ended.
    Store,
    /// The service, which gave it then.
    Service(Instant),
}

impl Token {
    /// What a call carries. Each makes its own: calls on many threads would wait for each other to count the users
    /// of a shared one.
    pub(crate) fn header(&self) -> Result<HeaderValue, InvalidHeaderValue> {
        let mut header = HeaderValue::try_from(format!("Bearer {}", self.value.expose()))?;
        header.set_sensitive(true);
        Ok(header)
    }

    pub(crate) fn value(&self) -> &Secret {
        &self.value
    }

    /// Whether the service gave it just now: such a token has not ended.
    pub(crate) fn is_fresh(&self) -> bool {
        matches!(self.source, Source::Service(given) if given.elapsed() < FRESH)
    }

    /// The end of its time as a date, for other machines.
    pub(super) fn good_until_by_the_wall(&self) -> SystemTime {
        wall() + self.good_until.saturating_duration_since(Instant::now())
    }
}
