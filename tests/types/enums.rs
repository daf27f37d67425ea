//! Open enums: known values have names, unknown ones are kept, and both say what they are.

use iiko_transport::types::{CustomerSex, DeliveryOrderResponse, DeliveryStatus, ErrorCode};
use iiko_transport::{WireValue, testing};
use serde_json::{Value, json};

use crate::bundle::SCHEMAS;
use crate::tables::{body, find};
use crate::values::{Shape, values};

#[test]
fn a_known_text() {
    let status: DeliveryStatus = "OnWay".parse().expect("never fails");
    assert_eq!(status, DeliveryStatus::OnWay);
    assert_eq!(DeliveryStatus::try_from("OnWay"), Ok(DeliveryStatus::OnWay));
    assert_eq!((status.as_str(), status.to_string().as_str(), status.is_known()), ("OnWay", "OnWay", true));
    assert!(
        DeliveryStatus::ALL.contains(&status) && DeliveryStatus::ALL.iter().all(DeliveryStatus::is_known)
    );
}

#[test]
fn an_unknown_text() {
    let status: DeliveryStatus = "Teleported".parse().expect("never fails");
    assert_eq!(status, DeliveryStatus::Unknown("Teleported".into()));
    assert_eq!(
        (status.as_str(), status.to_string().as_str(), status.is_known()),
        ("Teleported", "Teleported", false)
    );
    let error = DeliveryStatus::try_from("Teleported").expect_err("the strict way");
    assert_eq!(error.to_string(), "`Teleported` is no known value of `DeliveryStatus`");
    assert_eq!((error.name(), error.value()), ("DeliveryStatus", "Teleported"));
    let read: DeliveryStatus = testing::decode("\"Teleported\"").expect("open");
    assert_eq!(serde_json::to_string(&read).expect("a text"), "\"Teleported\"");
}

#[test]
fn a_known_number() {
    let sex: CustomerSex = "2".parse().expect("a number");
    assert_eq!(sex, CustomerSex::Female);
    assert_eq!(CustomerSex::try_from(2), Ok(CustomerSex::Female));
    assert_eq!(
        (sex.as_i64(), sex.as_str(), sex.to_string().as_str(), sex.is_known()),
        (Some(2), "Female", "2", true)
    );
}

#[test]
fn an_unknown_number() {
    let sex: CustomerSex = testing::decode("77").expect("open");
    assert_eq!(sex, CustomerSex::Unknown(77.into()));
    assert_eq!("77".parse(), Ok(sex.clone()));
    assert_eq!((sex.as_i64(), sex.as_str(), sex.is_known()), (Some(77), "77", false));
    assert_eq!(serde_json::to_string(&sex).expect("a number"), "77");
    let error = CustomerSex::try_from(77).expect_err("the strict way");
    assert_eq!(error.to_string(), "`77` is no known value of `CustomerSex`");
}

#[test]
fn an_integer_may_come_as_text() {
    for spelt in ["2", "2.0", "\"2\"", "\"Female\""] {
        let sex: CustomerSex = testing::decode(spelt).unwrap_or_else(|error| panic!("{spelt}: {error}"));
        assert_eq!(sex, CustomerSex::Female, "{spelt}");
        assert_eq!(json!(sex), json!(2), "requests send what the spec says");
    }
    for spelt in ["\"Divers\"", "\"77\"", "\"\""] {
        let sex: CustomerSex = testing::decode(spelt).unwrap_or_else(|error| panic!("{spelt}: {error}"));
        assert!(!sex.is_known() && sex.as_i64().is_none(), "{sex:?}");
        assert_eq!(json!(sex).to_string(), spelt);
        assert_eq!(format!("\"{sex}\""), spelt);
    }
}

#[test]
fn a_text_may_come_as_a_number() {
    let order = |code: Value| {
        let mut order = values("DeliveryOrderResponse", Shape::default()).remove(0);
        order["orderInfo"]["creationStatus"] = json!("Error");
        order["orderInfo"]["errorInfo"] = json!({ "code": code, "message": "Order already exists", "description": null, "additionalData": null });
        let order: DeliveryOrderResponse =
            testing::decode(body(&order)).unwrap_or_else(|error| panic!("{error}"));
        order.order_info.error_info.expect("an error")
    };
    let error = order(json!(192));
    assert_eq!(error.code, ErrorCode::Unknown(192.into()));
    assert_eq!((error.code.as_str(), error.code.to_string().as_str()), ("192", "192"));
    assert_eq!(json!(error)["code"], json!(192), "not a text");
    assert_ne!(error.code, order(json!("192")).code);
    for (spelt, again) in [("192.0", "192"), ("7.5", "7.5"), ("18446744073709551615", "18446744073709551615")]
    {
        let code: ErrorCode = testing::decode(spelt).expect("open");
        assert_eq!(serde_json::to_string(&code).expect("a number"), again);
    }
}

#[test]
fn what_is_of_another_type_is_refused() {
    for odd in ["true", "null", "[1]", "{}"] {
        let text = testing::decode::<DeliveryStatus>(odd).expect_err("no text").to_string();
        assert!(text.contains("expected a DeliveryStatus"), "{text}");
        assert!(testing::decode::<CustomerSex>(odd).is_err());
    }
}

#[test]
fn a_value_of_the_wire_says_what_it_was() {
    let (text, number) = (WireValue::from("192"), WireValue::from(192));
    assert_eq!((text.as_i64(), number.as_i64()), (None, Some(192)));
    assert_eq!(
        (format!("{text:?} {number:?}"), format!("{text} {number}")),
        ("\"192\" 192".into(), "192 192".into())
    );
    assert_eq!((json!(text), json!(number)), (json!("192"), json!(192)));
    assert!(!text.is_number() && number.is_number() && WireValue::from("192".to_owned()) == text);
}

/// Enums of the bundle by name.
fn enums(kind: &'static str) -> impl Iterator<Item = (&'static String, &'static Value)> {
    SCHEMAS.iter().filter(move |(_, schema)| schema["enum"].is_array() && schema["type"] == kind)
}

fn round_trip(name: &str, value: &Value) -> Value {
    (find(name).round_trip)(body(value)).unwrap_or_else(|error| panic!("{name}: {value}: {error}"))
}

#[test]
fn every_integer_of_the_bundle_is_known_by_its_number_and_its_name() {
    let mut checked = 0;
    for (name, schema) in enums("integer") {
        let values = schema["enum"].as_array().into_iter().flatten();
        for (value, variant) in values.zip(schema["x-enum-varnames"].as_array().into_iter().flatten()) {
            let number = value.as_i64().expect("an integer");
            for spelling in [value, variant, &json!(number as f64), &json!(number.to_string())] {
                assert_eq!(round_trip(name, spelling), *value, "{name}: {spelling}");
            }
            checked += 1;
        }
    }
    assert!(checked > 10, "only {checked} values");
}

#[test]
fn every_code_of_the_bundle_stays_its_number() {
    let mut checked = 0;
    for (name, schema) in enums("integer").filter(|(_, schema)| schema["x-enum-varnames"].is_null()) {
        for value in schema["enum"].as_array().into_iter().flatten() {
            let number = value.as_i64().expect("an integer");
            for spelling in [value, &json!(number as f64)] {
                assert_eq!(round_trip(name, spelling), *value, "{name}: {spelling}");
            }
            checked += 1;
        }
    }
    assert!(checked > 90, "only {checked} values");
}

#[test]
fn every_text_of_the_bundle_is_known_by_its_number_where_it_has_one() {
    let mut checked = 0;
    for (name, schema) in enums("string") {
        for (text, number) in schema["x-wire-numbers"].as_object().into_iter().flatten() {
            let whole = number.as_i64().expect("an integer");
            for spelling in [&json!(text), number, &json!(whole as f64)] {
                assert_eq!(round_trip(name, spelling), json!(text), "{name}: {spelling}");
            }
            checked += 1;
        }
    }
    assert!(checked > 5, "only {checked} values");
}

#[test]
fn counters_come_as_numbers() {
    let counters = json!({ "counters": [
        { "guestId": "00000000-0000-4000-8000-000000000001", "period": 3, "metric": 2, "value": 12 },
        { "guestId": "00000000-0000-4000-8000-000000000001", "period": "Day", "metric": 7, "value": 12.5 },
    ]});
    let again = round_trip("CustomerGetCountersResponse", &counters);
    let counter = |index: usize| {
        (again["counters"][index]["period"].clone(), again["counters"][index]["metric"].clone())
    };
    assert_eq!(counter(0), (json!("Month"), json!("OrdersCount")));
    assert_eq!(counter(1), (json!("Day"), json!(7)));
}

#[test]
fn an_unknown_value_is_logged_once_at_debug_level() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::DEBUG)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    tracing::subscriber::with_default(subscriber, || {
        for _ in 0..3 {
            testing::decode::<DeliveryStatus>("\"SeenThreeTimes\"").expect("open");
        }
    });
    let text = log.text();
    assert_eq!(text.matches("SeenThreeTimes").count(), 1, "{text}");
    assert!(text.contains("DEBUG") && text.contains("DeliveryStatus"), "{text}");
}

/// A log in memory.
#[derive(Clone, Default)]
struct Log(std::sync::Arc<std::sync::Mutex<Vec<u8>>>);

impl Log {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().expect("not poisoned").clone()).expect("text")
    }
}

impl std::io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("not poisoned").write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
