//! The client: its builder, the sections with their calls, and Python's names.

mod any_call;
mod builder;
pub mod calls;
#[expect(clippy::module_inception, reason = "the client itself")]
mod client;
mod hooks;
pub mod interfaces;
#[cfg(feature = "mock")]
pub mod mock;
mod raw;
#[cfg(feature = "organizations")]
pub(crate) mod remembered;
pub mod sections;

pub use any_call::AnyCall;
pub use builder::ClientBuilder;
pub use client::Client;
