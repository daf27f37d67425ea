//! Integers, also where they are written with a point.

use iiko_transport::testing;
use iiko_transport::types::{MenuByIdResponse, NomenclatureResponse, OrderGuests};

/// Reads a number of guests, 32 bits, that is spelt like that.
fn guests(number: &str) -> Result<i32, iiko_transport::Error> {
    let body = format!("{{\"count\": {number}, \"splitBetweenPersons\": false}}");
    testing::decode::<OrderGuests>(body).map(|guests| guests.count)
}

/// Reads a revision, 64 bits, that is spelt like that.
fn revision(number: &str) -> Result<i64, iiko_transport::Error> {
    let body =
        format!("{{\"correlationId\": \"00000001-0000-4000-8000-000000000000\", \"revision\": {number}}}");
    testing::decode::<NomenclatureResponse>(body).map(|answer| answer.revision)
}

fn reason<T: std::fmt::Debug>(result: Result<T, iiko_transport::Error>) -> (String, String) {
    match result {
        Err(iiko_transport::Error::Decode(error)) => (error.path().to_owned(), error.reason().to_owned()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_point_without_a_fraction_is_no_harm() {
    for (spelt, expected) in [("7", 7), ("7.0", 7), ("-7.000", -7), ("7e0", 7), ("0.7e1", 7), ("-0.0", 0)] {
        assert_eq!(guests(spelt).unwrap_or_else(|error| panic!("{spelt}: {error}")), expected);
        assert_eq!(revision(spelt).unwrap_or_else(|error| panic!("{spelt}: {error}")), i64::from(expected));
    }
}

#[test]
fn a_fraction_is_refused() {
    assert_eq!(reason(guests("7.5")), ("count".to_owned(), "7.5 is no whole number".to_owned()));
    assert_eq!(reason(revision("1e-3")), ("revision".to_owned(), "0.001 is no whole number".to_owned()));
}

#[test]
fn the_last_that_fits_and_the_first_that_does_not() {
    assert_eq!(guests("2147483647.0").expect("fits"), i32::MAX);
    assert_eq!(guests("-2147483648").expect("fits"), i32::MIN);
    for spelt in ["2147483648", "2147483648.0", "-2147483649", "1e300", "18446744073709551615"] {
        let (path, reason) = reason(guests(spelt));
        assert!(
            path == "count" && reason.ends_with(" does not fit into 32 bits"),
            "{spelt}: {path}: {reason}"
        );
    }
    assert_eq!(revision("9223372036854775807").expect("fits"), i64::MAX);
    assert_eq!(revision("-9223372036854775808.0").expect("fits"), i64::MIN);
    for spelt in ["9223372036854775808", "9223372036854775808.0", "-9.3e18", "1e300"] {
        let (path, reason) = reason(revision(spelt));
        assert!(
            path == "revision" && reason.ends_with(" does not fit into 64 bits"),
            "{spelt}: {path}: {reason}"
        );
    }
}

#[test]
fn what_is_no_number_is_refused() {
    for spelt in ["\"7\"", "true", "[7]", "{}", "null"] {
        let (path, reason) = reason(guests(spelt));
        assert!(path == "count" && reason.contains("expected a whole number"), "{spelt}: {reason}");
    }
}

#[test]
fn the_tag_of_a_union_is_an_integer_too() {
    let menu = r#"{"formatVersion": 3.0, "id": 5.0, "comboCategories": []}"#;
    let MenuByIdResponse::V3(menu) = testing::decode(menu).expect("a menu") else {
        panic!("not the third version")
    };
    assert_eq!((menu.format_version, menu.id), (3, 5));
}
