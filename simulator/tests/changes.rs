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

/// Sends a command that must succeed.
async fn done(guest: &Guest, operation: &str, order: &Value, more: Value) {
    let told = guest.command(operation, order, more).await;
    assert_eq!(told["state"], "Success", "{operation}: {told}");
}

#[tokio::test]
async fn people_times_and_notes_of_a_delivery_are_changed() {
    let guest = Guest::arrive().await;
    let (order, _) = guest.make("delivery_create").await;
    let address = json!({ "address": { "type": "legacy", "street": { "name": "Покровка" }, "house": "7" } });
    let by_courier = json!({ "newServiceType": "DeliveryByCourier", "deliveryPoint": address });
    done(&guest, "delivery_change_service_type", &order, by_courier).await;
    let couriers = guest.caller.ok("couriers", json!({ "organizationIds": [guest.organization] })).await;
    let courier = &couriers["employees"][0]["items"][0]["id"];
    done(&guest, "delivery_update_order_courier", &order, json!({ "employeeId": courier })).await;
    done(&guest, "delivery_change_operator", &order, json!({ "operatorId": courier })).await;
    let later = "2031-05-01 12:00:00.000";
    done(&guest, "delivery_change_complete_before", &order, json!({ "newCompleteBefore": later })).await;
    done(&guest, "delivery_change_driver_info", &order, json!({ "estimatedTime": later })).await;
    done(&guest, "delivery_change_comment", &order, json!({ "comment": "ring twice" })).await;
    let problem = json!({ "hasProblem": true, "problem": "no onions" });
    done(&guest, "delivery_update_order_problem", &order, problem).await;
    done(&guest, "delivery_print_delivery_bill", &order, json!({})).await;
    let link = json!({ "trackingLink": "https://track.example/1" });
    let mut body = link.clone();
    body["organizationId"] = guest.organization.clone();
    body["orderId"] = order.clone();
    guest.caller.ok("delivery_update_tracking_link", body.clone()).await;
    body["orderId"] = guest.make("order_create").await.0;
    guest.caller.refused("delivery_update_tracking_link", body).await;

    let told = guest.delivery(&order).await;
    assert_eq!(told["orderType"]["orderServiceType"], "DeliveryByCourier");
    assert_eq!((&told["courierInfo"]["courier"]["id"], &told["operator"]["id"]), (courier, courier));
    assert_eq!((&told["completeBefore"], &told["estimatedTime"]), (&json!(later), &json!(later)));
    assert_eq!(told["cookingStartTime"], "2031-05-01 11:20:00.000");
    assert_eq!((&told["comment"], &told["trackingLink"]), (&json!("ring twice"), &link["trackingLink"]));
    assert_eq!(told["problem"], json!({ "hasProblem": true, "description": "no onions" }));
    assert!(told["whenBillPrinted"].is_string());

    let moved = json!({ "newDeliveryPoint": { "address": { "type": "city", "line1": "Покровка, 9" } } });
    done(&guest, "delivery_change_delivery_point", &order, moved).await;
    assert_eq!(guest.delivery(&order).await["deliveryPoint"]["address"]["line1"], "Покровка, 9");
    done(&guest, "delivery_change_driver_info", &order, json!({ "driverId": null })).await;
    let told = guest.delivery(&order).await;
    assert_eq!((&told["courierInfo"], &told["estimatedTime"]), (&Value::Null, &json!(later)));
    let fetched = json!({ "newServiceType": "DeliveryByClient" });
    done(&guest, "delivery_change_service_type", &order, fetched).await;
    assert_eq!(guest.delivery(&order).await["deliveryPoint"], Value::Null);
}

#[tokio::test]
async fn items_are_added_at_the_menu_s_prices_and_taken_off_the_stop_list() {
    let guest = Guest::arrive().await;
    let stop = |items: Value| json!({ "organizationId": guest.organization, "terminalGroupId": guest.group, "items": items });
    let left = async || {
        let told = guest.caller.ok("stop_lists", json!({ "organizationIds": [guest.organization] })).await;
        let items = told["terminalGroupStopLists"][0]["items"][0]["items"].as_array().unwrap().clone();
        let soup = guest.menu.product("Борщ");
        items.iter().find(|own| own["productId"] == soup["id"]).map(|own| own["balance"].clone())
    };
    let soup = json!({ "productId": guest.menu.product("Борщ")["id"], "balance": 10 });
    let put = guest.caller.ok("stop_lists_add", stop(json!([soup]))).await;
    let asked = json!({ "organizationId": guest.organization, "correlationId": put["correlationId"] });
    assert_eq!(guest.caller.ok("status", asked).await["state"], "Success");
    for (create, add) in [("delivery_create", "delivery_add_items"), ("order_create", "order_add_items")] {
        let before = left().await.unwrap().as_i64().unwrap();
        let (order, price) = guest.make(create).await;
        let mut pelmeni = guest.menu.item("Пельмени", 2);
        pelmeni["modifiers"] = json!([{ "productId": guest.menu.product("Аджика")["id"], "amount": 1 }]);
        let more = json!({ "items": [guest.menu.item("Борщ", 1), pelmeni] });
        done(&guest, add, &order, more).await;
        let read =
            if create == "order_create" { guest.table(&order).await } else { guest.delivery(&order).await };
        assert_eq!(read["items"].as_array().unwrap().len(), 3);
        assert_eq!(read["sum"], price.as_i64().unwrap() + 390 + 900 + 91);
        assert_eq!(left().await, Some(json!(before - 3)), "two were ordered, one was added");
        let wrong = json!({ "items": [guest.menu.item("Борщ", 1), guest.menu.item("Капучино", 1)] });
        assert_eq!(guest.command(add, &order, wrong).await["state"], "Error");
        assert_eq!(left().await, Some(json!(before - 3)), "what is refused changes nothing");
    }
    let removed = json!([{ "productId": soup["productId"] }]);
    guest.caller.ok("stop_lists_remove", stop(removed)).await;
    assert_eq!(left().await, None);
    let nothing = json!([{ "productId": "00000009-0000-4000-8000-000000000009", "balance": 1 }]);
    let refused = guest.caller.ok("stop_lists_add", stop(nothing)).await;
    let asked = json!({ "organizationId": guest.organization, "correlationId": refused["correlationId"] });
    assert_eq!(guest.caller.ok("status", asked).await["exception"]["code"], "ProductNotFound");
    let all = json!({ "organizationId": guest.organization, "terminalGroupId": guest.group });
    guest.caller.ok("stop_lists_clear", all).await;
    let told = guest.caller.ok("stop_lists", json!({ "organizationIds": [guest.organization] })).await;
    assert_eq!(told["terminalGroupStopLists"][0]["items"][0]["items"], json!([]));
}

#[tokio::test]
async fn payments_are_replaced_and_external_data_is_set() {
    let guest = Guest::arrive().await;
    for (create, change, data) in [
        ("delivery_create", "delivery_change_payments", "delivery_change_external_data"),
        ("order_create", "order_change_payments", "order_change_external_data"),
    ] {
        let (order, price) = guest.make(create).await;
        for sum in [json!(1), price.clone()] {
            done(&guest, change, &order, guest.payment("Cash", &sum).await).await;
        }
        let above = guest.payment("Cash", &json!(1_000_000)).await;
        assert_eq!(guest.command(change, &order, above).await["state"], "Error");
        for (key, value) in [("basket", "17"), ("shop", "4"), ("basket", "18")] {
            done(&guest, data, &order, json!({ "externalData": [{ "key": key, "value": value }] })).await;
        }
        let ids = json!({
            "organizationIds": [guest.organization], "organizationId": guest.organization,
            "orderIds": [order], "returnExternalDataKeys": ["basket", "shop"],
        });
        let operation = if create == "order_create" { "order_by_id" } else { "delivery_by_id" };
        let told = guest.caller.ok(operation, ids).await["orders"][0]["order"].clone();
        let payments = told["payments"].as_array().unwrap();
        assert_eq!((payments.len(), &payments[0]["sum"]), (1, &price));
        let pairs = told["externalData"].as_array().unwrap();
        assert_eq!((pairs.len(), &pairs[1]["value"]), (2, &json!("18")), "{pairs:?}");
    }
    let (order, price) = guest.make("delivery_create").await;
    let mut older = guest.payment("Card", &price).await["payments"][0].clone();
    older.as_object_mut().unwrap().remove("paymentTypeKind");
    older["isProcessedExternally"] = json!(true);
    done(&guest, "delivery_update_order_payments", &order, json!({ "paymentItems": [older] })).await;
    assert_eq!(guest.delivery(&order).await["processedPaymentsSum"], price);
}

#[tokio::test]
async fn a_table_order_gets_its_guest_and_its_bill_and_is_loaded() {
    let guest = Guest::arrive().await;
    let (order, _) = guest.make("order_create").await;
    let anna = json!({ "customer": { "name": "Анна", "phone": "+79990000001", "gender": "Female" } });
    done(&guest, "order_add_customer", &order, anna).await;
    done(&guest, "order_print_bill", &order, json!({})).await;
    let told = guest.table(&order).await;
    assert_eq!((&told["customer"]["name"], &told["status"]), (&json!("Анна"), &json!("Bill")));
    assert!(told["whenBillPrinted"].is_string());

    let body = json!({ "organizationIds": [guest.organization], "orderIds": [order] });
    let pos = guest.caller.ok("order_by_id", body).await["orders"][0]["posId"].clone();
    let nobody = "00000009-0000-4000-8000-000000000009";
    for (operation, key, id, state) in [
        ("order_init_by_table", "tableIds", &told["tableIds"][0], "Success"),
        ("order_init_by_table", "tableIds", &json!(nobody), "Error"),
        ("order_init_by_pos_order", "posOrderIds", &pos, "Success"),
        ("order_init_by_pos_order", "posOrderIds", &json!(nobody), "Error"),
    ] {
        let mut more = json!({ "terminalGroupId": guest.group });
        more[key] = json!([id]);
        assert_eq!(guest.command(operation, &order, more).await["state"], state, "{operation} of {id}");
    }
}

#[tokio::test]
async fn old_deliveries_are_found_by_their_phone() {
    let guest = Guest::arrive().await;
    let (order, _) = guest.make("delivery_create").await;
    let search =
        |phone: &str| json!({ "organizationIds": [guest.organization], "phone": phone, "rowsCount": 20 });
    let operation = "delivery_history_by_delivery_date_and_phone";
    let found = guest.caller.ok(operation, search("+79990000000")).await;
    assert_eq!(found["ordersByOrganizations"][0]["orders"][0]["id"], order);
    let found = guest.caller.ok(operation, search("+79990000009")).await;
    assert_eq!(found["ordersByOrganizations"][0]["orders"], json!([]));
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
