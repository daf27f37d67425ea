//! What is wrong in a fragment, and where: `openapi/orders.yaml:12: reason`.

use std::fmt;
use std::sync::Arc;

/// A line of a fragment.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// File, relative to the project's root.
    pub file: Arc<str>,
    /// Line, counted from 1.
    pub line: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

/// A fault of a fragment.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// Where it is.
    pub place: Place,
    /// What is wrong, and what would be right.
    pub reason: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.reason)
    }
}

/// Collects the faults that the rules find.
#[derive(Debug, Default)]
pub struct Report {
    problems: Vec<Problem>,
}

impl Report {
    /// Notes a fault.
    pub fn add(&mut self, place: &Place, reason: impl Into<String>) {
        self.problems.push(Problem { place: place.clone(), reason: reason.into() });
    }

    /// Whether nothing was noted.
    pub fn is_empty(&self) -> bool {
        self.problems.is_empty()
    }

    /// The faults by file and line, each once.
    pub fn finish(mut self) -> Vec<Problem> {
        self.problems.sort();
        self.problems.dedup();
        self.problems
    }
}
