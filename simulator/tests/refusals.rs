//! Bad requests are refused with a status and a sentence that says where and why.

mod support;

use iiko_simulator::Simulator;
use reqwest::StatusCode;
use serde_json::{Value, json};
use support::{Caller, read, refusal};

const NOBODY: &str = "00000001-0000-4000-8000-000000000001";

#[tokio::test]
async fn an_unknown_organization_is_named() {
    let simulator = Simulator::start().await.unwrap();
    let caller = Caller::sign_in(&simulator).await;
    let (status, text) = caller.refused("nomenclature", json!({ "organizationId": NOBODY })).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert!(text.contains(NOBODY), "{text}");
    let (status, text) = caller.refused("terminal_groups", json!({ "organizationIds": [NOBODY] })).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert!(text.contains(NOBODY), "{text}");
}

/// Bodies with one thing wrong each, and what is said of it.
fn broken_bodies(good: &Value) -> [(Value, &'static str); 16] {
    let broken = |pointer: &str, key: &str, value: Option<Value>| {
        let mut body = good.clone();
        let target = body.pointer_mut(pointer).unwrap().as_object_mut().unwrap();
        match value {
            Some(value) => target.insert(key.to_owned(), value),
            None => target.remove(key),
        };
        body
    };
    let field = |pointer: &str, key: &str, value: Value| broken(pointer, key, Some(value));
    [
        (broken("", "order", None), "order is required, but missing"),
        (broken("/order", "items", None), "order.items is required, but missing"),
        (broken("/order/items/0", "productId", None), "order.items[0].productId is required, but missing"),
        (broken("/order/items/0", "type", None), "order.items[0].type is required, but missing"),
        (
            field("/order/items/0", "type", json!("Service")),
            "order.items[0].type must be one of Compound, Product, but is \"Service\"",
        ),
        (field("/order/items/0", "productId", json!("x")), "order.items[0].productId must be a UUID"),
        (
            field("/order/items/0", "amount", json!("2")),
            "order.items[0].amount must be a number, but is a string",
        ),
        (field("/order/items/0", "amount", json!(1000)), "order.items[0].amount must be at most 999.999"),
        (field("/order/items/0", "price", Value::Null), "order.items[0].price must be a number, but is null"),
        (field("/order", "items", json!({})), "order.items must be a list, but is an object"),
        (field("/order", "phone", json!("+7")), "order.phone must have at least 8 characters, but has 2"),
        (
            field("/order", "orderServiceType", json!("Drone")),
            "order.orderServiceType must be one of DeliveryByCourier, DeliveryByClient, but is \"Drone\"",
        ),
        (field("/order", "completeBefore", json!("tomorrow")), "order.completeBefore must be a date-time"),
        (field("/order", "deliveryDuration", json!(1.5)), "order.deliveryDuration must be a whole number"),
        (json!([]), "the body must be an object, but is a list"),
        (Value::Null, "the body must be an object, but is null"),
    ]
}

#[tokio::test]
async fn a_body_that_breaks_the_schema_is_refused_with_the_path() {
    let simulator = Simulator::start().await.unwrap();
    let caller = Caller::sign_in(&simulator).await;
    let (organization, _) = caller.restaurant().await;
    let item = json!({ "type": "Product", "productId": NOBODY, "amount": 1, "price": 10 });
    let order = json!({ "phone": "+79990000000", "items": [item] });
    let good = json!({ "organizationId": organization, "order": order });
    for (body, expected) in broken_bodies(&good) {
        let (status, text) = caller.refused("delivery_create", body.clone()).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{body}");
        assert!(text.starts_with(expected), "{body}: {text}");
    }
    assert!(simulator.orders().is_empty(), "a refused order leaves no trace in the ledger");
    caller.ok("delivery_create", good).await;
}

#[tokio::test]
async fn text_that_is_not_json_is_refused() {
    let simulator = Simulator::start().await.unwrap();
    let caller = Caller::sign_in(&simulator).await;
    let json = || caller.request("organizations").header("content-type", "application/json");
    let deep = "[".repeat(100_000);
    for body in ["{\"organizationIds\":", "", "\u{1}", deep.as_str()] {
        let (status, answer) = read(json().body(body.to_owned())).await;
        assert_eq!(status, StatusCode::BAD_REQUEST);
        assert!(refusal(&answer).starts_with("the body is not JSON"), "{answer}");
    }
    let (status, _) = read(json().body(vec![b'"', 0xff, b'"'])).await;
    assert_eq!(status, StatusCode::BAD_REQUEST, "invalid UTF-8");
}

#[tokio::test]
async fn another_content_type_is_refused() {
    let simulator = Simulator::start().await.unwrap();
    let caller = Caller::sign_in(&simulator).await;
    let (status, answer) =
        read(caller.request("organizations").header("content-type", "text/plain").body("{}")).await;
    assert_eq!(status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    assert!(refusal(&answer).contains("text/plain"), "{answer}");
    let with_charset =
        caller.request("organizations").header("content-type", "application/json; charset=utf-8");
    assert_eq!(read(with_charset.body("{}")).await.0, StatusCode::OK);
}

#[tokio::test]
async fn a_time_limit_that_is_no_number_of_seconds_is_refused() {
    let simulator = Simulator::start().await.unwrap();
    let caller = Caller::sign_in(&simulator).await;
    for (value, expected) in
        [("15", StatusCode::OK), ("soon", StatusCode::BAD_REQUEST), ("0", StatusCode::OK)]
    {
        let (status, _) =
            read(caller.request("organizations").header("timeout", value).json(&json!({}))).await;
        assert_eq!(status, expected, "{value}");
    }
}

#[tokio::test]
async fn what_is_not_there_is_not_answered() {
    let simulator = Simulator::start().await.unwrap();
    let caller = Caller::sign_in(&simulator).await;
    let (status, text) = caller.refused("customer_info", json!({})).await;
    assert_eq!(status, StatusCode::BAD_REQUEST, "without a handler, bodies are checked all the same");
    assert!(text.contains("type"), "{text}");

    let (status, answer) = read(caller.post("/api/1/organisations")).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert!(refusal(&answer).contains("/api/1/organisations"), "{answer}");

    let get = reqwest::get(format!("{}/api/1/organizations", simulator.base_url())).await.unwrap();
    assert_eq!(get.status(), StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(get.headers()["allow"], "POST");
}

#[tokio::test]
async fn questions_that_make_no_sense_are_refused() {
    let simulator = Simulator::start().await.unwrap();
    let caller = Caller::sign_in(&simulator).await;
    let (organization, _) = caller.restaurant().await;
    let many: Vec<&str> = vec![NOBODY; 201];
    let cases = [
        ("delivery_by_id", json!({ "organizationId": organization }), "orderIds, posOrderIds"),
        ("delivery_by_id", json!({ "organizationId": organization, "orderIds": many }), "at most 200"),
        ("menu_by_id", json!({ "externalMenuId": "7", "organizationIds": [organization] }), "\"7\""),
        (
            "menu_by_id",
            json!({ "externalMenuId": "9001", "organizationIds": [organization], "version": 5 }),
            "2, 3 or 4",
        ),
        ("by_city", json!({ "organizationId": organization, "cityId": NOBODY }), NOBODY),
        ("is_alive", json!({ "organizationIds": [organization], "terminalGroupIds": [NOBODY] }), NOBODY),
        ("status", json!({ "organizationId": organization, "correlationId": NOBODY }), NOBODY),
        ("combo_calculate", json!({ "organizationId": organization, "items": [] }), "comboSourceId"),
    ];
    for (operation, body, expected) in cases {
        let (status, text) = caller.refused(operation, body).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{operation}");
        assert!(text.contains(expected), "{operation}: {text}");
    }
}

#[tokio::test]
async fn a_taken_port_is_an_error_that_names_it() {
    let simulator = Simulator::start().await.unwrap();
    let port: u16 = simulator.base_url().rsplit(':').next().unwrap().parse().unwrap();
    let error = Simulator::builder().port(port).start().await.unwrap_err();
    assert!(error.to_string().contains(&port.to_string()), "{error}");
}
