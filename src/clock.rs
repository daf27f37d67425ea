//! The one clock: tokio's, so that tests with paused time work. Deadlines, waits and rate limits count on it; the wall
//! clock is read only where a date is meant.

use std::ops::Add;
use std::time::{Duration, SystemTime};

use governor::clock::{Clock, Reference};
use governor::nanos::Nanos;
use tokio::time::Instant;

/// Longer than anybody waits, and short enough for every clock to count.
pub(crate) const AN_AGE: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);

/// The time `wait` after `start`. What a clock cannot count is a century away: a user may well set
/// `Duration::MAX`, and a server may ask for it.
pub(crate) fn later(start: Instant, wait: Duration) -> Instant {
    start.checked_add(wait).unwrap_or_else(|| start + AN_AGE)
}

/// The date and time of day, for what has come from another machine or goes there.
#[expect(clippy::disallowed_methods, reason = "a date is meant")]
pub(crate) fn wall() -> SystemTime {
    SystemTime::now()
}

/// tokio's clock, as the rate limiter reads it.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct TokioClock;

impl Clock for TokioClock {
    type Instant = Moment;

    fn now(&self) -> Moment {
        Moment(Instant::now())
    }
}

/// A reading of [`TokioClock`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Moment(Instant);

impl Add<Nanos> for Moment {
    type Output = Self;

    fn add(self, wait: Nanos) -> Self {
        Self(later(self.0, wait.into()))
    }
}

impl Reference for Moment {
    fn duration_since(&self, earlier: Self) -> Nanos {
        self.0.saturating_duration_since(earlier.0).into()
    }

    fn saturating_sub(&self, wait: Nanos) -> Self {
        self.0.checked_sub(wait.into()).map_or(*self, Self)
    }
}
