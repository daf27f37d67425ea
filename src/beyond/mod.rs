//! What no single call does: creations done exactly once, commands to their end, events that come in, lists that go on,
//! filters of reports.

#![cfg_attr(
    not(feature = "transport"),
    allow(dead_code, unused_imports, reason = "each section needs a part of it")
)]

mod creation;
mod entity;
#[cfg(any(feature = "deliveries", feature = "menu", feature = "reports"))]
pub mod following;
mod generated;
#[cfg(feature = "olap")]
mod olap;
mod pace;
mod paging;
mod stream;
#[cfg(feature = "webhooks")]
pub mod webhooks;

#[cfg(feature = "operations")]
mod begun;
#[cfg(feature = "webhooks")]
mod events;
#[cfg(feature = "operations")]
mod heard;
#[cfg(feature = "operations")]
mod polls;
#[cfg(feature = "operations")]
mod until_done;
#[cfg(feature = "operations")]
mod wait;
#[cfg(feature = "operations")]
mod watching;

#[cfg(feature = "operations")]
pub(crate) use begun::{Begun, Command};
pub use creation::{Creation, ExactlyOnce};
pub(crate) use entity::{End, Entity, Failure, is_duplicate, there};
#[cfg(feature = "webhooks")]
pub use events::Events;
pub use paging::{Items, Paged, Pages};
pub(crate) use paging::{next_offset, next_page};
#[cfg(feature = "operations")]
pub use until_done::{Step, Steps, UntilDone};
#[cfg(feature = "operations")]
pub use wait::Wait;
