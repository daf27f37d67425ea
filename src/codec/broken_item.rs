//! An item that lenient reading left out of its list.

use std::fmt;

use super::one_line::OneLine;
use super::personal::veiled_reason;

/// An item of a list that could not be read, while the rest of the list was.
///
/// Its `Debug` and `Display` leave the item itself out: it may hold personal data.
#[derive(Clone, PartialEq, Eq)]
pub struct BrokenItem {
    index: usize,
    path: String,
    reason: String,
    raw: Box<str>,
}

impl BrokenItem {
    pub(crate) fn new(index: usize, path: String, reason: &str, raw: &str) -> Self {
        let reason = veiled_reason(&path, reason);
        Self { index, path, reason, raw: raw.into() }
    }

    /// Which item of its list, counted from zero.
    pub fn index(&self) -> usize {
        self.index
    }

    /// What is wrong in it, from the root of the answer: `orders[3].order.sum`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What was expected there and what was found.
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// The item's JSON as it came.
    pub fn raw(&self) -> &str {
        &self.raw
    }
}

impl fmt::Display for BrokenItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { index, path, reason, .. } = self;
        write!(f, "item {index} cannot be read at `{}`: {}", OneLine(path), OneLine(reason))
    }
}

impl fmt::Debug for BrokenItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut item = f.debug_struct("BrokenItem");
        item.field("index", &self.index).field("path", &self.path).field("reason", &self.reason);
        item.field("bytes", &self.raw.len()).finish()
    }
}

impl std::error::Error for BrokenItem {}
