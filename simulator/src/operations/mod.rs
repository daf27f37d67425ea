//! The operations that the simulator answers.

mod addresses;
mod authorization;
mod call;
mod commands;
mod deliveries;
mod dictionaries;
mod menu;
mod orders;
mod organizations;
mod table;
mod terminal_groups;
mod webhooks;

pub(crate) use call::{Answer, Call};
pub(crate) use table::find;
