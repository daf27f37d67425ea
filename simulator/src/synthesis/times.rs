//! Dates and times by format and by the name of a field.

use chrono::{FixedOffset, NaiveDate, NaiveDateTime, TimeDelta};

use crate::clock;

/// Ends of names that mean a time to come.
const TO_COME: &[&str] =
    &["to", "end", "till", "until", "before", "expiration", "expires", "estimated", "promised"];

/// Minutes from now that fit a field of that name: what is over lies in the last day.
fn minutes(name: &str, roll: u64) -> i64 {
    let name = name.to_lowercase();
    let some = i64::try_from(roll % 180).unwrap_or_default();
    let word = |word: &str| name.ends_with(word) || word.len() > 3 && name.contains(word);
    if TO_COME.iter().any(|end| word(end)) || name.contains("todate") {
        90 + some
    } else if name.ends_with("from") || name.contains("start") || name.contains("begin") {
        -24 * 60 - some
    } else {
        -some
    }
}

/// The text of a time at a place that is `offset` hours ahead of UTC; `None` when the format is none of times.
pub(super) fn text(format: &str, name: &str, now: NaiveDateTime, offset: i64, roll: u64) -> Option<String> {
    let utc = if name.to_lowercase().contains("birth") {
        // Some day in the fifteen years from 1980.
        let days = i64::try_from(roll % 5479).unwrap_or_default();
        (NaiveDate::from_ymd_opt(1980, 1, 1)? + TimeDelta::days(days)).and_hms_opt(0, 0, 0)?
            - TimeDelta::hours(offset)
    } else {
        clock::plus_minutes(now, minutes(name, roll))
    };
    let local = utc + TimeDelta::hours(offset);
    match format {
        "iiko-date-time" => Some(clock::text(local)),
        "date" => Some(local.date().to_string()),
        "date-time" => {
            let zone = FixedOffset::east_opt(i32::try_from(offset * 3600).ok()?)?;
            Some(utc.and_utc().with_timezone(&zone).format("%Y-%m-%dT%H:%M:%S%.3f%:z").to_string())
        }
        _ => None,
    }
}

/// The text of a time in a field that says nothing of its format.
pub(super) fn loose(name: &str, now: NaiveDateTime, offset: i64, roll: u64) -> Option<String> {
    match name {
        "begin" | "from" | "fromTime" => Some("10:00:00".to_owned()),
        "end" | "to" | "toTime" => Some("22:00:00".to_owned()),
        "startDate" | "expirationDate" | "dateFrom" | "dateTo" => {
            text("iiko-date-time", name, now, offset, roll)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_before_or_after_now_by_their_name() {
        let now = clock::parse("2026-01-31 12:00:00").unwrap();
        let told = |name: &str| text("iiko-date-time", name, now, 3, 5).unwrap();
        assert_eq!(told("whenCreated"), "2026-01-31 14:55:00.000");
        assert_eq!(told("dateFrom"), "2026-01-30 14:55:00.000");
        assert_eq!(told("completeBefore"), "2026-01-31 16:35:00.000");
        assert_eq!(told("birthday"), "1980-01-06 00:00:00.000");
        assert_eq!(text("date-time", "createdAt", now, 3, 5).unwrap(), "2026-01-31T14:55:00.000+03:00");
        assert_eq!(text("uuid", "createdAt", now, 3, 5), None);
    }
}
