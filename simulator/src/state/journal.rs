//! What has gone over the wire lately: exchanges with why they were refused, and attempts to post webhooks.

use std::collections::VecDeque;
use std::time::Duration;

use axum::body::Bytes;
use chrono::{DateTime, Utc};
use serde_json::Value;
use uuid::Uuid;

/// How many entries of a kind are kept.
const KEPT: usize = 1_000;
/// Longest answer that is kept, in bytes.
pub(crate) const LONGEST: usize = 32 * 1024;

/// A request and its answer.
#[derive(Debug, Clone)]
pub(crate) struct Traced {
    pub(crate) seq: u64,
    pub(crate) at: DateTime<Utc>,
    pub(crate) operation: Option<&'static str>,
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) status: u16,
    pub(crate) duration: Duration,
    pub(crate) synthesised: bool,
    /// The fault that struck it: the rule's id, 0 for one that the request asked for itself.
    pub(crate) fault: Option<u64>,
    /// Code and text of the refusal.
    pub(crate) refusal: Option<(String, String)>,
    /// The body as it was read; nothing where it holds credentials.
    pub(crate) request: Value,
    pub(crate) answer: Option<Bytes>,
    pub(crate) bytes: usize,
    pub(crate) correlation_id: Uuid,
}

/// A post to a webhook's receiver.
#[derive(Debug, Clone)]
pub(crate) struct Attempt {
    pub(crate) id: u64,
    pub(crate) at: DateTime<Utc>,
    pub(crate) organization: Uuid,
    pub(crate) uri: String,
    pub(crate) number: u32,
    pub(crate) status: Option<u16>,
    pub(crate) error: Option<String>,
    pub(crate) events: Vec<Value>,
}

/// The latest exchanges and attempts, the oldest first.
#[derive(Default)]
pub(crate) struct Journal {
    exchanges: VecDeque<Traced>,
    attempts: VecDeque<Attempt>,
    exchanges_seen: u64,
    attempts_seen: u64,
    pub(crate) refused: u64,
}

impl Journal {
    pub(crate) fn exchange(&mut self, mut exchange: Traced) {
        self.exchanges_seen += 1;
        self.refused += u64::from(exchange.refusal.is_some());
        exchange.seq = self.exchanges_seen;
        keep(&mut self.exchanges, exchange);
    }

    pub(crate) fn attempt(&mut self, mut attempt: Attempt) -> u64 {
        self.attempts_seen += 1;
        attempt.id = self.attempts_seen;
        keep(&mut self.attempts, attempt);
        self.attempts_seen
    }

    /// The exchanges after a number.
    pub(crate) fn exchanges(&self, after: u64) -> impl Iterator<Item = &Traced> {
        self.exchanges.iter().filter(move |exchange| exchange.seq > after)
    }

    /// The attempts after a number.
    pub(crate) fn attempts(&self, after: u64) -> impl Iterator<Item = &Attempt> {
        self.attempts.iter().filter(move |attempt| attempt.id > after)
    }

    /// How many exchanges and attempts there were.
    pub(crate) fn seen(&self) -> (u64, u64) {
        (self.exchanges_seen, self.attempts_seen)
    }

    /// Forgets everything but how many there were.
    pub(crate) fn clear(&mut self) {
        self.exchanges.clear();
        self.attempts.clear();
    }
}

fn keep<T>(entries: &mut VecDeque<T>, entry: T) {
    if entries.len() == KEPT {
        entries.pop_front();
    }
    entries.push_back(entry);
}
