//! When a request may be sent again, and how long to wait before.

use std::time::Duration;

use reqwest::StatusCode;
use retry_policies::policies::ExponentialBackoff;
use retry_policies::{Jitter, RetryDecision, RetryPolicy as _};

use crate::clock::{AN_AGE, wall};
use crate::http::Outcome;

/// How often and how soon a failed request is sent again.
///
/// | what happened | write | read |
/// | --- | --- | --- |
/// | could not connect (refused, no name, no TLS, not in time) | again | again |
/// | turned away unread (HTTP/2: a refused stream, a closing connection) | again | again |
/// | 401 | once, with a new token | once, with a new token |
/// | 429 | again | again |
/// | 408, 500, 502, 503, 504 | no | again |
/// | the connection broke, no answer in time, broken compression | no | again |
/// | any other status, an answer that is too large or cannot be read | no | no |
///
/// A read is an operation that changes nothing ([`Operation::is_read_only`](crate::Operation::is_read_only)), or a
/// request for a token. A write is sent again only when the service surely did not act on it, so that no order is
/// made twice; a 503 may come from a gateway that has forwarded the request, so that it is no such sign unless
/// [`repeat_writes_when_unavailable`](Self::repeat_writes_when_unavailable) says so. Once a connection stands, a reset does not tell how much of the request the service has seen: then a
/// write is not sent again. (A kept connection that turns out to be closed before anything was written to it is
/// replaced without counting as an attempt.)
///
/// Waits grow exponentially with full jitter; a `Retry-After` (seconds or a date) is obeyed if the deadline allows
/// it, else the failure is returned at once. One that asks for nothing, such as `0`, is waited for as long as a first
/// wait may be. All repeats of a client come out of one budget, a fifth of its calls and
/// ten a second: in an outage most calls fail after their first attempt instead of adding to the load.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetryPolicy {
    attempts: u32,
    first_wait: Duration,
    longest_wait: Duration,
    writes_when_unavailable: bool,
}

impl Default for RetryPolicy {
    /// Three attempts in all, the first wait up to 250 ms, the longest 10 s.
    fn default() -> Self {
        Self {
            attempts: 3,
            first_wait: Duration::from_millis(250),
            longest_wait: Duration::from_secs(10),
            writes_when_unavailable: false,
        }
    }
}

impl RetryPolicy {
    /// Never sends a request again, but for the one renewal of an expired token.
    #[must_use]
    pub fn none() -> Self {
        Self { attempts: 1, ..Self::default() }
    }

    /// How often a request is sent at most, the first time included; 0 counts as 1.
    #[must_use]
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts.max(1);
        self
    }

    /// The longest that the first wait may be; each further one may be twice as long. Also the least wait where
    /// `Retry-After` asks for less.
    #[must_use]
    pub fn first_wait(mut self, wait: Duration) -> Self {
        self.first_wait = wait;
        self
    }

    /// The longest that any wait may be, but for what `Retry-After` asks.
    #[must_use]
    pub fn longest_wait(mut self, wait: Duration) -> Self {
        self.longest_wait = wait;
        self
    }

    /// Whether a write that met a 503 with `Retry-After` is sent again; no unless set. Set it only where nothing
    /// stands in front of the service that says so after it has forwarded a request: else an order may be made twice.
    #[must_use]
    pub fn repeat_writes_when_unavailable(mut self, yes: bool) -> Self {
        self.writes_when_unavailable = yes;
        self
    }

    pub(crate) fn most_attempts(&self) -> u32 {
        self.attempts
    }

    /// Whether a request with this outcome may be sent again; `idempotent` when sending it twice does no harm.
    pub(crate) fn repeats(&self, outcome: Outcome, idempotent: bool) -> bool {
        match outcome {
            Outcome::NotSent | Outcome::Status(StatusCode::TOO_MANY_REQUESTS, _) => true,
            Outcome::Lost => idempotent,
            Outcome::Status(StatusCode::SERVICE_UNAVAILABLE, Some(_)) => {
                idempotent || self.writes_when_unavailable
            }
            Outcome::Status(status, _) => {
                idempotent && matches!(status.as_u16(), 408 | 500 | 502 | 503 | 504)
            }
        }
    }

    /// How long to wait after an outcome: what the service asks, but not less than a first wait may be, since it has
    /// asked for some; else as long as the number of attempts says.
    pub(crate) fn pause(&self, outcome: Outcome, attempts: u32) -> Duration {
        match outcome {
            Outcome::Status(_, Some(asked)) => asked.max(self.least_pause()),
            _ => self.wait(attempts),
        }
    }

    /// The least pause after the service has asked for one.
    pub(crate) fn least_pause(&self) -> Duration {
        self.first_wait.min(AN_AGE)
    }

    /// The wait after the given number of attempts: anywhere from nothing to the exponential bound.
    fn wait(&self, attempts: u32) -> Duration {
        let first = self.first_wait.min(AN_AGE);
        let longest = self.longest_wait.min(AN_AGE).max(first).max(Duration::from_millis(1));
        let policy = ExponentialBackoff::builder()
            .retry_bounds(first, longest)
            .jitter(Jitter::Full)
            .base(2)
            .build_with_max_retries(u32::MAX);
        let now = wall();
        match policy.should_retry(now, attempts.saturating_sub(1)) {
            RetryDecision::Retry { execute_after } => execute_after.duration_since(now).unwrap_or_default(),
            RetryDecision::DoNotRetry => longest,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_wait_is_too_long_for_the_clock() {
        let policy = RetryPolicy::default().first_wait(Duration::MAX).longest_wait(Duration::MAX);
        assert!(policy.wait(u32::MAX) <= AN_AGE);
    }

    #[test]
    fn waits_stay_below_their_bounds() {
        let policy = RetryPolicy::default();
        for (attempts, most) in [(1, 250), (2, 500), (3, 1000), (7, 10_000), (40, 10_000)] {
            for _ in 0..100 {
                assert!(policy.wait(attempts) <= Duration::from_millis(most), "after {attempts} attempts");
            }
        }
    }
}
