//! The restaurant: commands that end in time, orders of both kinds, and the ledger that proves none was lost or doubled.

mod commands;
pub(crate) mod delivery;
pub(crate) mod extras;
mod guest;
mod ledger;
mod lines;
mod notice;
mod order;
mod pace;
mod store;
pub(crate) mod table;
mod taken;

pub(crate) use commands::{Absent, Fault, Outcome};
pub use ledger::{CreationState, LedgerEntry, OrderKind};
pub(crate) use notice::Notice;
pub(crate) use order::{Draft, Order};
pub(crate) use pace::Pace;
pub(crate) use store::Store;
pub(crate) use taken::Taken;
