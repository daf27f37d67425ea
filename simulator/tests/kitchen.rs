//! What happens by itself: the clock stands, is moved, and orders go their way.

mod support;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::extract::State;
use axum::routing::post;
use axum::{Json, Router};
use chrono::{DateTime, Utc};
use iiko_simulator::{Builder, Simulator};
use serde_json::{Value, json};
use support::{Caller, Menu};
use tokio::net::TcpListener;

fn noon() -> DateTime<Utc> {
    "2026-12-01T09:00:00Z".parse().unwrap()
}

fn standing() -> Builder {
    let lifetime = Duration::from_secs(30 * 86_400);
    Simulator::builder()
        .command_delay(Duration::ZERO)
        .clock_stands_at(noon())
        .seed(1)
        .token_lifetime(lifetime)
}

struct Guest {
    simulator: Simulator,
    caller: Caller,
    organization: Value,
    group: Value,
    menu: Menu,
}

impl Guest {
    async fn arrive(builder: Builder) -> Self {
        let simulator = builder.start().await.unwrap();
        let caller = Caller::sign_in(&simulator).await;
        let (organization, group) = caller.restaurant().await;
        let menu = caller.menu(&organization).await;
        Self { simulator, caller, organization, group, menu }
    }

    async fn make(&self, operation: &str, more: Value) -> Value {
        let mut order = json!({ "phone": "+79990000000", "items": [self.menu.item("Борщ", 1)] });
        for (key, value) in more.as_object().unwrap() {
            order[key] = value.clone();
        }
        let body =
            json!({ "organizationId": self.organization, "terminalGroupId": self.group, "order": order });
        self.caller.ok(operation, body).await["orderInfo"]["id"].clone()
    }

    async fn by_courier(&self) -> Value {
        let address = json!({ "type": "legacy", "street": { "name": "Покровка" }, "house": "5" });
        let id = self.make("delivery_create", json!({ "deliveryPoint": { "address": address } })).await;
        self.read(&id).await;
        self.caller.ok("confirm", json!({ "organizationId": self.organization, "orderId": id })).await;
        id
    }

    async fn read(&self, order: &Value) -> Value {
        let body = json!({ "organizationId": self.organization, "orderIds": [order] });
        self.caller.ok("delivery_by_id", body).await["orders"][0]["order"].clone()
    }

    fn minutes(&self, minutes: u64) {
        self.simulator.advance(Duration::from_secs(60 * minutes));
    }
}

#[tokio::test]
async fn a_delivery_by_courier_goes_its_whole_way() {
    let guest = Guest::arrive(standing()).await;
    let id = guest.by_courier().await;
    for (minutes, status) in [
        (19, "WaitCooking"),
        (1, "ReadyForCooking"),
        (1, "CookingStarted"),
        (15, "CookingCompleted"),
        (2, "Waiting"),
        (3, "OnWay"),
        (15, "Delivered"),
        (60, "Delivered"),
    ] {
        guest.minutes(minutes);
        let told = guest.read(&id).await;
        assert_eq!(told["status"], status, "after {minutes} minutes more");
        assert_eq!(told["courierInfo"].is_object(), matches!(status, "OnWay" | "Delivered"));
    }
    let told = guest.read(&id).await;
    assert_eq!(told["whenSended"], "2026-12-01 12:41:00.000", "in the restaurant's time");
    assert_eq!(told["items"][0]["status"], "Served");
    // What is paid is closed.
    let types = guest.caller.ok("payment_types", json!({ "organizationIds": [guest.organization] })).await;
    let cash = json!({ "paymentTypeKind": "Cash", "paymentTypeId": types["paymentTypes"][0]["id"], "sum": told["sum"] });
    let pay = json!({ "organizationId": guest.organization, "orderId": id, "payments": [cash] });
    guest.caller.ok("delivery_add_payments", pay).await;
    guest.read(&id).await;
    guest.minutes(1);
    assert_eq!(guest.read(&id).await["status"], "Closed");
}

#[tokio::test]
async fn one_long_step_of_the_clock_is_many_short_ones() {
    let guest = Guest::arrive(standing()).await;
    let id = guest.by_courier().await;
    guest.minutes(6 * 60);
    let told = guest.read(&id).await;
    assert_eq!(
        (&told["status"], &told["whenPrinted"]),
        (&json!("Delivered"), &json!("2026-12-01 12:21:00.000"))
    );
}

#[tokio::test]
async fn what_is_late_is_begun_at_once_and_not_before() {
    let guest = Guest::arrive(standing()).await;
    let due = json!({ "completeBefore": "2026-12-01 12:10:00.000" });
    let id = guest.make("delivery_create", due).await;
    guest.read(&id).await;
    guest.caller.ok("confirm", json!({ "organizationId": guest.organization, "orderId": id })).await;
    let told = guest.read(&id).await;
    assert_eq!(told["cookingStartTime"], "2026-12-01 11:30:00.000");
    assert_eq!((&told["status"], &told["whenPrinted"]), (&json!("CookingStarted"), &told["whenConfirmed"]));
    guest.minutes(14);
    assert_eq!(guest.read(&id).await["status"], "CookingStarted");
    guest.minutes(1);
    assert_eq!(guest.read(&id).await["whenCookingCompleted"], "2026-12-01 12:15:00.000");
}

#[tokio::test]
async fn an_order_to_fetch_waits_for_its_guest() {
    let guest = Guest::arrive(standing()).await;
    let due = json!({ "completeBefore": "2026-12-01 14:00:00.000", "orderServiceType": "DeliveryByClient" });
    let id = guest.make("delivery_create", due).await;
    guest.read(&id).await;
    guest.caller.ok("confirm", json!({ "organizationId": guest.organization, "orderId": id })).await;
    guest.minutes(115);
    assert_eq!(guest.read(&id).await["status"], "Waiting");
    guest.minutes(6);
    assert_eq!(guest.read(&id).await["status"], "Delivered");
}

#[tokio::test]
async fn dishes_of_a_table_are_cooked_and_served() {
    let guest = Guest::arrive(standing()).await;
    let id = guest.make("order_create", json!({})).await;
    let read = async || {
        let body = json!({ "organizationIds": [guest.organization], "orderIds": [id] });
        guest.caller.ok("order_by_id", body).await["orders"][0]["order"]["items"][0]["status"].clone()
    };
    read().await;
    for (minutes, status) in
        [(1, "PrintedNotCooking"), (1, "CookingStarted"), (15, "CookingCompleted"), (2, "Served")]
    {
        guest.minutes(minutes);
        assert_eq!(read().await, status);
    }
}

#[tokio::test]
async fn a_kitchen_that_stands_still_does_nothing() {
    let guest = Guest::arrive(standing().kitchens_work(false)).await;
    let id = guest.by_courier().await;
    guest.minutes(600);
    assert_eq!(guest.read(&id).await["status"], "WaitCooking");
}

#[tokio::test]
async fn webhooks_of_all_kinds_go_out() {
    let guest = Guest::arrive(standing()).await;
    let events = Arc::new(Mutex::new(Vec::<Value>::new()));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    let take = async |State(events): State<Arc<Mutex<Vec<Value>>>>, Json(batch): Json<Vec<Value>>| {
        events.lock().unwrap().extend(batch);
    };
    let router = Router::new().route("/hook", post(take)).with_state(Arc::clone(&events));
    tokio::spawn(async { axum::serve(listener, router).await });
    let settings = json!({ "organizationId": guest.organization, "webHooksUri": url, "authToken": "secret" });
    guest.caller.ok("webhook_update_settings", settings).await;

    upset_everything(&guest).await;
    let kinds = [
        "DeliveryOrderUpdate",
        "DeliveryOrderError",
        "TableOrderUpdate",
        "TableOrderError",
        "ReserveUpdate",
        "ReserveError",
        "StopListUpdate",
        "PersonalShift",
    ];
    let all = async {
        loop {
            tokio::time::sleep(Duration::from_millis(10)).await;
            let told: Vec<Value> =
                events.lock().unwrap().iter().map(|event| event["eventType"].clone()).collect();
            if kinds.iter().all(|kind| told.contains(&json!(kind))) {
                break;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(10), all).await.expect("all kinds are told");
}

/// Does what all kinds of events come of.
async fn upset_everything(guest: &Guest) {
    let id = guest.by_courier().await;
    guest.minutes(600);
    let late = json!({ "organizationId": guest.organization, "orderId": id });
    guest.caller.ok("confirm", late).await;
    let table = guest.make("order_create", json!({})).await;
    guest
        .caller
        .ok("order_by_id", json!({ "organizationIds": [guest.organization], "orderIds": [table] }))
        .await;
    guest.caller.ok("order_close", json!({ "organizationId": guest.organization, "orderId": table })).await;
    let sections = guest
        .caller
        .ok("reserve_available_restaurant_sections", json!({ "terminalGroupIds": [guest.group] }))
        .await;
    let reserve = json!({
        "organizationId": guest.organization, "terminalGroupId": guest.group, "phone": "+79990000000",
        "customer": { "type": "regular", "name": "Анна" }, "durationInMinutes": 60, "shouldRemind": false,
        "tableIds": [sections["restaurantSections"][0]["tables"][0]["id"]],
        "estimatedStartTime": "2026-12-02 18:00:00.000",
    });
    guest.caller.ok("reserve_create", reserve.clone()).await;
    guest.caller.ok("reserve_create", reserve).await;
    let couriers = guest.caller.ok("couriers", json!({ "organizationIds": [guest.organization] })).await;
    let shift = json!({
        "organizationId": guest.organization, "terminalGroupId": guest.group,
        "employeeId": couriers["employees"][0]["items"][0]["id"],
    });
    guest.caller.ok("employees_shift_clockin", shift.clone()).await;
    assert_eq!(guest.caller.ok("employees_shift_is_open", shift).await["isSessionOpened"], true);
    let soup = guest.menu.product("Борщ")["id"].clone();
    let stop = json!({
        "organizationId": guest.organization, "terminalGroupId": guest.group,
        "items": [{ "productId": soup, "balance": 3 }],
    });
    guest.caller.ok("stop_lists_add", stop).await;
}
