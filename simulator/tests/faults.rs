//! Faults: rules and headers that let calls go wrong, before they act or after.

mod support;

use std::time::Duration;

use iiko_simulator::Simulator;
use reqwest::StatusCode;
use serde_json::{Value, json};
use support::{Caller, read};
use tokio::time::Instant;

async fn open() -> (Simulator, Caller, Value) {
    let simulator = Simulator::builder().command_delay(Duration::ZERO).start().await.unwrap();
    let caller = Caller::sign_in(&simulator).await;
    let (organization, _) = caller.restaurant().await;
    (simulator, caller, json!({ "organizationIds": [organization] }))
}

async fn rule(simulator: &Simulator, rule: Value) -> Value {
    let url = format!("{}/__simulator/faults", simulator.base_url());
    let response = reqwest::Client::new().post(url).json(&rule).send().await.unwrap();
    assert!(response.status().is_success(), "{rule}: {}", response.text().await.unwrap());
    let url = format!("{}/__simulator/faults", simulator.base_url());
    reqwest::get(url).await.unwrap().json().await.unwrap()
}

#[tokio::test]
async fn a_rule_strikes_as_often_as_it_says() {
    let (simulator, caller, body) = open().await;
    let effect = json!({ "kind": "status", "status": 503, "retryAfter": 2 });
    rule(&simulator, json!({ "operation": "cities", "times": 2, "after": 1, "effect": effect })).await;
    let mut statuses = Vec::new();
    for _ in 0..5 {
        statuses.push(caller.call("cities", body.clone()).await.0.as_u16());
    }
    assert_eq!(statuses, [200, 503, 503, 200, 200]);
    assert_eq!(caller.call("regions", body).await.0, StatusCode::OK, "others are left alone");
}

#[tokio::test]
async fn each_kind_strikes_in_its_own_way() {
    let (_simulator, caller, body) = open().await;
    let send = async |fault: &str| {
        let request = caller.request("cities").header("x-simulator", format!("fault={fault}"));
        request.json(&body).send().await
    };
    let before = Instant::now();
    assert!(send("latency:60").await.unwrap().status().is_success());
    assert!(before.elapsed() >= Duration::from_millis(60));
    assert_eq!(send("status:502").await.unwrap().status(), StatusCode::BAD_GATEWAY);
    assert_eq!(send("401").await.unwrap().status(), StatusCode::UNAUTHORIZED);
    let many = send("429").await.unwrap();
    assert_eq!(
        (many.status(), many.headers()["retry-after"].to_str().unwrap()),
        (StatusCode::TOO_MANY_REQUESTS, "1")
    );
    assert!(send("reset").await.is_err(), "the connection ends without an answer");
    let broken = send("truncate:20").await.unwrap();
    assert_eq!(broken.status(), StatusCode::OK);
    assert!(broken.bytes().await.is_err(), "the body breaks off");
    let (status, _) = read(caller.request("cities").header("x-simulator", "fault=flood").json(&body)).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
}

/// An order of some dish.
async fn order(caller: &Caller) -> Value {
    let (organization, group) = caller.restaurant().await;
    let item = caller.menu(&organization).await.item("Борщ", 1);
    json!({ "organizationId": organization, "terminalGroupId": group, "order": { "phone": "+79990000000", "items": [item] } })
}

#[tokio::test]
async fn an_answer_is_lost_before_the_call_acts_or_after() {
    let (simulator, caller, _) = open().await;
    let body = order(&caller).await;
    for (fault, orders) in
        [("reset,before", 0), ("reset", 1), ("status:500,before", 1), ("status:500,after", 2)]
    {
        let request = caller.request("delivery_create").header("x-simulator", format!("fault={fault}"));
        let lost = request.json(&body).send().await;
        assert!(lost.is_err() || lost.unwrap().status().is_server_error());
        assert_eq!(simulator.orders().len(), orders, "{fault}");
    }
}

#[tokio::test]
async fn a_command_is_let_fail() {
    let (simulator, caller, _) = open().await;
    simulator.fail_next(Some("delivery_create"), "command:ProductNotFound").unwrap();
    let body = order(&caller).await;
    let made = caller.ok("delivery_create", body.clone()).await;
    let ids = json!({ "organizationId": body["organizationId"], "orderIds": [made["orderInfo"]["id"]] });
    let told = caller.ok("delivery_by_id", ids).await;
    assert_eq!(told["orders"][0]["errorInfo"]["code"], "ProductNotFound");
    assert!(simulator.fail_next(Some("nobody"), "reset").is_err());
    assert!(simulator.fail_next(None, "flood").is_err());
}

#[tokio::test]
async fn a_share_of_the_calls_is_struck_and_the_same_ones_with_the_same_seed() {
    let mut runs = Vec::new();
    for _ in 0..2 {
        let simulator = Simulator::builder().seed(5).start().await.unwrap();
        let caller = Caller::sign_in(&simulator).await;
        rule(&simulator, json!({ "operation": "organizations", "probability": 0.5, "effect": { "kind": "status", "status": 500 } })).await;
        let mut statuses = Vec::new();
        for _ in 0..40 {
            statuses.push(caller.call("organizations", json!({})).await.0.as_u16());
        }
        let struck = statuses.iter().filter(|status| **status == 500).count();
        assert!((5..35).contains(&struck), "{struck}");
        runs.push(statuses);
    }
    assert_eq!(runs[0], runs[1]);
}

#[tokio::test]
async fn a_rule_that_makes_no_sense_is_refused() {
    let (simulator, ..) = open().await;
    let url = format!("{}/__simulator/faults", simulator.base_url());
    for (wrong, word) in [
        (json!({ "effect": { "kind": "flood" } }), "flood"),
        (json!({ "operation": "nobody", "effect": { "kind": "reset" } }), "nobody"),
        (json!({ "probability": 2, "effect": { "kind": "reset" } }), "probability"),
        (json!({ "effect": { "kind": "status", "status": 42 } }), "42"),
        (json!({ "often": 1, "effect": { "kind": "reset" } }), "often"),
    ] {
        let response = reqwest::Client::new().post(&url).json(&wrong).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::BAD_REQUEST);
        let told = response.text().await.unwrap();
        assert!(told.contains(word), "{wrong}: {told}");
    }
}
