//! What no single call does: commands to their end, events that come in.

#[cfg(feature = "operations")]
mod commands;
#[cfg(feature = "webhooks")]
pub mod webhooks;

#[cfg(feature = "operations")]
pub use commands::Wait;
