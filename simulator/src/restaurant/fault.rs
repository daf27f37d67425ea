//! Why the point of sale refused something.

use std::borrow::Cow;

use crate::refusal::words;

/// A refusal of the point of sale: fails the command, not the call.
#[derive(Debug, Clone)]
pub(crate) struct Fault {
    /// One of the bundle's `ErrorCode`s, unless somebody asked for another.
    pub(crate) code: Cow<'static, str>,
    pub(crate) message: String,
    /// The rule of the restaurant that it comes from, if it comes from one.
    pub(crate) rule: Option<&'static str>,
}

impl Fault {
    pub(crate) fn new(code: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Self { code: code.into(), message: message.into(), rule: None }
    }

    /// What the cloud says when the point of sale does not take an order in time, or a command to one.
    pub(crate) fn timed_out(creation: bool) -> Self {
        Self::new("Common", if creation { words::CREATION_TIMEOUT } else { words::COMMAND_TIMEOUT })
    }
}
