//! The table of the restaurant's rules: each row refuses what it says, with its code.

mod support;

use std::collections::BTreeMap;
use std::time::Duration;

use iiko_simulator::Simulator;
use serde_json::{Value, json};
use support::{Caller, Menu};

const NOBODY: &str = "00000009-0000-4000-8000-000000000009";

/// Rows that other tests prove, because they take more than one order.
const ELSEWHERE: &[&str] = &[
    "ORDER_DOUBLED",
    "RESERVE_DOUBLED",
    "TERMINAL_ASLEEP",
    "RESERVE_TIME",
    "RESERVE_STATUS",
    "RESERVE_FEATURE",
    "GUEST_COUNT",
    "TABLE_TAKEN",
    "TABLE_UNKNOWN",
    "COUPON",
    "BONUS",
    "UNPAID",
    "SHIFT",
    "PAYMENT_PROCESSED",
];

struct Host {
    simulator: Simulator,
    caller: Caller,
    organization: Value,
    group: Value,
    menu: Menu,
    dictionaries: BTreeMap<&'static str, Value>,
}

impl Host {
    async fn open() -> Self {
        let simulator = Simulator::builder().command_delay(Duration::ZERO).start().await.unwrap();
        let caller = Caller::sign_in(&simulator).await;
        let (organization, group) = caller.restaurant().await;
        let menu = caller.menu(&organization).await;
        let mut dictionaries = BTreeMap::new();
        for operation in ["payment_types", "discounts", "order_types", "removal_types"] {
            let told = caller.ok(operation, json!({ "organizationIds": [organization] })).await;
            dictionaries.insert(operation, told);
        }
        Self { simulator, caller, organization, group, menu, dictionaries }
    }

    /// A delivery of a dish, changed by `change`: the error's code and text.
    async fn refused(&self, operation: &str, change: impl Fn(&Self, &mut Value)) -> (Value, String) {
        let mut order = json!({ "phone": "+79990000000", "items": [self.menu.item("Борщ", 1)] });
        change(self, &mut order);
        let body = json!({
            "organizationId": self.organization, "terminalGroupId": self.group, "order": order,
            "createOrderSettings": { "checkStopList": true },
        });
        let made = self.caller.ok(operation, body).await;
        self.outcome(&made).await
    }

    async fn outcome(&self, answer: &Value) -> (Value, String) {
        let asked = json!({ "organizationId": self.organization, "correlationId": answer["correlationId"] });
        let told = self.caller.ok("status", asked).await;
        (
            told["exception"]["code"].clone(),
            told["exception"]["message"].as_str().unwrap_or_default().to_owned(),
        )
    }

    /// A command to a new delivery.
    async fn command(&self, operation: &str, before: &[&str], more: Value) -> (Value, String) {
        let order = json!({ "phone": "+79990000000", "items": [self.menu.item("Борщ", 1)] });
        let made = self
            .caller
            .ok("delivery_create", json!({ "organizationId": self.organization, "order": order }))
            .await;
        let body = |more: &Value| {
            let mut body = more.clone();
            body["organizationId"] = self.organization.clone();
            if body.get("orderId").is_none() {
                body["orderId"] = made["orderInfo"]["id"].clone();
            }
            body
        };
        for operation in before {
            self.caller.ok(operation, body(&json!({}))).await;
        }
        let answer = self.caller.ok(operation, body(&more)).await;
        self.outcome(&answer).await
    }

    fn payment(&self, kind: &str, sum: i64) -> Value {
        let types = self.dictionaries["payment_types"]["paymentTypes"].as_array().unwrap();
        let own = types.iter().find(|own| own["paymentTypeKind"] == kind).unwrap();
        json!({ "paymentTypeKind": kind, "paymentTypeId": own["id"], "sum": sum })
    }

    fn product(&self, name: &str) -> Value {
        json!({ "type": "Product", "productId": self.menu.product(name)["id"], "amount": 1 })
    }
}

type Change = fn(&Host, &mut Value);

fn with_modifiers(order: &mut Value, modifiers: Value) {
    order["items"][0]["modifiers"] = modifiers;
}

/// What an order must have to break a rule.
const ORDERS: &[(&str, Change)] = &[
    ("NO_ITEMS", |_, order| order["items"] = json!([])),
    ("PHONE", |_, order| order["phone"] = json!("89990000000")),
    ("CUSTOMER_NAME", |_, order| order["customer"] = json!({ "type": "regular" })),
    ("ADDRESS", |_, order| {
        let address = json!({ "type": "legacy", "street": { "name": "Бродвей" }, "house": "1" });
        order["deliveryPoint"] = json!({ "address": address });
    }),
    ("COURIER_WITHOUT_ADDRESS", |_, order| order["orderServiceType"] = json!("DeliveryByCourier")),
    ("PICKUP_WITH_ADDRESS", |_, order| {
        order["orderServiceType"] = json!("DeliveryByClient");
        order["deliveryPoint"] = json!({ "address": { "type": "city", "line1": "Покровка, 1" } });
    }),
    ("TIME_PAST", |_, order| order["completeBefore"] = json!("2020-01-01 12:00:00.000")),
    ("ORDER_TYPE_UNKNOWN", |_, order| order["orderTypeId"] = json!(NOBODY)),
    ("ORDER_TYPE", |host, order| {
        order["orderTypeId"] = host.dictionaries["order_types"]["orderTypes"][0]["items"][0]["id"].clone();
    }),
    ("PRICE_CATEGORY", |_, order| order["priceCategoryId"] = json!(NOBODY)),
    ("PRODUCT_UNKNOWN", |_, order| order["items"][0]["productId"] = json!(NOBODY)),
    ("MODIFIER_AS_DISH", |host, order| order["items"] = json!([host.product("Сметана")])),
    ("SIZE", |host, order| order["items"] = json!([host.product("Пицца «Маргарита»")])),
    ("HALVES", |host, order| {
        let half = json!({ "productId": host.menu.product("Борщ")["id"] });
        order["items"] = json!([{ "type": "Compound", "amount": 1, "primaryComponent": half }]);
    }),
    ("AMOUNT", |_, order| order["items"][0]["amount"] = json!(0)),
    ("POSITION_DOUBLED", |_, order| {
        order["items"][0]["positionId"] = json!(NOBODY);
        order["items"] = json!([order["items"][0], order["items"][0]]);
    }),
    ("STOPPED", |host, order| order["items"] = json!([host.product("Чизкейк")])),
    ("MODIFIER_DOUBLED", |host, order| {
        let cream = json!({ "productId": host.menu.product("Сметана")["id"], "amount": 1 });
        with_modifiers(order, json!([cream, cream]));
    }),
    ("MODIFIER_FOREIGN", |host, order| {
        with_modifiers(order, json!([{ "productId": host.menu.product("Бекон")["id"], "amount": 1 }]));
    }),
    ("MODIFIER_GROUP", |host, order| {
        let cream = host.menu.product("Сметана")["id"].clone();
        with_modifiers(order, json!([{ "productId": cream, "productGroupId": NOBODY, "amount": 1 }]));
    }),
    ("MODIFIER_AMOUNT", |host, order| order["items"] = json!([host.menu.item("Капучино", 1)])),
    ("COMBO_DOUBLED", |_, order| {
        let combo = json!({ "id": NOBODY, "sourceId": NOBODY, "name": "", "amount": 1, "price": 1, "programId": NOBODY });
        order["combos"] = json!([combo, combo]);
    }),
    ("COMBO_UNKNOWN", |_, order| {
        order["combos"] = json!([{ "id": NOBODY, "sourceId": NOBODY, "name": "", "amount": 1, "price": 1, "programId": NOBODY }]);
    }),
    ("DISCOUNT_TYPE", |_, order| {
        order["discountsInfo"] = json!({ "discounts": [{ "type": "RMS", "discountTypeId": NOBODY }] });
    }),
    ("DISCOUNT_POSITION", |host, order| {
        let kind = &host.dictionaries["discounts"]["discounts"][0]["items"][0]["id"];
        let discount = json!({ "type": "RMS", "discountTypeId": kind, "selectivePositions": [NOBODY] });
        order["discountsInfo"] = json!({ "discounts": [discount] });
    }),
    ("DISCOUNT_SUM", |host, order| {
        let kind = &host.dictionaries["discounts"]["discounts"][0]["items"][2]["id"];
        order["discountsInfo"] = json!({ "discounts": [{ "type": "RMS", "discountTypeId": kind }] });
    }),
    ("PAYMENT_TYPE", |_, order| {
        order["payments"] = json!([{ "paymentTypeKind": "Cash", "paymentTypeId": NOBODY, "sum": 1 }]);
    }),
    ("PAYMENT_SUM", |host, order| order["payments"] = json!([host.payment("Cash", 0)])),
    ("PAYMENT_ABOVE_SUM", |host, order| order["payments"] = json!([host.payment("Cash", 1_000_000)])),
    ("PAYMENT_EXTERNAL", |host, order| {
        let mut payment = host.payment("Cash", 1);
        payment["isProcessedExternally"] = json!(true);
        order["payments"] = json!([payment]);
    }),
    ("TIPS_TYPE", |host, order| {
        let mut tips = host.payment("Cash", 1);
        tips["tipsTypeId"] = json!(NOBODY);
        order["tips"] = json!([tips]);
    }),
];

#[tokio::test]
async fn each_row_refuses_what_it_says() {
    let host = Host::open().await;
    let url = format!("{}/__simulator/rules", host.simulator.base_url());
    let table: Vec<Value> = reqwest::get(url).await.unwrap().json().await.unwrap();
    let code = |key: &str| {
        table.iter().find(|rule| rule["key"] == key).unwrap_or_else(|| panic!("no rule {key}"))["code"]
            .clone()
    };
    let mut proved: Vec<&str> = ELSEWHERE.to_vec();
    for (key, change) in ORDERS {
        let (told, message) = host.refused("delivery_create", change).await;
        assert_eq!(told, code(key), "{key}: {message}");
        proved.push(key);
    }
    for (key, operation, before, more) in commands() {
        let (told, message) = host.command(operation, before, more).await;
        assert_eq!(told, code(key), "{key}: {message}");
        proved.push(key);
    }
    let (told, message) = host.refused("delivery_create", incomplete_combo).await;
    assert_eq!(told, code("COMBO_UNKNOWN"), "{message}");
    proved.push("COMBO_CONTENTS");
    assert_eq!(wrong_combo(&host).await, code("COMBO_CONTENTS"));
    let table_status = closed_table(&host).await;
    assert_eq!(table_status, code("TABLE_STATUS"));
    proved.push("TABLE_STATUS");
    for rule in &table {
        assert!(proved.contains(&rule["key"].as_str().unwrap()), "{} has no case", rule["key"]);
    }
}

type Command = (&'static str, &'static str, &'static [&'static str], Value);

/// Commands that break a rule: after which others, with what.
fn commands() -> Vec<Command> {
    vec![
        ("ORDER_UNKNOWN", "confirm", &[], json!({ "orderId": NOBODY })),
        ("DELIVERY_STATUS", "delivery_change_comment", &["delivery_cancel"], json!({ "comment": "late" })),
        ("DELIVERY_STATUS", "update_order_delivery_status", &[], json!({ "deliveryStatus": "OnWay" })),
        ("CANCEL_CAUSE", "delivery_cancel", &[], json!({ "cancelCauseId": NOBODY })),
        ("COURIER", "delivery_update_order_courier", &[], json!({ "employeeId": NOBODY })),
        ("EMPLOYEE", "delivery_change_operator", &[], json!({ "operatorId": NOBODY })),
        (
            "TIME_PAST",
            "delivery_change_complete_before",
            &[],
            json!({ "newCompleteBefore": "2020-01-01 12:00:00.000" }),
        ),
    ]
}

#[tokio::test]
async fn a_processed_payment_is_not_replaced() {
    let host = Host::open().await;
    let mut card = host.payment("Card", 10);
    card["isProcessedExternally"] = json!(true);
    let order = json!({ "phone": "+79990000000", "items": [host.menu.item("Борщ", 1)], "payments": [card] });
    let made = host
        .caller
        .ok("delivery_create", json!({ "organizationId": host.organization, "order": order }))
        .await;
    let body = json!({
        "organizationId": host.organization, "orderId": made["orderInfo"]["id"], "payments": [host.payment("Cash", 10)],
    });
    let answer = host.caller.ok("delivery_change_payments", body).await;
    let (code, message) = host.outcome(&answer).await;
    assert!(code == "Common" && message.contains("processed already"), "{message}");
}

/// An item of a combo that the order does not have.
fn incomplete_combo(_: &Host, order: &mut Value) {
    order["items"][0]["comboInformation"] =
        json!({ "comboId": NOBODY, "comboSourceId": NOBODY, "comboGroupId": NOBODY });
}

/// A combo with a dish that it does not offer.
async fn wrong_combo(host: &Host) -> Value {
    let combos = host.caller.ok("combo", json!({ "organizationId": host.organization })).await;
    let combo = combos["comboSpecifications"][0].clone();
    let (code, _) = host
        .refused("delivery_create", |host, order| {
            let mut item = host.menu.item("Уха", 1);
            item["comboInformation"] = json!({
                "comboId": NOBODY, "comboSourceId": combo["sourceActionId"], "comboGroupId": combo["groups"][0]["id"],
            });
            order["items"] = json!([item]);
            order["combos"] = json!([{
                "id": NOBODY, "sourceId": combo["sourceActionId"], "name": "", "amount": 1, "price": 590, "programId": NOBODY,
            }]);
        })
        .await;
    code
}

/// A table order that is cancelled, and then closed.
async fn closed_table(host: &Host) -> Value {
    let order = json!({ "items": [host.menu.item("Борщ", 1)] });
    let body = json!({ "organizationId": host.organization, "terminalGroupId": host.group, "order": order });
    let made = host.caller.ok("order_create", body).await;
    let order = json!({ "organizationId": host.organization, "orderId": made["orderInfo"]["id"] });
    host.caller.ok("order_cancel", order.clone()).await;
    let answer = host.caller.ok("order_close", order).await;
    host.outcome(&answer).await.0
}
