//! Tables, reserves and banquets, and drafts that become deliveries.

mod support;

use std::time::Duration;

use chrono::{DateTime, Utc};
use iiko_simulator::Simulator;
use reqwest::StatusCode;
use serde_json::{Value, json};
use support::{Caller, Menu};

/// A restaurant whose clock stands, with somebody who books there; commands are done at once.
struct Guest {
    simulator: Simulator,
    caller: Caller,
    organization: Value,
    group: Value,
    menu: Menu,
}

impl Guest {
    async fn arrive() -> Self {
        let noon: DateTime<Utc> = "2026-12-01T09:00:00Z".parse().unwrap();
        let builder = Simulator::builder()
            .command_delay(Duration::ZERO)
            .clock_stands_at(noon)
            .seed(1)
            .token_lifetime(Duration::from_secs(86_400));
        let simulator = builder.start().await.unwrap();
        let caller = Caller::sign_in(&simulator).await;
        let (organization, group) = caller.restaurant().await;
        let menu = caller.menu(&organization).await;
        Self { simulator, caller, organization, group, menu }
    }

    async fn tables(&self) -> Vec<Value> {
        let body = json!({ "terminalGroupIds": [self.group], "returnSchema": true });
        let told = self.caller.ok("reserve_available_restaurant_sections", body).await;
        assert!(told["restaurantSections"][0]["schema"]["tableElements"].is_array(), "{told}");
        told["restaurantSections"]
            .as_array()
            .unwrap()
            .iter()
            .flat_map(|own| own["tables"].as_array().unwrap().clone())
            .collect()
    }

    fn body(&self, table: &Value, start: &str) -> Value {
        json!({
            "organizationId": self.organization,
            "terminalGroupId": self.group,
            "customer": { "type": "regular", "name": "Анна" },
            "phone": "+79990000000",
            "guestsCount": 4,
            "durationInMinutes": 120,
            "shouldRemind": false,
            "tableIds": [table["id"]],
            "estimatedStartTime": start,
        })
    }

    /// Books: the reserve as it is then told.
    async fn book(&self, body: Value) -> Value {
        let made = self.caller.ok("reserve_create", body).await;
        self.read(&made["reserveInfo"]["id"]).await
    }

    async fn read(&self, reserve: &Value) -> Value {
        let body = json!({ "organizationId": self.organization, "reserveIds": [reserve] });
        self.caller.ok("reserve_status_by_id", body).await["reserves"][0].clone()
    }

    /// Sends a command to a reserve: its status.
    async fn command(&self, operation: &str, reserve: &Value, more: Value) -> Value {
        let mut body = more;
        body["organizationId"] = self.organization.clone();
        body["reserveId"] = reserve["id"].clone();
        let answer = self.caller.ok(operation, body).await;
        let body = json!({ "organizationId": self.organization, "correlationId": answer["correlationId"] });
        self.caller.ok("status", body).await
    }
}

#[tokio::test]
async fn a_table_is_booked_once_for_a_time() {
    let guest = Guest::arrive().await;
    let tables = guest.tables().await;
    let made = guest.book(guest.body(&tables[1], "2026-12-01 18:00:00.000")).await;
    assert_eq!((&made["creationStatus"], &made["reserve"]["status"]), (&json!("Success"), &json!("New")));
    let same = guest.book(guest.body(&tables[1], "2026-12-01 19:30:00.000")).await;
    assert_eq!(same["errorInfo"]["code"], "EntityAlreadyInUse", "{same}");
    let later = guest.book(guest.body(&tables[1], "2026-12-01 20:00:00.000")).await;
    assert_eq!(later["creationStatus"], "Success", "the first guests are gone by then");

    let sections = guest
        .caller
        .ok("reserve_available_restaurant_sections", json!({ "terminalGroupIds": [guest.group] }))
        .await;
    let workload = json!({
        "restaurantSectionIds": [sections["restaurantSections"][0]["id"]], "dateFrom": "2026-12-01 17:00:00.000",
    });
    let told = guest.caller.ok("reserve_restaurant_sections_workload", workload).await;
    assert_eq!(told["reserves"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn what_cannot_be_booked_is_refused() {
    let guest = Guest::arrive().await;
    let table = &guest.tables().await[0];
    let right = guest.body(table, "2026-12-01 18:00:00.000");
    for (key, value, code) in [
        ("estimatedStartTime", json!("2026-12-01 11:00:00.000"), "TooSmallDeliveryDate"),
        ("estimatedStartTime", json!("2027-04-01 11:00:00.000"), "TooSmallDeliveryDate"),
        ("tableIds", json!(["00000009-0000-4000-8000-000000000009"]), "Common"),
        ("tableIds", json!([]), "Common"),
        ("guestsCount", json!(0), "Incorrect"),
        ("phone", json!("8 999"), "InvalidPhone"),
    ] {
        let mut body = right.clone();
        body[key] = value;
        let made = guest.book(body).await;
        assert_eq!(made["errorInfo"]["code"], code, "{key}: {made}");
    }
    let mut body = right.clone();
    body["id"] = json!("00000007-0000-4000-8000-000000000007");
    assert_eq!(guest.book(body.clone()).await["creationStatus"], "Success");
    let again = guest.caller.ok("reserve_create", body).await;
    assert_eq!(again["reserveInfo"]["errorInfo"]["code"], "DuplicatedReserveId");
}

#[tokio::test]
async fn a_reserve_is_moved_and_cancelled() {
    let guest = Guest::arrive().await;
    let tables = guest.tables().await;
    let made = guest.book(guest.body(&tables[0], "2026-12-01 18:00:00.000")).await;
    let other = json!({ "tableIds": [tables[2]["id"]] });
    assert_eq!(guest.command("reserve_change_tables", &made, other).await["state"], "Success");
    let later = json!({ "newEstimatedStartTime": "2026-12-01 20:00:00.000" });
    assert_eq!(guest.command("reserve_change_estimated_start_time", &made, later).await["state"], "Success");
    let told = guest.read(&made["id"]).await;
    assert_eq!(told["reserve"]["tableIds"], json!([tables[2]["id"]]));
    assert_eq!(told["reserve"]["estimatedStartTime"], "2026-12-01 20:00:00.000");
    assert!(told["timestamp"].as_i64() > made["timestamp"].as_i64());

    let items = json!({ "items": [guest.menu.item("Борщ", 1)] });
    assert_eq!(guest.command("reserve_add_items", &made, items).await["state"], "Error", "it is no banquet");
    let reason = json!({ "cancelReason": "ClientRefused" });
    assert_eq!(guest.command("reserve_cancel", &made, reason.clone()).await["state"], "Success");
    assert_eq!(guest.read(&made["id"]).await["reserve"]["cancelReason"], "ClientRefused");
    assert_eq!(guest.command("reserve_cancel", &made, reason).await["state"], "Error");
    let again = guest.book(guest.body(&tables[2], "2026-12-01 20:00:00.000")).await;
    assert_eq!(again["creationStatus"], "Success", "the table is free again");
}

#[tokio::test]
async fn a_banquet_has_an_order_and_its_time() {
    let guest = Guest::arrive().await;
    let mut body = guest.body(&guest.tables().await[0], "2026-12-01 18:00:00.000");
    body["order"] = json!({ "items": [guest.menu.item("Борщ", 2)] });
    let made = guest.book(body).await;
    let price = guest.menu.item("Борщ", 1)["price"].as_i64().unwrap();
    assert_eq!(made["reserve"]["order"]["sum"], 2 * price, "{made}");
    let more = json!({ "items": [guest.menu.item("Борщ", 1)] });
    assert_eq!(guest.command("reserve_add_items", &made, more.clone()).await["state"], "Success");
    assert_eq!(guest.read(&made["id"]).await["reserve"]["order"]["sum"], 3 * price);
    assert_eq!(guest.command("reserve_change_items", &made, more).await["state"], "Success");
    assert_eq!(guest.read(&made["id"]).await["reserve"]["order"]["sum"], price);
    let types = guest.caller.ok("payment_types", json!({ "organizationIds": [guest.organization] })).await;
    let payment =
        json!([{ "paymentTypeKind": "Cash", "paymentTypeId": types["paymentTypes"][0]["id"], "sum": price }]);
    let paid = json!({ "payments": payment });
    assert_eq!(guest.command("reserve_add_payments", &made, paid.clone()).await["state"], "Success");
    assert_eq!(guest.command("reserve_add_payments", &made, paid).await["state"], "Error", "it is paid");

    for (minutes, status) in [(6 * 60 + 1, "Started"), (2 * 60, "Closed")] {
        guest.simulator.advance(Duration::from_secs(60 * minutes));
        assert_eq!(guest.read(&made["id"]).await["reserve"]["status"], status);
    }
}

#[tokio::test]
async fn a_draft_is_edited_by_one_and_becomes_a_delivery() {
    let guest = Guest::arrive().await;
    let order = json!({ "menuId": null, "phone": "+79990000000", "items": [guest.menu.item("Борщ", 1)] });
    let body =
        json!({ "organizationId": guest.organization, "order": order, "terminalGroupId": guest.group });
    let id = guest.caller.ok("draft_create", body).await["orderId"].clone();
    let (one, other) = ("00000001-0000-4000-8000-000000000001", "00000002-0000-4000-8000-000000000002");
    let named = |employee: &str| json!({ "organizationId": guest.organization, "orderId": id, "employeeId": employee });
    let named_alone = json!({ "organizationId": guest.organization, "orderId": id });
    guest.caller.ok("draft_lock", named(one)).await;
    for operation in ["draft_lock", "draft_unlock"] {
        let (status, why) = guest.caller.refused(operation, named(other)).await;
        assert!(status == StatusCode::BAD_REQUEST && why.contains(one), "{operation}: {why}");
    }
    assert_eq!(guest.caller.ok("draft_by_id", named_alone.clone()).await["lockedByUser"], one);
    let mut changed = order.clone();
    changed["id"] = id.clone();
    changed["comment"] = json!("no onions");
    let save = |employee: &str| json!({ "organizationId": guest.organization, "employeeId": employee, "order": changed });
    guest.caller.refused("draft_save", save(other)).await;
    guest.caller.ok("draft_save", save(one)).await;
    guest.caller.ok("draft_unlock", named(one)).await;
    let filter = json!({ "organizationIds": [guest.organization], "phone": "+79990000000" });
    let found = guest.caller.ok("draft_by_filter", filter.clone()).await;
    assert_eq!(found["drafts"][0]["order"]["comment"], "no onions");

    let mut commit = named_alone.clone();
    commit["createOrderSettings"] = json!({ "checkStopList": false });
    let made = guest.caller.ok("draft_commit", commit.clone()).await;
    assert_eq!(made["orderInfo"]["id"], id);
    let read = json!({ "organizationId": guest.organization, "orderIds": [id] });
    let told = guest.caller.ok("delivery_by_id", read).await;
    assert_eq!(told["orders"][0]["order"]["comment"], "no onions");
    guest.caller.refused("draft_commit", commit).await;
    guest.caller.refused("draft_delete", named_alone).await;
    assert_eq!(guest.caller.ok("draft_by_filter", filter).await["drafts"], json!([]));
}
