//! Money survives the wire: a JSON number each way, exact for what a double holds in 15 digits.

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
    let payment = NewCashPayment::builder().payment_type_id(PaymentTypeId::new()).sum(sum).build();
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
        ("5e-324", "0"),
        ("5.684341886080802e-14", "0.0000000000000568434188608080"),
    ] {
        assert_eq!(read(spelt).expect(spelt), exact(sum), "{spelt}");
    }
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
