//! Requests that the other side has turned away unread, as HTTP/2 lets it say.

/// Whether nobody has read the request, so that it may be sent again whatever it does: its stream was refused, or the
/// connection was being closed and the request came too late for it.
#[cfg(feature = "http2")]
pub(crate) fn was_turned_away(error: &reqwest::Error) -> bool {
    use std::error::Error;

    use h2::Reason;

    let causes = std::iter::successors(error.source(), |error| (*error).source());
    let refused = |error: &h2::Error| match error.reason() {
        Some(Reason::REFUSED_STREAM) => error.is_reset(),
        // Requests that came in time are still answered.
        Some(Reason::NO_ERROR) => error.is_go_away(),
        _ => false,
    };
    causes
        .filter_map(|cause| cause.downcast_ref())
        .any(|error: &h2::Error| error.is_remote() && refused(error))
}

/// HTTP/1 has no words for it.
#[cfg(not(feature = "http2"))]
pub(crate) fn was_turned_away(_: &reqwest::Error) -> bool {
    false
}
