//! The restaurant: commands that end in time, orders, kitchens and books, the log of what has changed, and the ledger that
//! proves that none was lost or doubled.

pub(crate) mod alterations;
mod bookings;
mod books;
mod commands;
pub(crate) mod delivery;
mod drafts;
mod effect;
pub(crate) mod extras;
mod fault;
mod guest;
pub(crate) mod guests;
mod kitchen;
mod ledger;
mod lines;
mod log;
pub(crate) mod loyalty;
mod modifiers;
pub(crate) mod moves;
mod order;
mod pace;
mod pricing;
mod progress;
pub(crate) mod reserve;
pub(crate) mod rules;
mod search;
mod shifts;
mod stops;
mod store;
pub(crate) mod table;
mod taken;

pub(crate) use commands::{Absent, Command, Outcome};
pub(crate) use drafts::DraftOrder;
pub(crate) use effect::{Effect, Scene};
pub(crate) use fault::Fault;
pub use ledger::{CreationState, LedgerEntry, OrderKind};
pub(crate) use log::{Event, Shift, What};
pub(crate) use order::{Draft, Order};
pub(crate) use pace::Pace;
pub(crate) use shifts::{Message, Shifts};
pub(crate) use stops::{Stop, StopKey, Stops};
pub(crate) use store::{BY_HAND, Created, Store};
pub(crate) use taken::Taken;
