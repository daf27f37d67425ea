//! Ids that nobody gives, drawn from a seed: the same seed draws the same ids in the same order.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use uuid::{Builder, Uuid};

/// Where ids are drawn from.
#[derive(Debug, Clone)]
pub(crate) struct Chance(Arc<Mutex<Drawn>>);

/// How far was drawn from which seed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Drawn {
    /// The seed that somebody gave.
    given: Option<u64>,
    seed: u64,
    count: u64,
}

impl Drawn {
    /// Nothing was drawn yet; without a seed, from one of its own.
    pub(crate) fn new(given: Option<u64>) -> Self {
        let seed = given.unwrap_or_else(|| Uuid::new_v4().as_u64_pair().1);
        Self { given, seed, count: 0 }
    }
}

impl Chance {
    pub(crate) fn new(seed: Option<u64>) -> Self {
        Self(Arc::new(Mutex::new(Drawn::new(seed))))
    }

    fn inner(&self) -> MutexGuard<'_, Drawn> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The seed that somebody gave; 0 where nobody did.
    pub(crate) fn seed(&self) -> u64 {
        self.inner().given.unwrap_or_default()
    }

    /// The next id.
    pub(crate) fn id(&self) -> Uuid {
        let mut drawn = self.inner();
        let name = format!("iiko-simulator/chance/{}/{}", drawn.seed, drawn.count);
        drawn.count += 1;
        drop(drawn);
        Builder::from_random_bytes(Uuid::new_v5(&Uuid::NAMESPACE_URL, name.as_bytes()).into_bytes())
            .into_uuid()
    }

    /// A number from 0 to below 1.
    pub(crate) fn share(&self) -> f64 {
        let bits = u32::from_be_bytes(self.id().as_bytes()[..4].try_into().unwrap_or_default());
        f64::from(bits) / (f64::from(u32::MAX) + 1.0)
    }

    /// How far was drawn: what `go_on` takes up again.
    pub(crate) fn drawn(&self) -> Drawn {
        *self.inner()
    }

    /// Draws on from there.
    pub(crate) fn go_on(&self, drawn: Drawn) {
        *self.inner() = drawn;
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
        other.go_on(Drawn::new(Some(7)));
        assert_eq!(other.id(), drawn[0]);
        assert_ne!(Chance::new(Some(8)).id(), drawn[0]);
    }
}
