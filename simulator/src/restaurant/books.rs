//! The books of the restaurants: what commands change beside the order itself.

use super::bookings::Bookings;
use super::drafts::Drafts;
use super::stops::Stops;
use crate::world::World;

/// Everything that orders lean on.
#[derive(Clone)]
pub(crate) struct Books {
    /// What is running out.
    pub(crate) stops: Stops,
    /// Which tables are booked.
    pub(crate) bookings: Bookings,
    pub(crate) drafts: Drafts,
}

impl Books {
    pub(super) fn new(world: &World) -> Self {
        Self { stops: Stops::new(world), bookings: Bookings::default(), drafts: Drafts::default() }
    }
}
