//! Date-times of the restaurant: one spelling out, every known spelling in.

use chrono::{NaiveDate, NaiveDateTime};
use iiko_transport::testing;
use iiko_transport::types::{DeliveryChangeCompleteBeforeRequest, OrderId, OrganizationId};
use proptest::prelude::*;

/// Reads a delivery time that is spelt like that.
fn read(text: &str) -> Result<NaiveDateTime, iiko_transport::Error> {
    let id = "00000001-0000-4000-8000-000000000000";
    let body = format!(r#"{{"organizationId": "{id}", "orderId": "{id}", "newCompleteBefore": "{text}"}}"#);
    testing::decode::<DeliveryChangeCompleteBeforeRequest>(body).map(|request| request.new_complete_before)
}

fn request(time: NaiveDateTime) -> DeliveryChangeCompleteBeforeRequest {
    DeliveryChangeCompleteBeforeRequest::builder()
        .organization_id(OrganizationId::from_uuid(uuid::Uuid::new_v4()))
        .order_id(OrderId::new())
        .new_complete_before(time)
        .build()
}

fn written(time: NaiveDateTime) -> String {
    let json = serde_json::to_value(request(time)).expect("a request can be written");
    json["newCompleteBefore"].as_str().expect("a text").to_owned()
}

fn time(hour: u32, minute: u32, second: u32, nanosecond: u32) -> NaiveDateTime {
    let day = NaiveDate::from_ymd_opt(2026, 8, 24).expect("a day");
    day.and_hms_nano_opt(hour, minute, second, nanosecond).expect("a time")
}

/// Every millisecond of the years 0001 to 9999.
fn milliseconds() -> impl Strategy<Value = NaiveDateTime> {
    let first = NaiveDate::from_ymd_opt(1, 1, 1).and_then(|day| day.and_hms_opt(0, 0, 0)).expect("a time");
    let last =
        NaiveDate::from_ymd_opt(9999, 12, 31).and_then(|day| day.and_hms_opt(23, 59, 59)).expect("a time");
    let range = first.and_utc().timestamp_millis()..=last.and_utc().timestamp_millis() + 999;
    range.prop_map(|ms| chrono::DateTime::from_timestamp_millis(ms).expect("in range").naive_utc())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]

    #[test]
    fn every_millisecond_comes_back(time in milliseconds()) {
        let text = written(time);
        prop_assert_eq!(read(&text).expect("what was written"), time);
        prop_assert_eq!(text.len(), "yyyy-MM-dd HH:mm:ss.fff".len());
        prop_assert_eq!(NaiveDateTime::parse_from_str(&text, "%Y-%m-%d %H:%M:%S%.3f"), Ok(time));
    }

    #[test]
    fn every_spelling_is_the_same_time(
        time in milliseconds(),
        t in prop::sample::select(vec![" ", "T"]),
        fraction in prop::sample::select(vec!["%.3f", "%.6f", "%.9f"]),
        zone in prop::sample::select(vec!["", "Z", "+03:00", "-11:30", "+0300", "+03"]),
    ) {
        let text = format!("{}{zone}", time.format(&format!("%Y-%m-%d{t}%H:%M:%S{fraction}")));
        prop_assert_eq!(read(&text).expect("a known spelling"), time, "{}", text);
    }
}

#[test]
fn known_spellings() {
    for (text, expected) in [
        ("2026-08-24 14:15:22.123", time(14, 15, 22, 123_000_000)),
        ("2026-08-24 14:15:22", time(14, 15, 22, 0)),
        ("2026-08-24T14:15:22", time(14, 15, 22, 0)),
        ("2026-08-24T14:15:22.1", time(14, 15, 22, 100_000_000)),
        ("2026-08-24 14:15:22.1234567", time(14, 15, 22, 123_456_700)),
        ("2026-08-24T14:15:22Z", time(14, 15, 22, 0)),
        ("2026-08-24T14:15:22.123+03:00", time(14, 15, 22, 123_000_000)),
    ] {
        assert_eq!(read(text).expect(text), expected, "{text}");
    }
}

#[test]
fn what_is_no_time_is_refused_with_its_path() {
    for text in [
        "",
        "tomorrow",
        "2026-08-24",
        "2026-13-01 00:00:00.000",
        "2026-02-30 00:00:00.000",
        "24.08.2026 14:15:22",
        "2026-08-24 25:00:00.000",
        "0000-01-01 00:00:00.000",
        "2026-08-24 14:15:22.123+3",
        "2026-08-24 14:15",
        "2026-08-24 14:15:22.123 UTC",
        "12026-08-24 14:15:22.123",
    ] {
        let error = read(text).expect_err(text).to_string();
        assert!(error.contains("`newCompleteBefore`"), "{error}");
        assert!(error.contains("expected a date-time such as"), "{error}");
    }
}

#[test]
fn what_is_finer_than_a_millisecond_is_cut_off() {
    assert_eq!(written(time(14, 15, 22, 123_999_999)), "2026-08-24 14:15:22.123");
}

#[test]
fn a_year_that_four_digits_cannot_hold_is_not_sent() {
    for year in [0, -5, 10_000] {
        let time =
            NaiveDate::from_ymd_opt(year, 1, 1).and_then(|day| day.and_hms_opt(0, 0, 0)).expect("a time");
        let error = serde_json::to_string(&request(time)).expect_err("no such year").to_string();
        assert!(error.contains("0001 to 9999"), "{error}");
    }
}
