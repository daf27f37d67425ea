//! Bodies as the live service reads them, and as the bundle wants them.

mod support;

use iiko_simulator::Simulator;
use reqwest::StatusCode;
use serde_json::{Value, json};
use support::{Caller, read};

/// A caller of a simulator that reads to the letter, and one of a simulator that reads as the service does.
async fn both() -> [(Simulator, Caller); 2] {
    let strict = Simulator::start().await.unwrap();
    let live = Simulator::builder().as_live().start().await.unwrap();
    let callers = [Caller::sign_in(&strict).await, Caller::sign_in(&live).await];
    let [one, other] = callers;
    [(strict, one), (live, other)]
}

/// What the strict and the lenient one answer to a raw body.
async fn answers(operation: &str, body: impl Fn(&Value) -> Vec<u8>) -> [(StatusCode, Value); 2] {
    let [(_strict, one), (_live, other)] = both().await;
    let mut answers = Vec::new();
    for caller in [one, other] {
        let (organization, _) = caller.restaurant().await;
        let request = caller.request(operation).header("content-type", "application/json");
        answers.push(read(request.body(body(&organization))).await);
    }
    answers.try_into().unwrap()
}

/// The service takes what the bundle forbids; the reason names the place.
async fn overlooked(operation: &str, body: impl Fn(&Value) -> Vec<u8>, place: &str) -> Value {
    let [(refused, why), (taken, answer)] = answers(operation, body).await;
    assert_eq!((refused, taken), (StatusCode::BAD_REQUEST, StatusCode::OK), "{why} {answer}");
    assert_eq!(why["error"], "INVALID_BODY_JSON_FORMAT");
    assert!(why["errorDescription"].as_str().unwrap().contains(place), "{why}");
    answer
}

fn bytes(body: Value) -> Vec<u8> {
    body.to_string().into_bytes()
}

#[tokio::test]
async fn names_come_in_any_case() {
    let body = |organization: &Value| bytes(json!({ "OrganizationIDs": [organization] }));
    let told = overlooked("cities", body, "organizationIds").await;
    assert_eq!(told["cities"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn numbers_come_in_quotes() {
    let body = |organization: &Value| {
        bytes(json!({ "organizationIds": [organization], "startRevision": "0", "rowsCount": 1 }))
    };
    overlooked("by_revision", body, "startRevision must be a whole number").await;
}

#[tokio::test]
async fn words_are_no_numbers_and_flags_no_texts() {
    for wrong in [json!("soon"), json!(true)] {
        let body = |organization: &Value| {
            bytes(json!({ "organizationIds": [organization], "startRevision": wrong }))
        };
        let [strict, live] = answers("by_revision", body).await;
        assert_eq!((strict.0, live.0), (StatusCode::BAD_REQUEST, StatusCode::BAD_REQUEST), "{wrong}");
    }
    let body = |_: &Value| bytes(json!({ "returnAdditionalInfo": "true" }));
    assert_eq!(answers("organizations", body).await[1].0, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn customers_and_addresses_need_no_type() {
    let order = |organization: &Value| {
        bytes(json!({ "organizationId": organization, "order": {
            "phone": "+79990000000",
            "customer": { "name": "Анна" },
            "deliveryPoint": { "address": { "street": { "name": "Покровка" }, "house": "5" } },
            "items": [{ "type": "Product", "productId": "00000000-0000-4000-8000-000000000000", "amount": "1" }],
        } }))
    };
    let told = overlooked("delivery_create", order, "type is required").await;
    assert!(told["orderInfo"]["id"].is_string(), "{told}");
}

#[tokio::test]
async fn a_byte_order_mark_is_skipped() {
    let body = |organization: &Value| {
        let mut body = b"\xef\xbb\xbf".to_vec();
        body.extend(bytes(json!({ "organizationIds": [organization] })));
        body
    };
    overlooked("cities", body, "byte order mark").await;
}

#[tokio::test]
async fn a_login_may_be_written_twice() {
    let body = |_: &Value| bytes(json!(json!({ "apiLogin": "demo" }).to_string()));
    let told = overlooked("access_token", body, "must be an object").await;
    assert!(told["token"].is_string());
}

#[tokio::test]
async fn of_two_lists_exactly_one_is_given() {
    let [(_simulator, caller), _] = both().await;
    let (organization, _) = caller.restaurant().await;
    let id = "00000000-0000-4000-8000-000000000000";
    for (ids, pos_ids, right) in [
        (json!([id]), json!([]), true),
        (json!(null), json!([id]), true),
        (json!([]), json!([]), false),
        (json!([id]), json!([id]), false),
    ] {
        let body = json!({ "organizationId": organization, "orderIds": ids, "posOrderIds": pos_ids });
        let (status, told) = caller.call("delivery_by_id", body.clone()).await;
        assert_eq!(status.is_success(), right, "{body}: {told}");
    }
    let many = json!({ "organizationId": organization, "orderIds": vec![id; 201] });
    let (_, why) = caller.refused("delivery_by_id", many).await;
    assert!(why.contains("orderIds must have at most 200 items"), "{why}");
}
