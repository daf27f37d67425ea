//! Why the point of sale refused something.

use std::borrow::Cow;

/// A refusal of the point of sale: fails the command, not the call.
#[derive(Debug, Clone)]
pub(crate) struct Fault {
    /// One of the bundle's `ErrorCode`s, unless somebody asked for another.
    pub(crate) code: Cow<'static, str>,
    pub(crate) message: String,
}

impl Fault {
    pub(crate) fn new(code: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Self { code: code.into(), message: message.into() }
    }

    /// What the cloud says when the point of sale does not answer in time.
    pub(crate) fn timed_out() -> Self {
        Self::new(
            "Common",
            "Creation timeout expired, order automatically transited to error creation status",
        )
    }
}
