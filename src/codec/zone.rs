//! The zone that may follow the clock of a date-time: `Z`, `+03:00`, `+0300` or `+03`.

/// How far a clock is from UTC, as it is written.
pub(super) struct Zone {
    west: bool,
    hours: i32,
    minutes: i32,
}

const UTC: Zone = Zone { west: false, hours: 0, minutes: 0 };

impl Zone {
    /// Seconds east of UTC; none where an hour would have more than its minutes.
    pub(super) fn seconds(&self) -> Option<i32> {
        let seconds = self.hours * 3600 + self.minutes * 60;
        (self.minutes < 60).then_some(if self.west { -seconds } else { seconds })
    }
}

/// The clock and its zone, UTC where none is told; none when what follows the clock is no zone.
pub(super) fn split(text: &str) -> Option<(&str, Zone)> {
    if let Some(clock) = text.strip_suffix(['Z', 'z']) {
        return Some((clock, UTC));
    }
    // A sign after the time is a zone's; those before it belong to the date.
    let Some(at) = text.rfind(['+', '-']).filter(|at| text[..*at].contains(':')) else {
        return Some((text, UTC));
    };
    let number = |digits: &[u8]| match digits {
        [tens @ b'0'..=b'9', ones @ b'0'..=b'9'] => {
            Some(i32::from(tens - b'0') * 10 + i32::from(ones - b'0'))
        }
        _ => None,
    };
    let (hours, minutes) = match &text.as_bytes()[at + 1..] {
        [hours @ .., b':', a, b] => (number(hours)?, number(&[*a, *b])?),
        [a, b, c, d] => (number(&[*a, *b])?, number(&[*c, *d])?),
        hours => (number(hours)?, 0),
    };
    Some((&text[..at], Zone { west: text[at..].starts_with('-'), hours, minutes }))
}
