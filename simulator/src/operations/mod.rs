//! The operations that the simulator answers.

mod addresses;
mod authorization;
mod call;
mod commands;
mod customers;
mod deliveries;
mod dictionaries;
mod drafts;
mod employees;
mod loyalty;
mod menu;
mod messages;
mod order_changes;
mod orders;
mod organizations;
mod reserve_places;
mod reserves;
mod restrictions;
mod stop_lists;
mod table;
mod terminal_groups;
mod wallets;
mod webhooks;

pub(crate) use call::{Answer, Call};
pub(crate) use table::find;
