//! Ids that nobody gives, drawn from a seed: the same seed draws the same ids in the same order.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use uuid::{Builder, Uuid};

/// Where ids are drawn from.
#[derive(Debug, Clone)]
pub(crate) struct Chance(Arc<Drawn>);

#[derive(Debug)]
struct Drawn {
    seed: AtomicU64,
    count: AtomicU64,
}

impl Chance {
    /// Draws from a seed; without one, from a seed of its own.
    pub(crate) fn new(seed: Option<u64>) -> Self {
        let seed = seed.unwrap_or_else(|| Uuid::new_v4().as_u64_pair().1 >> 12);
        Self(Arc::new(Drawn { seed: AtomicU64::new(seed), count: AtomicU64::new(0) }))
    }

    pub(crate) fn seed(&self) -> u64 {
        self.0.seed.load(Ordering::Relaxed)
    }

    /// The next id.
    pub(crate) fn id(&self) -> Uuid {
        let count = self.0.count.fetch_add(1, Ordering::Relaxed);
        let name = format!("iiko-simulator/chance/{}/{count}", self.seed());
        Builder::from_random_bytes(Uuid::new_v5(&Uuid::NAMESPACE_URL, name.as_bytes()).into_bytes())
            .into_uuid()
    }

    /// A number from 0 to below 1.
    pub(crate) fn share(&self) -> f64 {
        let bits = u32::from_be_bytes(self.id().as_bytes()[..4].try_into().unwrap_or_default());
        f64::from(bits) / (f64::from(u32::MAX) + 1.0)
    }

    /// How many ids were drawn: what `go_on` takes up again.
    pub(crate) fn drawn(&self) -> (u64, u64) {
        (self.seed(), self.0.count.load(Ordering::Relaxed))
    }

    /// Draws on from a seed after so many ids.
    pub(crate) fn go_on(&self, (seed, count): (u64, u64)) {
        self.0.seed.store(seed, Ordering::Relaxed);
        self.0.count.store(count, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_draws_the_same_ids_again() {
        let (one, other) = (Chance::new(Some(7)), Chance::new(Some(7)));
        let drawn: Vec<Uuid> = (0..3).map(|_| one.id()).collect();
        assert_eq!(drawn, (0..3).map(|_| other.id()).collect::<Vec<_>>());
        other.go_on((7, 1));
        assert_eq!(other.id(), drawn[1]);
        assert_ne!(Chance::new(Some(8)).id(), drawn[0]);
    }
}
