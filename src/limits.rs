//! Client-side rate limits: calls wait in turn instead of meeting 429.

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};

use crate::Operation;
use crate::error::{Error, RateLimitError};

/// The longest pause that a 429 without `Retry-After` puts on its group.
const PAUSE: Duration = Duration::from_secs(1);

/// How many calls may be sent, in all and by the vendor's restriction groups. Nothing is limited by default.
///
/// A call waits for its turn within its deadline; when the turn would come later, it fails at once with the
/// group's name, unsent. A 429 holds its whole group back for as long as the service asks, also without limits.
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
#[derive(Debug, Clone, Default)]
pub(crate) struct Limiter {
    all: Option<Arc<DefaultDirectRateLimiter>>,
    groups: Arc<HashMap<String, DefaultDirectRateLimiter>>,
    paused: Arc<Mutex<HashMap<String, Instant>>>,
}

impl Limiter {
    pub(crate) fn new(limits: &RateLimits) -> Self {
        let limiter = |(calls, period): &(NonZeroU32, Duration)| {
            let quota = Quota::with_period(*period / calls.get()).unwrap_or(Quota::per_second(*calls));
            RateLimiter::direct(quota.allow_burst(*calls))
        };
        Self {
            all: limits.all.as_ref().map(|limit| Arc::new(limiter(limit))),
            groups: Arc::new(limits.groups.iter().map(|(name, limit)| (name.clone(), limiter(limit))).collect()),
            paused: Arc::default(),
        }
    }

    /// Waits until the operation may be sent, or says that its turn comes after `deadline`.
    pub(crate) async fn turn(&self, operation: &Operation, deadline: Instant) -> Result<(), Error> {
        let group = operation.restriction_group();
        loop {
            let Some((wait, who)) = self.next_wait(group) else { return Ok(()) };
            if Instant::now() + wait > deadline {
                return Err(Box::new(RateLimitError {
                    operation: operation.id().to_owned(),
                    group: who.map(str::to_owned),
                    wait,
                })
                .into());
            }
            tracing::debug!(operation = operation.id(), group, ?wait, "waiting for the rate limit");
            tokio::time::sleep(wait).await;
        }
    }

    /// How long there is still to wait and for whom; takes the turn when it is now.
    fn next_wait<'a>(&self, group: Option<&'a str>) -> Option<(Duration, Option<&'a str>)> {
        if let Some(wait) = group.and_then(|group| self.pause_left(group)) {
            return Some((wait, group));
        }
        if let Some(limiter) = group.and_then(|group| self.groups.get(group))
            && let Err(not_until) = limiter.check()
        {
            return Some((not_until.wait_time_from(DefaultClock::default().now()), group));
        }
        if let Some(limiter) = &self.all
            && let Err(not_until) = limiter.check()
        {
            return Some((not_until.wait_time_from(DefaultClock::default().now()), None));
        }
        None
    }

    fn pause_left(&self, group: &str) -> Option<Duration> {
        let mut paused = self.paused.lock().unwrap_or_else(PoisonError::into_inner);
        let left = paused.get(group)?.saturating_duration_since(Instant::now());
        if left.is_zero() {
            paused.remove(group);
            return None;
        }
        Some(left)
    }

    /// Holds a group back after a 429.
    pub(crate) fn slow_down(&self, operation: &Operation, asked: Option<Duration>) {
        let Some(group) = operation.restriction_group() else { return };
        let until = Instant::now() + asked.unwrap_or(PAUSE);
        let mut paused = self.paused.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = paused.entry(group.to_owned()).or_insert(until);
        *entry = (*entry).max(until);
    }
}
