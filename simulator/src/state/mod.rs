//! What a running simulator holds: settings, tokens, gates and faults, what it recorded, and the restaurants behind one
//! lock.

mod changes;
mod core;
mod faults;
mod gates;
mod journal;
mod recorder;
mod settings;
mod snapshot;
mod tokens;
mod webhook;

pub(crate) use changes::Part;
pub(crate) use core::{Core, State};
pub(crate) use faults::{Effect as FaultEffect, Moment, Rule, Strike};
pub(crate) use gates::Feature;
pub(crate) use journal::{Attempt, LONGEST, Traced};
pub use recorder::{Exchange, RecordedRequest};
pub use settings::Builder;
pub(crate) use settings::{DEFAULT_LOGIN, DEFAULT_SECRET};
pub(crate) use tokens::Ticket;
pub(crate) use webhook::{Webhook, kind as event_kind};
