//! Date-times of ISO 8601, with the offset of their clock. Out goes `yyyy-MM-ddTHH:mm:ss.fff+hh:mm`.
//!
//! In come the same with another number of digits in the fraction or none, with a space instead of the `T`, and with the
//! offset spelled `Z`, `+0300` or `+03`. A date-time without an offset is taken as UTC, and so is a bare date, as its
//! first moment. What is finer than a millisecond is kept when read and cut off when written. Years go from 0001 to 9999.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, SecondsFormat};
use serde::Serializer;

use super::spelled::Spelled;
use super::zone;

/// Spellings without an offset.
const CLOCKS: [&str; 4] =
    ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"];

impl Spelled for DateTime<FixedOffset> {
    const EXPECTED: &'static str = "a date-time such as 2026-08-24T14:15:22.123+03:00";

    fn parse(text: &str) -> Option<Self> {
        let (clock, zone) = zone::split(text)?;
        let offset = FixedOffset::east_opt(zone.seconds()?)?;
        let clock = clock.trim_end();
        let dated = CLOCKS.iter().find_map(|format| NaiveDateTime::parse_from_str(clock, format).ok());
        let day =
            || NaiveDate::parse_from_str(clock, "%Y-%m-%d").ok().map(|day| day.and_time(NaiveTime::MIN));
        dated.or_else(day)?.and_local_timezone(offset).single()
    }

    fn spell<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.to_rfc3339_opts(SecondsFormat::Millis, false))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::{Codec as _, Spelling};

    fn read(text: &str) -> Option<DateTime<FixedOffset>> {
        Spelling::read(serde_json::Value::from(text)).ok()
    }

    fn written(text: &str) -> String {
        let value = read(text).unwrap_or_else(|| panic!("{text} is a date-time"));
        let mut out = Vec::new();
        Spelling::write(&value, &mut serde_json::Serializer::new(&mut out)).expect("a text");
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
            assert_eq!(read(text), None, "{text}");
        }
    }
}
