//! The words that errors share.

use std::time::Duration;

use crate::codec::types::CorrelationId;

pub(super) fn suffix(status: Option<u16>, correlation_id: Option<CorrelationId>) -> String {
    match (status, correlation_id) {
        (Some(status), Some(id)) => format!(" (HTTP {status}, correlation id {id})"),
        (Some(status), None) => format!(" (HTTP {status})"),
        (None, Some(id)) => format!(" (correlation id {id})"),
        (None, None) => String::new(),
    }
}

pub(super) fn seconds(duration: Duration) -> String {
    format!("{:.1} s", duration.as_secs_f64())
}

pub(super) fn again(wait: Option<Duration>) -> String {
    wait.map_or_else(String::new, |wait| format!("; the client asks for a token again in {}", seconds(wait)))
}

pub(super) fn tries(attempts: u32) -> String {
    if attempts > 1 { format!(" ({attempts} attempts)") } else { String::new() }
}

/// reqwest's own words say little; the last cause says it all.
pub(super) fn innermost(error: &(dyn std::error::Error + 'static)) -> String {
    let mut error = error;
    while let Some(source) = error.source() {
        error = source;
    }
    error.to_string()
}
