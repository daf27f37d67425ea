//! How often a feed asks: often while things change, seldom while nothing does, and less while the service is unwell.

use std::time::Duration;

use crate::error::Error;

/// The shortest and the longest pause unless set otherwise.
const SHORTEST: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_secs(30);

/// The pauses of a feed.
#[derive(Debug, Clone)]
pub(super) struct Tempo {
    shortest: Duration,
    longest: Duration,
    next: Duration,
}

impl Tempo {
    pub(super) fn new() -> Self {
        Self::between(SHORTEST, LONGEST)
    }

    pub(super) fn between(shortest: Duration, longest: Duration) -> Self {
        Self { shortest, longest: longest.max(shortest), next: shortest }
    }

    /// The pause before the next question.
    pub(super) fn pause(&self) -> Duration {
        self.next
    }

    /// Something has changed: more may follow soon.
    pub(super) fn busy(&mut self) {
        self.next = self.shortest;
    }

    /// Nothing has changed.
    pub(super) fn quiet(&mut self) {
        self.next = (self.next * 3 / 2).clamp(self.shortest, self.longest);
    }

    /// A question failed: the pause after it, which is longer where the service asks for that.
    pub(super) fn failed(&mut self, error: Option<&Error>) -> Duration {
        self.next = (self.next * 2).clamp(self.shortest, self.longest);
        self.next.max(error.and_then(Error::retry_after).unwrap_or_default())
    }
}
