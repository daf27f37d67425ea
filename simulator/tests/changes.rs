//! What changes orders after they are made, and the webhooks that tell of it.

mod support;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use axum::{Json, Router};
use iiko_simulator::Simulator;
use serde_json::{Value, json};
use support::{Caller, Menu};
use tokio::net::TcpListener;

/// A restaurant with somebody who orders there; commands are done at once.
struct Guest {
    caller: Caller,
    organization: Value,
    group: Value,
    menu: Menu,
    _simulator: Simulator,
}

impl Guest {
    async fn arrive() -> Self {
        let simulator = Simulator::builder().command_delay(Duration::ZERO).start().await.unwrap();
        let caller = Caller::sign_in(&simulator).await;
        let (organization, group) = caller.restaurant().await;
        let menu = caller.menu(&organization).await;
        Self { caller, organization, group, menu, _simulator: simulator }
    }

    /// Makes an order of either kind: its id and its price.
    async fn make(&self, operation: &str) -> (Value, Value) {
        let item = self.menu.item("Борщ", 2);
        let order = json!({ "phone": "+79990000000", "items": [item] });
        let body =
            json!({ "organizationId": self.organization, "terminalGroupId": self.group, "order": order });
        let made = self.caller.ok(operation, body).await;
        (made["orderInfo"]["id"].clone(), json!(item["price"].as_i64().unwrap() * 2))
    }

    /// Sends a command: its status.
    async fn command(&self, operation: &str, order: &Value, more: Value) -> Value {
        let mut body = more;
        body["organizationId"] = self.organization.clone();
        body["orderId"] = order.clone();
        let answer = self.caller.ok(operation, body).await;
        let body = json!({ "organizationId": self.organization, "correlationId": answer["correlationId"] });
        self.caller.ok("status", body).await
    }

    async fn delivery(&self, order: &Value) -> Value {
        let body = json!({ "organizationId": self.organization, "orderIds": [order] });
        self.caller.ok("delivery_by_id", body).await["orders"][0]["order"].clone()
    }

    async fn table(&self, order: &Value) -> Value {
        let body = json!({ "organizationIds": [self.organization], "orderIds": [order] });
        self.caller.ok("order_by_id", body).await["orders"][0]["order"].clone()
    }

    async fn payment(&self, kind: &str, sum: &Value) -> Value {
        let types = self.caller.ok("payment_types", json!({ "organizationIds": [self.organization] })).await;
        let types = types["paymentTypes"].as_array().unwrap();
        let own = types.iter().find(|own| own["paymentTypeKind"] == kind).unwrap();
        json!({ "payments": [{ "paymentTypeKind": kind, "paymentTypeId": own["id"], "sum": sum }] })
    }
}

#[tokio::test]
async fn a_delivery_is_cancelled_for_a_cause_and_stays_so() {
    let guest = Guest::arrive().await;
    let (order, _) = guest.make("delivery_create").await;
    let causes = guest.caller.ok("cancel_causes", json!({ "organizationIds": [guest.organization] })).await;
    let cause = &causes["cancelCauses"][0];

    let unknown = json!({ "cancelCauseId": "00000009-0000-4000-8000-000000000009" });
    assert_eq!(guest.command("delivery_cancel", &order, unknown).await["state"], "Error");
    let because = json!({ "cancelCauseId": cause["id"], "cancelComment": "later" });
    assert_eq!(guest.command("delivery_cancel", &order, because).await["state"], "Success");

    let told = guest.delivery(&order).await;
    assert_eq!(told["status"], "Cancelled");
    assert_eq!(
        (&told["cancelInfo"]["cause"]["name"], &told["cancelInfo"]["comment"]),
        (&cause["name"], &json!("later"))
    );
    for operation in ["delivery_cancel", "delivery_close"] {
        assert_eq!(guest.command(operation, &order, json!({})).await["state"], "Error", "{operation}");
    }
}

#[tokio::test]
async fn a_delivery_is_closed_once_it_is_confirmed() {
    let guest = Guest::arrive().await;
    let (order, price) = guest.make("delivery_create").await;
    assert_eq!(guest.command("delivery_close", &order, json!({})).await["state"], "Error");
    guest.command("confirm", &order, json!({})).await;
    let payment = guest.payment("Cash", &price).await;
    assert_eq!(guest.command("delivery_add_payments", &order, payment).await["state"], "Success");
    assert_eq!(guest.command("delivery_close", &order, json!({})).await["state"], "Success");
    let told = guest.delivery(&order).await;
    assert_eq!((&told["status"], told["payments"].as_array().unwrap().len()), (&json!("Closed"), 1));
    assert!(told["whenClosed"].is_string() && told["whenDelivered"].is_string());
}

#[tokio::test]
async fn a_table_order_is_closed_when_it_is_paid() {
    let guest = Guest::arrive().await;
    let (order, price) = guest.make("order_create").await;
    assert_eq!(guest.command("order_close", &order, json!({})).await["state"], "Error");
    let half = json!(price.as_i64().unwrap() / 2);
    for _ in 0..2 {
        assert_eq!(guest.table(&order).await["status"], "New");
        let payment = guest.payment("Cash", &half).await;
        assert_eq!(guest.command("order_add_payments", &order, payment).await["state"], "Success");
    }
    assert_eq!(guest.command("order_close", &order, json!({})).await["state"], "Success");
    let told = guest.table(&order).await;
    assert_eq!((&told["status"], &told["processedPaymentsSum"]), (&json!("Closed"), &price));
    assert_eq!(guest.command("order_cancel", &order, json!({})).await["state"], "Error");

    let (other, _) = guest.make("order_create").await;
    assert_eq!(guest.command("order_cancel", &other, json!({})).await["state"], "Success");
    assert_eq!(guest.table(&other).await["status"], "Deleted");
    assert_eq!(
        guest.command("delivery_close", &other, json!({})).await["state"],
        "Error",
        "it is no delivery"
    );
}

/// What a handler was sent: the tokens and the events.
#[derive(Default)]
struct Sent {
    tokens: Vec<String>,
    events: Vec<Value>,
    /// How many requests are refused first.
    refuses: usize,
}

type Shared = Arc<Mutex<Sent>>;

async fn take(State(sent): State<Shared>, headers: HeaderMap, Json(batch): Json<Value>) -> StatusCode {
    let mut sent = sent.lock().unwrap();
    if sent.refuses > 0 {
        sent.refuses -= 1;
        return StatusCode::SERVICE_UNAVAILABLE;
    }
    let token = headers.get("authorization").and_then(|token| token.to_str().ok()).unwrap_or_default();
    sent.tokens.push(token.to_owned());
    sent.events.extend(batch.as_array().unwrap().iter().cloned());
    StatusCode::OK
}

/// A handler of webhooks, and its address.
async fn handler(refuses: usize) -> (Shared, String) {
    let sent = Arc::new(Mutex::new(Sent { refuses, ..Sent::default() }));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    let router = Router::new().route("/hook", post(take)).with_state(Arc::clone(&sent));
    tokio::spawn(async move { axum::serve(listener, router).await });
    (sent, url)
}

/// Waits until so many events have come.
async fn events(sent: &Shared, count: usize) -> Vec<Value> {
    for _ in 0..500 {
        if sent.lock().unwrap().events.len() >= count {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    sent.lock().unwrap().events.clone()
}

#[tokio::test]
async fn webhooks_tell_what_the_filter_lets_through() {
    let guest = Guest::arrive().await;
    let (sent, url) = handler(2).await;
    let settings = json!({
        "organizationId": guest.organization, "webHooksUri": url, "authToken": "secret",
        "webHooksFilter": { "deliveryOrderFilter": { "orderStatuses": ["Cancelled"], "errors": true } },
    });
    guest.caller.ok("webhook_update_settings", settings.clone()).await;
    let told = guest.caller.ok("webhook_settings", json!({ "organizationId": guest.organization })).await;
    let statuses =
        |settings: &Value| settings["webHooksFilter"]["deliveryOrderFilter"]["orderStatuses"].clone();
    assert_eq!((&told["webHooksUri"], statuses(&told)), (&settings["webHooksUri"], statuses(&settings)));

    let (order, _) = guest.make("delivery_create").await;
    guest.make("order_create").await;
    guest.command("delivery_cancel", &order, json!({})).await;
    guest.command("delivery_close", &order, json!({})).await;

    let events = events(&sent, 2).await;
    let kinds: Vec<&str> = events.iter().map(|event| event["eventType"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["DeliveryOrderUpdate", "DeliveryOrderError"], "refused twice, and sent again");
    assert_eq!(events[0]["eventInfo"]["id"], order);
    assert_eq!(events[0]["eventInfo"]["order"]["status"], "Cancelled");
    assert_eq!(events[1]["eventInfo"]["errorInfo"]["code"], "WrongDeliveryStatus");
    assert!(sent.lock().unwrap().tokens.iter().all(|token| token == "secret"));
}

#[tokio::test]
async fn without_a_filter_everything_is_told_and_without_an_address_nothing() {
    let guest = Guest::arrive().await;
    let (sent, url) = handler(0).await;
    let settings = |url: &str| json!({ "organizationId": guest.organization, "webHooksUri": url });
    guest.caller.ok("webhook_update_settings", settings(&url)).await;
    guest.make("delivery_create").await;
    guest.make("order_create").await;
    let events = events(&sent, 2).await;
    let mut kinds: Vec<&str> = events.iter().map(|event| event["eventType"].as_str().unwrap()).collect();
    kinds.sort_unstable();
    assert_eq!(kinds, ["DeliveryOrderUpdate", "TableOrderUpdate"]);

    guest.caller.ok("webhook_update_settings", settings("")).await;
    guest.make("delivery_create").await;
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(sent.lock().unwrap().events.len(), 2);
    let (status, told) = guest.caller.refused("webhook_update_settings", settings("shop.example")).await;
    assert!(status == 400 && told.contains("webHooksUri"), "{status} {told}");
}
