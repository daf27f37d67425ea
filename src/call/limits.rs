//! Client-side rate limits: calls wait in turn instead of meeting 429.

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use governor::clock::Clock;
use governor::middleware::NoOpMiddleware;
use governor::state::{InMemoryState, NotKeyed};
use governor::{Quota, RateLimiter};
use tokio::time::Instant;

use crate::clock::{Moment, TokioClock, later, wall};
use crate::error::{Error, RateLimitError};
use crate::operation::Operation;

/// The pause that a 429 without `Retry-After` puts on its group.
const PAUSE: Duration = Duration::from_secs(1);

/// A service that asks for more is asked again after this long: it may have meant milliseconds. Longer than a call
/// usually has, so that calls fail at once and do not gather until the pause is over.
const LONGEST_PAUSE: Duration = Duration::from_secs(2 * 60);

/// No limit is meant for longer, and a limiter's clock counts no further than some centuries.
const LONGEST_PERIOD: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// How many calls may be sent, in all and by the vendor's restriction groups. Nothing is limited by default.
///
/// In no period do more calls go out than the limit says: a quarter of them may go at once, the rest evenly. Calls
/// wait for their turn in the order in which they came, within their deadlines; one whose turn would come later
/// fails with the group's name, unsent.
///
/// Also without limits, a 429 holds its whole group back, or its operation where that has no group: for as long as the
/// service asks, but two minutes at most, and a second if it does not say. Calls that have less time than that fail
/// unsent with an [`Error::RateLimit`](crate::Error::RateLimit) that tells until when.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RateLimits {
    all: Option<(NonZeroU32, Duration)>,
    groups: HashMap<String, (NonZeroU32, Duration)>,
}

impl RateLimits {
    /// No limits.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// At most `calls` in each `period`, of whatever operation.
    #[must_use]
    pub fn all(mut self, calls: NonZeroU32, period: Duration) -> Self {
        self.all = Some((calls, period));
        self
    }

    /// At most `calls` in each `period` of the operations of one restriction group, such as `Orders: creating`.
    #[must_use]
    pub fn group(mut self, group: impl Into<String>, calls: NonZeroU32, period: Duration) -> Self {
        self.groups.insert(group.into(), (calls, period));
        self
    }

    pub(crate) fn groups(&self) -> impl Iterator<Item = &str> {
        self.groups.keys().map(String::as_str)
    }

    pub(crate) fn has_empty_period(&self) -> bool {
        self.all.iter().chain(self.groups.values()).any(|(_, period)| period.is_zero())
    }
}

/// The limits at work.
#[derive(Debug, Default)]
pub(crate) struct Limiter {
    all: Option<Line>,
    groups: HashMap<String, Line>,
    /// Groups, and operations without one, that a 429 holds back, and until when.
    paused: Mutex<HashMap<String, Instant>>,
    /// Whether `paused` holds anything: most calls need not look.
    any_paused: AtomicBool,
}

/// A call's turn comes too late, by so much.
struct TooLate(Duration);

impl Limiter {
    pub(crate) fn new(limits: &RateLimits) -> Self {
        Self {
            all: limits.all.map(Line::new),
            groups: limits.groups.iter().map(|(name, limit)| (name.clone(), Line::new(*limit))).collect(),
            ..Self::default()
        }
    }

    /// Whether no call has to wait for anything.
    pub(crate) fn is_idle(&self) -> bool {
        self.all.is_none() && self.groups.is_empty() && !self.any_paused.load(Ordering::Acquire)
    }

    /// Waits until the operation may be sent, or says that its turn comes after `deadline`.
    pub(crate) async fn turn(&self, operation: &Operation, deadline: Instant) -> Result<(), Error> {
        let group = operation.restriction_group();
        let refused = |group: Option<&str>, TooLate(wait): TooLate| {
            let (operation, group) = (operation.id().to_owned(), group.map(str::to_owned));
            Box::new(RateLimitError { operation, group, wait, paused_until: None })
        };
        self.pause(operation, deadline).await?;
        if let Some(line) = group.and_then(|group| self.groups.get(group)) {
            line.turn(deadline).await.map_err(|late| refused(group, late))?;
        }
        if let Some(line) = &self.all {
            line.turn(deadline).await.map_err(|late| refused(None, late))?;
        }
        // While this call stood in line, another one may have met a 429.
        self.pause(operation, deadline).await?;
        Ok(())
    }

    /// Waits until the service wants to hear of the operation's group again.
    async fn pause(&self, operation: &Operation, deadline: Instant) -> Result<(), Box<RateLimitError>> {
        while let Some(left) = self.pause_left(held_together(operation)) {
            sleep_within(left, deadline).await.map_err(|TooLate(wait)| RateLimitError {
                operation: operation.id().to_owned(),
                group: operation.restriction_group().map(str::to_owned),
                wait,
                paused_until: Some(wall() + wait),
            })?;
        }
        Ok(())
    }

    fn pause_left(&self, held: &str) -> Option<Duration> {
        if !self.any_paused.load(Ordering::Acquire) {
            return None;
        }
        let mut paused = self.paused.lock().unwrap_or_else(PoisonError::into_inner);
        let left = paused.get(held)?.saturating_duration_since(Instant::now());
        if left.is_zero() {
            paused.remove(held);
            self.any_paused.store(!paused.is_empty(), Ordering::Release);
            return None;
        }
        Some(left)
    }

    /// Holds a group back after a 429: for what the service asks, or `least` if that is more, within bounds.
    pub(crate) fn slow_down(&self, operation: &Operation, asked: Option<Duration>, least: Duration) {
        let now = Instant::now();
        let until = later(now, asked.unwrap_or(PAUSE).max(least).min(LONGEST_PAUSE));
        let mut paused = self.paused.lock().unwrap_or_else(PoisonError::into_inner);
        // Nobody may ever call again what has paused, and unlisted operations are without number.
        paused.retain(|_, until| *until > now);
        let entry = paused.entry(held_together(operation).to_owned()).or_insert(until);
        *entry = (*entry).max(until);
        self.any_paused.store(true, Ordering::Release);
    }
}

/// What a 429 holds back: a group, whose names are the vendor's, or an operation without one.
fn held_together(operation: &Operation) -> &str {
    operation.restriction_group().unwrap_or(operation.id())
}

/// One limit and the calls that wait for it, in their order.
#[derive(Debug)]
struct Line {
    limiter: RateLimiter<NotKeyed, InMemoryState, TokioClock, NoOpMiddleware<Moment>>,
    /// Time between two turns while there is a line.
    interval: Duration,
    /// Held by the first in line; tokio's mutex lets the others in as they came.
    front: tokio::sync::Mutex<()>,
    length: AtomicU32,
}

/// A place in the line, given up when the call goes out, fails or is dropped.
struct Place<'a> {
    length: &'a AtomicU32,
    ahead: u32,
}

impl Line {
    /// With a quarter of the calls at once, this is the interval at which any period holds no more than `calls`.
    fn new((calls, period): (NonZeroU32, Duration)) -> Self {
        let burst = NonZeroU32::new(calls.get() / 4).unwrap_or(NonZeroU32::MIN);
        let period = period.min(LONGEST_PERIOD);
        // Rounded up: a period must not hold one more for the nanosecond that a division loses.
        let interval = period / (calls.get() - burst.get() + 1) + Duration::from_nanos(1);
        let quota = Quota::with_period(interval).unwrap_or(Quota::per_second(calls)).allow_burst(burst);
        Self {
            limiter: RateLimiter::direct_with_clock(quota, TokioClock),
            interval,
            front: tokio::sync::Mutex::new(()),
            length: AtomicU32::new(0),
        }
    }

    async fn turn(&self, deadline: Instant) -> Result<(), TooLate> {
        if self.length.load(Ordering::Acquire) == 0 && self.limiter.check().is_ok() {
            return Ok(());
        }
        let place = Place::take(&self.length);
        let least = self.interval.saturating_mul(place.ahead);
        if later(Instant::now(), least) > deadline {
            return Err(TooLate(least));
        }
        let front = tokio::time::timeout_at(deadline, self.front.lock()).await;
        let _front = front.map_err(|_elapsed| TooLate(least))?;
        while let Err(not_until) = self.limiter.check() {
            sleep_within(not_until.wait_time_from(TokioClock.now()), deadline).await?;
        }
        Ok(())
    }
}

impl<'a> Place<'a> {
    fn take(length: &'a AtomicU32) -> Self {
        Self { length, ahead: length.fetch_add(1, Ordering::AcqRel) }
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.length.fetch_sub(1, Ordering::AcqRel);
    }
}

async fn sleep_within(wait: Duration, deadline: Instant) -> Result<(), TooLate> {
    if later(Instant::now(), wait) > deadline {
        return Err(TooLate(wait));
    }
    tokio::time::sleep(wait).await;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(calls: u32, period: Duration) -> Line {
        Line::new((NonZeroU32::new(calls).expect("some calls"), period))
    }

    #[test]
    fn no_period_holds_more_calls_than_the_limit() {
        for calls in [1, 2, 3, 4, 7, 60, 1000] {
            // So long that the clock gives nobody a turn while the test counts.
            let period = LONGEST_PERIOD;
            let line = line(calls, period);
            let burst = (0..).take_while(|_| line.limiter.check().is_ok()).count();
            // At the end of the period itself the next one begins.
            let further = (period - Duration::from_nanos(1)).as_nanos() / line.interval.as_nanos();
            assert!(
                burst as u128 + further <= calls.into(),
                "{calls}: {burst} at once and {further} after them"
            );
            assert!(burst as u128 + further >= u128::from(calls) * 3 / 4, "{calls}: too few of them");
        }
    }

    #[test]
    fn a_period_may_be_as_long_as_a_duration() {
        assert!(line(1, Duration::MAX).limiter.check().is_ok());
        assert!(line(u32::MAX, Duration::from_nanos(1)).limiter.check().is_ok());
    }
}
