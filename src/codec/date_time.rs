//! iiko's date-times: local, without a zone. Out goes `yyyy-MM-dd HH:mm:ss.fff`; in come also other fractions,
//! none at all, and a `T` between date and time.

use std::fmt;

use chrono::{Datelike, NaiveDateTime, Timelike};
use serde::de::{self, Visitor};
use serde::{Deserializer, Serializer};

const ACCEPTED: [&str; 2] = ["%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M:%S%.f"];

pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NaiveDateTime, D::Error> {
    deserializer.deserialize_str(DateTimeVisitor)
}

pub(crate) fn serialize<S: Serializer>(value: &NaiveDateTime, serializer: S) -> Result<S::Ok, S::Error> {
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

/// The same for a date-time that may be missing or `null`.
pub(crate) mod optional {
    use super::{DateTimeVisitor, Deserializer, NaiveDateTime, Serializer, Visitor, de, fmt};

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<NaiveDateTime>, D::Error> {
        deserializer.deserialize_option(OptionalVisitor)
    }

    pub(crate) fn serialize<S: Serializer>(value: &Option<NaiveDateTime>, serializer: S) -> Result<S::Ok, S::Error> {
        match value {
            Some(value) => super::serialize(value, serializer),
            None => serializer.serialize_none(),
        }
    }

    struct OptionalVisitor;

    impl<'de> Visitor<'de> for OptionalVisitor {
        type Value = Option<NaiveDateTime>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a date-time such as 2026-08-24 14:15:22.123, or null")
        }

        fn visit_none<E: de::Error>(self) -> Result<Self::Value, E> {
            Ok(None)
        }

        fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
            Ok(None)
        }

        fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
            deserializer.deserialize_str(DateTimeVisitor).map(Some)
        }
    }
}

struct DateTimeVisitor;

impl Visitor<'_> for DateTimeVisitor {
    type Value = NaiveDateTime;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a date-time such as 2026-08-24 14:15:22.123")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<NaiveDateTime, E> {
        parse(text).ok_or_else(|| E::invalid_value(de::Unexpected::Str(text), &self))
    }
}

fn parse(text: &str) -> Option<NaiveDateTime> {
    quick(text.as_bytes())
        .or_else(|| ACCEPTED.iter().find_map(|format| NaiveDateTime::parse_from_str(text, format).ok()))
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
    chrono::NaiveDate::from_ymd_opt(i32::try_from(number(0, 4)?).ok()?, number(5, 7)?, number(8, 10)?)?
        .and_hms_milli_opt(number(11, 13)?, number(14, 16)?, number(17, 19)?, number(20, 23)?)
}
