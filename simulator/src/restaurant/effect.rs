//! What a command does when it ends.

use std::sync::Arc;

use chrono::NaiveDateTime;
use serde_json::Value;
use uuid::Uuid;

use super::books::Books;
use super::fault::Fault;
use crate::chance::Chance;
use crate::world::World;

/// Turns an order into another, with all that hangs on it, or refuses to. What is refused must leave the books as
/// they were: an effect checks first and changes then. The order itself is taken back by the store.
pub(crate) type Effect = Arc<dyn Fn(&mut Scene<'_>) -> Result<(), Fault> + Send + Sync>;

/// What an effect finds.
pub(crate) struct Scene<'a> {
    pub(crate) world: &'a World,
    pub(crate) books: &'a mut Books,
    pub(crate) chance: &'a Chance,
    /// The order as it is told: `DeliveryOrderDetails`, `TableOrderDetails` or `ReserveDetails`.
    pub(crate) order: &'a mut Value,
    pub(crate) id: Uuid,
    pub(crate) organization: Uuid,
    /// The time at the restaurant.
    pub(crate) now: NaiveDateTime,
    /// The time in UTC.
    pub(crate) utc: NaiveDateTime,
}
