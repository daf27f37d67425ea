//! Days: `yyyy-MM-dd`. A date-time comes in as the day that it is written with, whatever its time and zone.

use chrono::{Datelike, NaiveDate};
use serde::{Deserializer, Serializer, ser};

use super::Codec;
use super::spelled::{self, Spelled};

/// Years that four digits hold and .NET, on the other side, knows.
const YEARS: std::ops::RangeInclusive<i32> = 1..=9999;

/// A day.
pub(crate) struct Day;

impl Codec<NaiveDate> for Day {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NaiveDate, D::Error> {
        spelled::read(deserializer)
    }

    fn read_some<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<NaiveDate>, D::Error> {
        spelled::read_some(deserializer)
    }

    fn write<S: Serializer>(value: &NaiveDate, serializer: S) -> Result<S::Ok, S::Error> {
        if !YEARS.contains(&value.year()) {
            let reason = format!("{value} cannot be sent: the service knows the years 0001 to 9999");
            return Err(ser::Error::custom(reason));
        }
        serializer.collect_str(&value.format("%Y-%m-%d"))
    }
}

impl Spelled for NaiveDate {
    const EXPECTED: &'static str = "a date such as 2026-08-24";

    fn parse(text: &str) -> Option<Self> {
        let day = match text.split_once(['T', ' ']) {
            Some((day, clock)) if clock.starts_with(|c: char| c.is_ascii_digit()) && clock.contains(':') => {
                day
            }
            Some(_) => return None,
            None => text,
        };
        let value = Self::parse_from_str(day, "%Y-%m-%d").ok()?;
        YEARS.contains(&value.year()).then_some(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_with_or_without_its_time() {
        let day = NaiveDate::from_ymd_opt(2026, 8, 24);
        for text in ["2026-08-24", "2026-08-24T00:00:00+03:00", "2026-08-24 23:59:59.999"] {
            assert_eq!(NaiveDate::parse(text), day, "{text}");
        }
        for text in ["", "24.08.2026", "2026-02-30", "2026-08-24Tomorrow", "0000-01-01", "12026-08-24"] {
            assert_eq!(NaiveDate::parse(text), None, "{text}");
        }
    }
}
