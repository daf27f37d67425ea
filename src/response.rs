//! What a call brings beside its answer: status, headers, attempts and time.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::HeaderMap;

use crate::BrokenItem;
use crate::codec::lenient::Skipped;

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

/// The headers of an answer. Their `Debug` tells the names alone: some values are nobody else's business.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Headers(Arc<HeaderMap>);

impl Headers {
    pub(crate) fn new(headers: HeaderMap) -> Self {
        Self(Arc::new(headers))
    }

    pub(crate) fn map(&self) -> &HeaderMap {
        &self.0
    }

    /// The value of a header, whatever the case of its name; the first where there are several. None also for a
    /// value that is no text.
    pub fn get(&self, name: &str) -> Option<&str> {
        text(self.0.get(name)?.as_bytes())
    }

    /// Names, in lower case, and values of all headers whose values are text.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().filter_map(|(name, value)| Some((name.as_str(), text(value.as_bytes())?)))
    }
}

fn text(value: &[u8]) -> Option<&str> {
    std::str::from_utf8(value).ok()
}

impl fmt::Debug for Headers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}
