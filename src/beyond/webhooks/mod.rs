//! Webhooks: what iiko posts when something changes. [`Receiver`] takes the requests, and [`parse`] reads their bodies for
//! who takes them otherwise.

mod check;
mod filter;
mod inbox;
mod parse;
mod receiver;
mod repeats;
#[cfg(feature = "axum")]
mod router;

pub use filter::everything;
pub use inbox::{Inbox, Received};
pub use parse::{BatchError, parse, parse_webhook_order, parse_webhook_reserve};
pub use receiver::{Receiver, ReceiverBuilder};
#[cfg(feature = "axum")]
pub use router::router;
