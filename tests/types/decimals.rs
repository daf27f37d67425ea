//! Money survives the wire: a JSON number each way, exact for what a double holds.

use iiko_transport::testing;
use iiko_transport::types::{NewCashPayment, NewPayment, PaymentTypeId};
use proptest::prelude::*;
use rust_decimal::Decimal;
use serde_json::Value;

/// Reads a payment whose sum is spelt like that.
fn read(number: &str) -> Result<Decimal, iiko_transport::Error> {
    let body = format!(
        r#"{{"paymentTypeKind": "Cash", "sum": {number}, "paymentTypeId": "00000001-0000-4000-8000-000000000000"}}"#
    );
    match testing::decode::<NewPayment>(body)? {
        NewPayment::Cash(payment) => Ok(payment.sum),
        other => panic!("{other:?}"),
    }
}

/// How a payment's sum is written.
fn written(sum: Decimal) -> String {
    let payment = NewCashPayment::builder()
        .payment_type_id(PaymentTypeId::from_uuid(uuid::Uuid::new_v4()))
        .sum(sum)
        .build();
    let json = serde_json::to_string(&payment).expect("a payment can be written");
    let start = json.find("\"sum\":").expect("a sum") + 6;
    json[start..].split([',', '}']).next().expect("a number").to_owned()
}

fn exact(text: &str) -> Decimal {
    Decimal::from_scientific(text).or_else(|_| text.parse()).unwrap_or_else(|error| panic!("{text}: {error}"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]

    #[test]
    fn what_15_digits_hold_comes_back(mantissa in -999_999_999_999_999i64..=999_999_999_999_999, scale in 0u32..=28) {
        let sum = Decimal::new(mantissa, scale);
        let text = written(sum);
        prop_assert!(matches!(serde_json::from_str(&text), Ok(Value::Number(_))), "{}", text);
        prop_assert_eq!(read(&text).expect("a number"), sum, "written as {}", text);
        prop_assert_eq!(exact(&text), sum, "the text itself is the number: {}", text);
    }

    #[test]
    fn large_sums_come_back(mantissa in -999_999_999_999_999i64..=999_999_999_999_999, zeros in 0u32..=13) {
        let sum = Decimal::from_i128_with_scale(i128::from(mantissa) * 10i128.pow(zeros), 0);
        prop_assert_eq!(read(&written(sum)).expect("a number"), sum);
    }

    #[test]
    fn every_spelling_is_the_same_number(mantissa in -999_999_999_999i64..=999_999_999_999, exponent in -12i32..=12) {
        let spelt = read(&format!("{mantissa}e{exponent}")).expect("a number");
        let upper = read(&format!("{mantissa}.0E{exponent}")).expect("a number");
        prop_assert_eq!(spelt, exact(&format!("{mantissa}e{exponent}")));
        prop_assert_eq!(spelt, upper);
    }

    /// From 1.5e-11 to 7.9e28: there every double's shortest text, of up to 17 digits, is a decimal.
    #[test]
    fn every_double_comes_back_as_the_number_that_its_text_says(
        negative: bool, exponent in 987u64..=1118, fraction in 0u64..1 << 52,
    ) {
        let double = f64::from_bits(u64::from(negative) << 63 | exponent << 52 | fraction);
        let text = format!("{double:?}");
        let sum = read(&text).expect("a number");
        prop_assert_eq!(sum, exact(&text));
        prop_assert_eq!(written(sum).parse(), Ok(double), "written as {}", written(sum));
    }

    #[test]
    fn no_double_is_refused_that_a_decimal_can_hold(sum in -7.9e28..7.9e28) {
        let read = read(&format!("{sum:?}"));
        prop_assert!(read.is_ok(), "{:?}", read);
    }
}

#[test]
fn sums_read_as_people_write_them() {
    for (spelt, sum) in [
        ("0.1", "0.1"),
        ("1e3", "1000"),
        ("1.50", "1.5"),
        ("-0.0", "0"),
        ("0", "0"),
        ("123456789.99", "123456789.99"),
        ("10000000000", "10000000000"),
        ("0.30000000000000004", "0.30000000000000004"),
        ("99.99999999999999", "99.99999999999999"),
        ("1234567.8901234567", "1234567.8901234567"),
        ("5e-324", "0"),
        ("5.684341886080802e-14", "0.0000000000000568434188608080"),
    ] {
        assert_eq!(read(spelt).expect(spelt), exact(sum), "{spelt}");
    }
}

#[test]
fn sums_are_exact_where_the_tag_comes_last() {
    let id = "00000001-0000-4000-8000-000000000000";
    let body = format!(r#"{{"sum": 99.99999999999999, "paymentTypeId": "{id}", "paymentTypeKind": "Cash"}}"#);
    let NewPayment::Cash(payment) = testing::decode(body).expect("a payment") else { panic!("no cash") };
    assert_eq!(payment.sum, exact("99.99999999999999"));
}

#[test]
fn doubles_are_read_exactly_because_the_package_asks_for_it() {
    // Whatever the tests' own dependencies ask for holds here too, and would hide that users do without.
    let manifest =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")).expect("a manifest");
    let own = manifest.split("\n[").find(|table| table.starts_with("dependencies]")).expect("dependencies");
    let json = own.lines().find(|line| line.starts_with("serde_json ")).expect("serde_json");
    assert!(json.contains("\"float_roundtrip\""), "{json}");
}

#[test]
fn sums_are_written_without_noise() {
    for (sum, text) in
        [("0.1", "0.1"), ("350.50", "350.5"), ("100", "100"), ("-2.25", "-2.25"), ("0.000", "0")]
    {
        assert_eq!(written(exact(sum)), text);
    }
}

#[test]
fn what_no_decimal_can_hold_is_refused_with_its_path() {
    for spelt in ["1e29", "-1e300"] {
        let error = read(spelt).expect_err("too large");
        let text = error.to_string();
        assert!(text.contains("`sum`") && text.contains("too large"), "{text}");
    }
}

#[test]
fn a_text_is_no_sum() {
    let text = read("\"12.5\"").expect_err("a text").to_string();
    assert!(text.contains("`sum`") && text.contains("expected a number"), "{text}");
}
