//! How often the client asks for what is not there yet.

#[cfg(feature = "operations")]
use std::sync::OnceLock;
use std::time::Duration;

use tokio::time::Instant;

use crate::error::Error;

/// The first pause between two questions; each further one is half as long again.
const FIRST_PAUSE: Duration = Duration::from_millis(200);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);
/// What the shortest common pauses are multiples of.
#[cfg(feature = "operations")]
const SMALLEST_GRID: Duration = Duration::from_millis(100);
/// How long before the end the last question is put.
const LAST_MOMENT: Duration = FIRST_PAUSE;

/// Pauses that grow.
#[derive(Debug)]
pub(super) struct Pace {
    next: Duration,
}

impl Pace {
    pub(super) fn new() -> Self {
        Self { next: FIRST_PAUSE }
    }

    /// The next pause, so that a last question is put shortly before the time ends.
    pub(super) fn pause(&mut self, left: Duration) -> Duration {
        let pause = self.next;
        self.next = (pause * 3 / 2).min(LONGEST_PAUSE);
        match left.checked_sub(LAST_MOMENT) {
            Some(room) if !room.is_zero() => pause.min(room),
            _ => left,
        }
    }

    /// The next pause, ended where many who wait end theirs, so that they ask together. It is at least half as long.
    #[cfg(feature = "operations")]
    pub(super) fn common_pause(&mut self, left: Duration) -> Duration {
        static START: OnceLock<Instant> = OnceLock::new();
        let pause = self.pause(left);
        let mut grid = SMALLEST_GRID;
        while grid * 4 <= pause {
            grid *= 2;
        }
        let now = Instant::now().saturating_duration_since(*START.get_or_init(Instant::now));
        let beyond = (now + pause).as_nanos() % grid.as_nanos();
        // Less than the grid, which fits.
        let earlier = u64::try_from(beyond).map_or(Duration::ZERO, Duration::from_nanos);
        if grid * 2 <= pause { pause.saturating_sub(earlier) } else { pause }
    }

    /// Waits; tells whether there is time left.
    pub(super) async fn rest(&mut self, ends: Instant) -> bool {
        let left = ends.saturating_duration_since(Instant::now());
        tokio::time::sleep(self.pause(left)).await;
        Instant::now() < ends
    }
}

/// Whether the next question may well be answered: the service did not refuse this one.
pub(super) fn is_passing(error: &Error) -> bool {
    match error.status() {
        Some(408 | 425 | 429) => true,
        Some(400..500) => false,
        Some(_) => true,
        None => matches!(error, Error::Timeout(_) | Error::Connection(_) | Error::RateLimit(_)),
    }
}

#[cfg(all(test, feature = "operations"))]
mod tests {
    use super::*;

    /// What the documentation of `UntilDone` says.
    #[tokio::test(start_paused = true)]
    async fn two_minutes_have_few_questions() {
        for common in [false, true] {
            let ends = Instant::now() + Duration::from_secs(120);
            let mut pace = Pace::new();
            let mut questions = 0;
            while Instant::now() < ends {
                questions += 1;
                let left = ends - Instant::now();
                let pause = if common { pace.common_pause(left) } else { pace.pause(left) };
                assert!(pause <= LONGEST_PAUSE && !pause.is_zero(), "{pause:?}");
                tokio::time::sleep(pause).await;
            }
            assert!((30..=45).contains(&questions), "{questions}");
        }
    }
}
