//! The clock, and date-times as iiko writes them: local, without a zone.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};

const FORMAT: &str = "%Y-%m-%d %H:%M:%S%.3f";

/// The date and time of day.
#[expect(clippy::disallowed_methods, reason = "a date is meant")]
pub(crate) fn wall() -> DateTime<Utc> {
    Utc::now()
}

/// Now at a place that is `offset` hours ahead of UTC.
pub(crate) fn now(offset: i64) -> NaiveDateTime {
    wall().naive_utc() + TimeDelta::hours(offset)
}

/// `yyyy-MM-dd HH:mm:ss.fff`.
pub(crate) fn text(time: NaiveDateTime) -> String {
    time.format(FORMAT).to_string()
}

/// Reads a date-time with or without the fraction, parted by a space or by `T`.
pub(crate) fn parse(text: &str) -> Option<NaiveDateTime> {
    let format = if text.contains('T') { "%Y-%m-%dT%H:%M:%S%.f" } else { "%Y-%m-%d %H:%M:%S%.f" };
    NaiveDateTime::parse_from_str(text, format).ok()
}

/// Adds minutes, staying put at the end of time.
pub(crate) fn plus_minutes(time: NaiveDateTime, minutes: i64) -> NaiveDateTime {
    time.checked_add_signed(TimeDelta::minutes(minutes)).unwrap_or(time)
}
