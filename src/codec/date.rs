//! Days: `yyyy-MM-dd`. A date-time comes in as the day that it is written with, whatever its time and zone.

use chrono::NaiveDate;
use serde::Serializer;

use super::spelled::Spelled;

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
        Self::parse_from_str(day, "%Y-%m-%d").ok()
    }

    fn spell<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.format("%Y-%m-%d"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::{Codec as _, Spelling};

    fn read(text: &str) -> Option<NaiveDate> {
        Spelling::read(serde_json::Value::from(text)).ok()
    }

    #[test]
    fn a_day_with_or_without_its_time() {
        let day = NaiveDate::from_ymd_opt(2026, 8, 24);
        for text in ["2026-08-24", "2026-08-24T00:00:00+03:00", "2026-08-24 23:59:59.999"] {
            assert_eq!(read(text), day, "{text}");
        }
        for text in ["", "24.08.2026", "2026-02-30", "2026-08-24Tomorrow", "0000-01-01", "12026-08-24"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
