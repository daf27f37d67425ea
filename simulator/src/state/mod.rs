//! What a running simulator holds: settings, tokens, what it recorded, and the restaurants behind one lock.

mod core;
mod recorder;
mod settings;
mod tokens;
mod webhook;

pub(crate) use core::Core;
pub use recorder::{Exchange, RecordedRequest};
pub use settings::Builder;
pub(crate) use settings::{DEFAULT_LOGIN, DEFAULT_SECRET};
pub(crate) use webhook::Webhook;
