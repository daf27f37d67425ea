//! What no single call does: commands to their end, events that come in, filters of reports.

#[cfg(feature = "operations")]
mod commands;
#[cfg(feature = "olap")]
mod olap;
#[cfg(feature = "webhooks")]
pub mod webhooks;

#[cfg(feature = "operations")]
pub use commands::Wait;
