//! How often the client asks for what is not there yet.

use std::time::Duration;

use tokio::time::Instant;

use crate::error::Error;

/// The first pause between two questions; each further one is half as long again.
const FIRST_PAUSE: Duration = Duration::from_millis(200);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);
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
