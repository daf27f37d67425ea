//! Operations that met 401: a new token helps when the old one had ended, and not when the login may not use them.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use tokio::time::Instant;

use super::token::{FRESH, Source, Token};
use crate::operation::Operation;

/// How often one call renews the token: the second time only when the first one brought a stale token from a store.
const MOST_RENEWALS: u32 = 2;

/// What is remembered of 401s.
#[derive(Debug, Default)]
pub(crate) struct Denials {
    by_operation: Mutex<HashMap<String, Denial>>,
    /// Whether there are any: most calls need not look.
    any: AtomicBool,
}

#[derive(Debug, Clone, Copy)]
struct Denial {
    generation: u64,
    at: Instant,
}

impl Denial {
    fn is_recent(self) -> bool {
        self.at.elapsed() < FRESH
    }
}

impl Denials {
    /// Whether another token may help an operation that met 401 with this one, after so many renewals by its call.
    /// It is remembered: a fresh token that came after such a 401, and meets 401 in its turn, is as good as any.
    pub(crate) fn another_may_help(&self, operation: &Operation, token: &Token, renewals: u32) -> bool {
        if renewals > 0 {
            return renewals < MOST_RENEWALS && matches!(token.source, Source::Store);
        }
        let mut denials = self.by_operation.lock().unwrap_or_else(PoisonError::into_inner);
        denials.retain(|_, denial| denial.is_recent());
        let before = denials.get(operation.id()).is_some_and(|denial| denial.generation < token.generation);
        if token.is_fresh() && before {
            return false;
        }
        // Kept as the first of them: calls meet 401 with the same token at different times.
        let denial = Denial { generation: token.generation, at: Instant::now() };
        denials.entry(operation.id().to_owned()).or_insert(denial);
        self.any.store(true, Ordering::Release);
        true
    }

    /// The operation took a token: what it met before was that token's fault.
    pub(crate) fn taken(&self, operation: &Operation) {
        if !self.any.load(Ordering::Acquire) {
            return;
        }
        let mut denials = self.by_operation.lock().unwrap_or_else(PoisonError::into_inner);
        denials.remove(operation.id());
        self.any.store(!denials.is_empty(), Ordering::Release);
    }
}
