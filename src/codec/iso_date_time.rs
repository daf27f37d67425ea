//! Date-times of ISO 8601, with the offset of their clock. Out goes `yyyy-MM-ddTHH:mm:ss.fff+hh:mm`.
//!
//! In come the same with another number of digits in the fraction or none, with a space instead of the `T`, and with the
//! offset spelled `Z`, `+0300` or `+03`. A date-time without an offset is taken as UTC, and so is a bare date, as its
//! first moment. What is finer than a millisecond is kept when read and cut off when written. Years go from 0001 to 9999.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, SecondsFormat};
use serde::{Deserializer, Serializer, ser};

use super::Codec;
use super::spelled::{self, Spelled};

/// Spellings without an offset.
const CLOCKS: [&str; 4] =
    ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"];

/// Years that four digits hold and .NET, on the other side, knows.
const YEARS: std::ops::RangeInclusive<i32> = 1..=9999;

/// A date-time with an offset.
pub(crate) struct IsoTime;

impl Codec<DateTime<FixedOffset>> for IsoTime {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<DateTime<FixedOffset>, D::Error> {
        spelled::read(deserializer)
    }

    fn read_some<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<DateTime<FixedOffset>>, D::Error> {
        spelled::read_some(deserializer)
    }

    fn write<S: Serializer>(value: &DateTime<FixedOffset>, serializer: S) -> Result<S::Ok, S::Error> {
        if !YEARS.contains(&value.year()) {
            let reason = format!("{value} cannot be sent: the service knows the years 0001 to 9999");
            return Err(ser::Error::custom(reason));
        }
        serializer.serialize_str(&value.to_rfc3339_opts(SecondsFormat::Millis, false))
    }
}

impl Spelled for DateTime<FixedOffset> {
    const EXPECTED: &'static str = "a date-time such as 2026-08-24T14:15:22.123+03:00";

    fn parse(text: &str) -> Option<Self> {
        let (clock, offset) = split(text);
        let offset = FixedOffset::east_opt(seconds(offset)?)?;
        let clock = clock.trim_end();
        let dated = CLOCKS.iter().find_map(|format| NaiveDateTime::parse_from_str(clock, format).ok());
        let day =
            || NaiveDate::parse_from_str(clock, "%Y-%m-%d").ok().map(|day| day.and_time(NaiveTime::MIN));
        let local = dated.or_else(day)?;
        let value = local.and_local_timezone(offset).single()?;
        YEARS.contains(&value.year()).then_some(value)
    }
}

/// The clock, and the offset after it.
fn split(text: &str) -> (&str, &str) {
    if let Some(clock) = text.strip_suffix(['Z', 'z']) {
        return (clock, "");
    }
    // A sign after the time is an offset's; those before it belong to the date.
    match text.rfind(['+', '-']).filter(|at| text[..*at].contains(':')) {
        Some(at) => text.split_at(at),
        None => (text, ""),
    }
}

/// The seconds of `+hh:mm`, `+hhmm` or `+hh`; none before the sign is UTC.
fn seconds(offset: &str) -> Option<i32> {
    let Some(sign) = offset.chars().next() else { return Some(0) };
    let digits: String = offset[sign.len_utf8()..].chars().filter(|c| *c != ':').collect();
    if !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let (hours, minutes) = match digits.len() {
        2 => (digits.as_str(), "0"),
        4 => digits.split_at(2),
        _ => return None,
    };
    let (hours, minutes) = (hours.parse::<i32>().ok()?, minutes.parse::<i32>().ok().filter(|m| *m < 60)?);
    let seconds = hours * 3600 + minutes * 60;
    Some(if sign == '-' { -seconds } else { seconds })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str) -> String {
        let value = <DateTime<FixedOffset>>::parse(text).unwrap_or_else(|| panic!("{text} is a date-time"));
        let mut out = Vec::new();
        IsoTime::write(&value, &mut serde_json::Serializer::new(&mut out)).expect("a text");
        String::from_utf8(out).expect("a text")
    }

    #[test]
    fn every_spelling_comes_back_in_one() {
        for (text, expected) in [
            ("2026-08-24T14:15:22.123+03:00", "2026-08-24T14:15:22.123+03:00"),
            ("2026-08-24T14:15:22.1234567+0300", "2026-08-24T14:15:22.123+03:00"),
            ("2026-08-24 14:15:22-11:30", "2026-08-24T14:15:22.000-11:30"),
            ("2026-08-24T14:15:22.00+03", "2026-08-24T14:15:22.000+03:00"),
            ("2026-08-24T14:15:22Z", "2026-08-24T14:15:22.000+00:00"),
            ("2026-08-24T14:15:22.5", "2026-08-24T14:15:22.500+00:00"),
            ("2026-08-24T14:15", "2026-08-24T14:15:00.000+00:00"),
            ("2026-08-24", "2026-08-24T00:00:00.000+00:00"),
        ] {
            assert_eq!(written(text), format!("\"{expected}\""), "{text}");
        }
    }

    #[test]
    fn what_is_no_date_time_is_none() {
        for text in
            ["", "tomorrow", "2026-13-01T00:00:00Z", "2026-08-24T14:15:22+3", "2026-08-24T14:15:22+99:00"]
        {
            assert_eq!(<DateTime<FixedOffset>>::parse(text), None, "{text}");
        }
    }
}
