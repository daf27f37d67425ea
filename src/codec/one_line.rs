//! Texts from elsewhere, on one line with an end to it.

use std::fmt::{self, Write as _};

use super::personal::veiled;

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
