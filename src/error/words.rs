//! The words of errors: one line, with an end to it.

use std::fmt::{self, Write as _};
use std::time::Duration;

use crate::personal::veiled;
use crate::types::CorrelationId;

/// A text from elsewhere in the words of an error: line breaks and other controls become spaces, and there is an end
/// to it. What looks like a phone number or an e-mail address is left out, since errors end up in logs. The whole text
/// is there for whoever asks the error for it.
pub(crate) struct OneLine<'a>(pub(crate) &'a str);

/// Most characters of a text that are shown.
const LONGEST: usize = 500;

/// How many more are looked at, so that nothing is told of a number that would be cut in two.
const BEYOND: usize = 100;

impl fmt::Display for OneLine<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let end = self.0.char_indices().nth(LONGEST + BEYOND).map_or(self.0.len(), |(end, _)| end);
        for (at, char) in veiled(&self.0[..end]).chars().enumerate() {
            if at == LONGEST {
                return f.write_char('…');
            }
            let breaks = char.is_control() || matches!(char, '\u{2028}' | '\u{2029}');
            f.write_char(if breaks { ' ' } else { char })?;
        }
        Ok(())
    }
}

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
