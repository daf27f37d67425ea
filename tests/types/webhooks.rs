//! Batches of webhook events: one that cannot be read takes no other with it.

use std::panic::catch_unwind;

use iiko_transport::types::WebhookEvent;
use iiko_transport::webhooks::parse;
use proptest::prelude::*;
use serde_json::{Value, json};

const ID: &str = "00000000-0000-4000-8000-000000000001";

/// An event that is as it should be.
fn good() -> Value {
    json!({
        "eventType": "StopListUpdate", "eventTime": "2026-01-01 10:00:00.000",
        "organizationId": ID, "correlationId": ID,
        "eventInfo": {"terminalGroupsStopListsUpdates": [{"id": ID, "isFull": false}]},
    })
}

/// A delivery without most of what a delivery has.
fn broken() -> Value {
    json!({
        "eventTime": "2026-01-01 10:00:00.000", "organizationId": ID, "correlationId": ID,
        "eventInfo": {
            "id": ID, "organizationId": ID, "timestamp": 1_700_000_000_000_i64, "creationStatus": "Success",
            "order": {"status": "Closed", "number": 1},
        },
        "eventType": "DeliveryOrderUpdate",
    })
}

fn is_good(event: &Result<WebhookEvent, iiko_transport::BrokenItem>) -> bool {
    matches!(event, Ok(event) if serde_json::to_value(event).expect("JSON") == good())
}

#[test]
fn a_broken_event_leaves_the_others() {
    let body = json!([good(), broken(), good()]).to_string();

    let events = parse(body.as_bytes()).expect("a batch");

    assert!(events.len() == 3 && is_good(&events[0]) && is_good(&events[2]), "{events:?}");
    let item = events[1].as_ref().expect_err("an order has more than that");
    assert_eq!(item.index(), 1);
    assert!(item.path().starts_with("[1].eventInfo.order"), "{item}");
    assert_eq!(serde_json::from_str::<Value>(item.raw()).expect("JSON"), broken());
    assert!(!format!("{item:?}").contains("Closed"), "{item:?}");
}

#[test]
fn a_broken_item_within_an_event_leaves_the_event() {
    let mut event = good();
    event["eventInfo"]["terminalGroupsStopListsUpdates"] = json!([{"id": ID, "isFull": false}, {"id": 7}]);

    let events = parse(json!([event]).to_string().as_bytes()).expect("a batch");

    assert!(is_good(&events[0]), "{events:?}");
}

#[test]
fn a_lone_event_is_a_batch_of_one() {
    let events = parse(good().to_string().as_bytes()).expect("a batch");
    assert!(events.len() == 1 && is_good(&events[0]));

    let events = parse(broken().to_string().as_bytes()).expect("a batch");
    let item = events[0].as_ref().expect_err("an order has more than that");
    assert!(item.index() == 0 && item.path().starts_with("eventInfo.order"), "{item}");
}

#[test]
fn what_stands_around_a_batch_is_no_matter() {
    for body in [format!("\u{feff}[{}]", good()), format!("\r\n [ {} ]\n", good())] {
        assert!(is_good(&parse(body.as_bytes()).expect("a batch")[0]), "{body:?}");
    }
    assert_eq!(parse(b"[]").expect("a batch").len(), 0);
    let lossy = [b"[{\"eventType\": \"\xff\"},".as_slice(), good().to_string().as_bytes(), b"]"].concat();
    assert!(
        is_good(&parse(&lossy).expect("a batch")[1]),
        "what is no text in one event is no matter to another"
    );
}

#[test]
fn what_is_no_batch_says_where_it_stops_to_be_one() {
    for (body, line, column) in [
        ("", 1, 0),
        ("<html>", 1, 1),
        ("null", 1, 1),
        ("\"text\"", 1, 1),
        ("[{},\n {\"a\" 1}]", 2, 7),
        ("[{}", 1, 3),
        ("{} {}", 1, 4),
    ] {
        let error = parse(body.as_bytes()).expect_err(body);
        assert_eq!((error.line(), error.column()), (line, column), "{body:?}: {error}");
        assert!(!error.reason().is_empty() && error.to_string().lines().count() == 1, "{error}");
    }
}

#[test]
fn deep_nesting_is_no_trap() {
    for open in ["[", "{\"eventInfo\":", "{\"eventType\":\"StopListUpdate\",\"eventInfo\":"] {
        let body = open.repeat(200_000);
        assert!(parse(body.as_bytes()).is_err());
        let close = if open == "[" { "]" } else { "}" };
        let body = format!("[{},{}1{}]", good(), open.repeat(100_000), close.repeat(100_000));
        let events = parse(body.as_bytes()).expect("a batch");
        // What is deep where nobody looks is no matter.
        let looked_at = open.len() < 30;
        assert!(is_good(&events[0]) && events[1].is_err() == looked_at, "{open}");
    }
}

/// Any JSON, small.
fn json_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::hash_map("[a-zA-Z]{0,8}", inner, 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// Puts `with` in the place of the `nth` value within a value.
fn replace(value: &mut Value, nth: &mut usize, with: &Value) {
    if *nth == 0 {
        *value = with.clone();
    }
    *nth = nth.wrapping_sub(1);
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| replace(item, nth, with)),
        Value::Object(members) => members.values_mut().for_each(|item| replace(item, nth, with)),
        _ => {}
    }
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(body in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = parse(&body);
        let _ = parse(&[b"[", body.as_slice(), b"]"].concat());
    }

    #[test]
    fn mutated_bytes_never_panic(at in 0_usize..2000, byte in any::<u8>(), cut in 0_usize..2000) {
        let mut body = json!([good(), broken()]).to_string().into_bytes();
        let length = body.len();
        body[at % length] = byte;
        body.truncate(length - cut % length);
        prop_assert!(catch_unwind(|| parse(&body)).is_ok());
    }

    #[test]
    fn good_events_survive_beside_any_other(nth in 0_usize..24, with in json_value(), of_a_delivery in any::<bool>()) {
        let mut event = if of_a_delivery { broken() } else { good() };
        replace(&mut event, &mut nth.clone(), &with);
        let body = json!([good(), event, good()]).to_string();

        let events = parse(body.as_bytes()).expect("a batch");

        prop_assert!(events.len() == 3 && is_good(&events[0]) && is_good(&events[2]), "{body}");
        if let Err(item) = &events[1] {
            prop_assert!(item.index() == 1 && item.path().starts_with("[1]"), "{item}");
            prop_assert_eq!(serde_json::from_str::<Value>(item.raw()).expect("JSON"), event);
        }
    }
}
