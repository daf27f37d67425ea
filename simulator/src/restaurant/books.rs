//! The books of the restaurants: what commands change beside the order itself.

use super::stops::Stops;
use crate::world::World;

/// Everything that orders lean on.
#[derive(Clone)]
pub(crate) struct Books {
    /// What is running out.
    pub(crate) stops: Stops,
}

impl Books {
    pub(super) fn new(world: &World) -> Self {
        Self { stops: Stops::new(world) }
    }
}
