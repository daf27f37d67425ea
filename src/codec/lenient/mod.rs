//! The second reading of an answer that does not decode as it should: to say where it is broken, or, where lenient
//! reading is asked for, to leave the broken items of independent lists out.
//!
//! While it goes on, a thread-local context is on. Unions then take their objects as pieces of the text, whatever the
//! place of their tag, and, in lenient reading, independent lists their items; nothing is buffered in another form, so
//! that every piece lies in the text and its offset there tells its path.

mod context;
mod independent;
mod piece;
mod place;
mod reading;
#[cfg(test)]
mod tests;
mod union;

#[cfg(feature = "webhooks")]
pub(crate) use context::reason;
pub(crate) use context::{Skipped, is_on};
pub(crate) use independent::Independent;
#[cfg(feature = "webhooks")]
pub(crate) use place::joined;
pub(crate) use reading::{locate, read};
pub(crate) use union::read_union;
