//! One exchange over HTTP: where it goes, what is sent, and the answer within its limits.

mod connections;
mod endpoints;
mod exchange;
mod message;
mod outcome;
mod refusal;
mod settings;
mod tls;

pub(crate) use connections::Connections;
pub(crate) use endpoints::Endpoints;
pub(crate) use exchange::{Exchange, Failure};
pub(crate) use message::{Message, Target};
pub(crate) use outcome::Outcome;
pub(crate) use settings::{Hook, HttpSettings};
