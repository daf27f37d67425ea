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
use serde::{Deserializer, Serializer, ser};

use super::Codec;
use super::spelled::{self, Spelled};

/// What chrono reads when the quick way does not.
const ACCEPTED: [&str; 2] = ["%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M:%S%.f"];

/// Years that four digits hold and .NET, on the other side, knows.
const YEARS: std::ops::RangeInclusive<i32> = 1..=9999;

/// A date-time. Where there may be none, an empty text is none.
pub(crate) struct Time;

impl Codec<NaiveDateTime> for Time {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NaiveDateTime, D::Error> {
        spelled::read(deserializer)
    }

    fn read_some<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<NaiveDateTime>, D::Error> {
        spelled::read_some(deserializer)
    }

    fn write<S: Serializer>(value: &NaiveDateTime, serializer: S) -> Result<S::Ok, S::Error> {
        if !YEARS.contains(&value.year()) {
            let reason = format!("{value} cannot be sent: the service knows the years 0001 to 9999");
            return Err(ser::Error::custom(reason));
        }
        // Written by hand: chrono's formatter takes several times as long, and orders are full of dates.
        let milliseconds = (value.nanosecond() / 1_000_000).min(999);
        serializer.collect_str(&format_args!(
            "{:04}-{:02}-{:02} {:02}:{:02}:{:02}.{milliseconds:03}",
            value.year(),
            value.month(),
            value.day(),
            value.hour(),
            value.minute(),
            value.second(),
        ))
    }
}

impl Spelled for NaiveDateTime {
    const EXPECTED: &'static str = "a date-time such as 2026-08-24 14:15:22.123";

    fn parse(text: &str) -> Option<Self> {
        quick(text.as_bytes()).or_else(|| {
            let clock = without_zone(text);
            let parsed = ACCEPTED.iter().find_map(|format| Self::parse_from_str(clock, format).ok());
            parsed.filter(|value| YEARS.contains(&value.year()))
        })
    }
}

/// The text without `Z` or an offset at its end.
fn without_zone(text: &str) -> &str {
    if let Some(clock) = text.strip_suffix(['Z', 'z']) {
        return clock;
    }
    // A sign after the time is an offset's; those before it belong to the date.
    let Some(at) = text.rfind(['+', '-']).filter(|at| text[..*at].contains(':')) else { return text };
    let offset = &text.as_bytes()[at + 1..];
    let digits = |part: &[u8]| part.iter().all(u8::is_ascii_digit);
    let known = match offset {
        [_, _] | [_, _, _, _] => digits(offset),
        [hours @ .., b':', a, b] if hours.len() == 2 => digits(hours) && digits(&[*a, *b]),
        _ => false,
    };
    if known { &text[..at] } else { text }
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
    let year = i32::try_from(number(0, 4)?).ok().filter(|year| YEARS.contains(year))?;
    chrono::NaiveDate::from_ymd_opt(year, number(5, 7)?, number(8, 10)?)?.and_hms_milli_opt(
        number(11, 13)?,
        number(14, 16)?,
        number(17, 19)?,
        number(20, 23)?,
    )
}
