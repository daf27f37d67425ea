//! Headers of an answer, as errors and answers tell them.

use std::fmt;
use std::sync::Arc;

use reqwest::header::HeaderMap;

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
