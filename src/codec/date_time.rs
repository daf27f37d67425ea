//! iiko's date-times: local, without a zone. Out goes `yyyy-MM-dd HH:mm:ss.fff`.
//!
//! In come
//!
//! | spelling | example |
//! | --- | --- |
//! | as it goes out | `2026-08-24 14:15:22.123` |
//! | no fraction, or another number of its digits | `2026-08-24 14:15:22`, `2026-08-24 14:15:22.1234567` |
//! | `T` between date and time | `2026-08-24T14:15:22.123` |
//! | any of these with a zone | `2026-08-24T14:15:22Z`, `2026-08-24 14:15:22.123+03:00`, `…+0300`, `…+03` |
//!
//! A zone is read and dropped: the clock stays as it is written, which with an offset is the restaurant's own. What
//! is finer than a millisecond is kept when read and cut off when written. Years go from 0001 to 9999.

use chrono::{Datelike, NaiveDateTime, Timelike};
use serde::Serializer;

use super::spelled::Spelled;
use super::zone;

/// What chrono reads when the quick way does not.
const ACCEPTED: [&str; 2] = ["%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M:%S%.f"];

impl Spelled for NaiveDateTime {
    const EXPECTED: &'static str = "a date-time such as 2026-08-24 14:15:22.123";

    fn parse(text: &str) -> Option<Self> {
        quick(text.as_bytes()).or_else(|| {
            let clock = zone::split(text).map_or(text, |(clock, _)| clock);
            ACCEPTED.iter().find_map(|format| Self::parse_from_str(clock, format).ok())
        })
    }

    fn spell<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // Written by hand: chrono's formatter takes several times as long, and orders are full of dates.
        let milliseconds = (self.nanosecond() / 1_000_000).min(999);
        serializer.collect_str(&format_args!(
            "{:04}-{:02}-{:02} {:02}:{:02}:{:02}.{milliseconds:03}",
            self.year(),
            self.month(),
            self.day(),
            self.hour(),
            self.minute(),
            self.second(),
        ))
    }
}

/// The usual spelling, read without a format string.
fn quick(text: &[u8]) -> Option<NaiveDateTime> {
    let number = |from: usize, to: usize| {
        text.get(from..to)?.iter().try_fold(0u32, |value, digit| {
            digit.is_ascii_digit().then(|| value * 10 + u32::from(digit - b'0'))
        })
    };
    let separators = text.len() == 23
        && text[4] == b'-'
        && text[7] == b'-'
        && matches!(text[10], b' ' | b'T')
        && text[13] == b':'
        && text[16] == b':'
        && text[19] == b'.';
    if !separators {
        return None;
    }
    let year = i32::try_from(number(0, 4)?).ok()?;
    chrono::NaiveDate::from_ymd_opt(year, number(5, 7)?, number(8, 10)?)?.and_hms_milli_opt(
        number(11, 13)?,
        number(14, 16)?,
        number(17, 19)?,
        number(20, 23)?,
    )
}
