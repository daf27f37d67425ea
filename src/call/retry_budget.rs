//! What a client may spend on repeats.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tower::retry::budget::{Budget, TpsBudget};

/// What a client may spend on repeats: a fifth of its calls, and a few a second in any case, so that an outage is
/// not made worse.
#[derive(Debug)]
pub(crate) struct RetryBudget {
    calls: AtomicUsize,
    budget: TpsBudget,
}

impl Default for RetryBudget {
    fn default() -> Self {
        Self { calls: AtomicUsize::new(0), budget: TpsBudget::new(Duration::from_secs(10), 10, 0.2) }
    }
}

impl RetryBudget {
    /// Counts a call. The budget hears of them ten at a time, since it has a lock at which all calls would meet.
    pub(crate) fn deposit(&self) {
        const TOGETHER: usize = 10;
        if self.calls.fetch_add(1, Ordering::Relaxed) % TOGETHER == TOGETHER - 1 {
            (0..TOGETHER).for_each(|_| self.budget.deposit());
        }
    }

    pub(crate) fn withdraw(&self) -> bool {
        self.budget.withdraw()
    }
}
