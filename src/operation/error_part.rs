//! The parts of an error body, as the spec marks them with `x-error-part`.

/// What a property of an error body tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ErrorPart {
    /// What went wrong; that something did, even in a success.
    Failure,
    /// What went wrong.
    Description,
    /// A code for it, or what else there is to say.
    Code,
    /// The id of the call.
    CorrelationId,
}
