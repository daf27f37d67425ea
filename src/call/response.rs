//! What a call brings beside its answer: status, headers, attempts and time.

use std::time::Duration;

use crate::codec::BrokenItem;
use crate::codec::lenient::Skipped;
use crate::error::Headers;

/// An answer with all that is known of it: what `call.with_response()` gives.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Response<T> {
    /// The answer: what awaiting the call gives.
    pub value: T,
    /// HTTP status.
    pub status: u16,
    /// HTTP headers.
    pub headers: Headers,
    /// How often the request was sent.
    pub attempts: u32,
    /// How long the call took with all its attempts and waits, up to the decoded answer.
    pub duration: Duration,
    pub(crate) skipped: Option<Box<Skipped>>,
}

impl<T> Response<T> {
    /// The answer alone.
    pub fn into_value(self) -> T {
        self.value
    }

    /// The broken items that [lenient](crate::ClientBuilder::lenient) reading left out, in their order in the answer;
    /// of very many the first 1000. Without it, or without such items, there are none.
    pub fn skipped(&self) -> &[BrokenItem] {
        self.skipped.as_deref().map_or(&[], |skipped| &skipped.items)
    }

    /// How many items were left out.
    pub fn skipped_count(&self) -> usize {
        self.skipped.as_deref().map_or(0, |skipped| skipped.count)
    }
}
