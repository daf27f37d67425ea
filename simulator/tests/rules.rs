//! The table of the restaurant's rules: each row has its cases, and refuses in them what it says, with its code.

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::pin::Pin;
use std::time::Duration;

use iiko_simulator::Simulator;
use serde_json::{Value, json};
use support::{Caller, Menu};

const NOBODY: &str = "00000009-0000-4000-8000-000000000009";
/// An organization's answer to a command that no event tells of: there is nothing that has changed.
const UNTOLD: &[&str] = &["ORDER_UNKNOWN", "ORDER_DOUBLED", "RESERVE_DOUBLED", "SHIFT"];

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
        for operation in ["payment_types", "discounts", "order_types", "terminal_groups"] {
            let told = caller.ok(operation, json!({ "organizationIds": [organization] })).await;
            dictionaries.insert(operation, told);
        }
        let combos = caller.ok("combo", json!({ "organizationId": organization })).await;
        dictionaries.insert("combo", combos);
        Self { simulator, caller, organization, group, menu, dictionaries }
    }

    /// A delivery of a dish that the guest fetches.
    fn order(&self) -> Value {
        json!({ "phone": "+79990000000", "items": [self.menu.item("Борщ", 1)] })
    }

    async fn send(&self, operation: &str, order: Value) -> Value {
        let body = json!({
            "organizationId": self.organization, "terminalGroupId": self.group, "order": order,
            "createOrderSettings": { "checkStopList": true },
        });
        self.caller.ok(operation, body).await
    }

    /// A command to an order, or to a reserve.
    async fn tell(&self, operation: &str, order: &Value, mut more: Value) -> Value {
        more["organizationId"] = self.organization.clone();
        let key = if operation.starts_with("reserve") { "reserveId" } else { "orderId" };
        if more.get(key).is_none() {
            more[key] = order.clone();
        }
        self.caller.ok(operation, more).await
    }

    /// Why a command failed: code and text, and the rule if the log tells of one.
    async fn outcome(&self, answer: &Value) -> (Value, String, Option<String>) {
        let id = &answer["correlationId"];
        let asked = json!({ "organizationId": self.organization, "correlationId": id });
        let told = self.caller.ok("status", asked).await;
        let url = format!("{}/__simulator/events", self.simulator.base_url());
        let events: Vec<Value> = reqwest::get(url).await.unwrap().json().await.unwrap();
        let event = events.iter().find(|event| event["correlationId"] == *id && event["rule"].is_string());
        let message = told["exception"]["message"].as_str().unwrap_or_default().to_owned();
        let rule = event.and_then(|event| event["rule"].as_str()).map(str::to_owned);
        (told["exception"]["code"].clone(), message, rule)
    }

    async fn refused(&self, change: impl Fn(&Self, &mut Value)) -> (Value, String) {
        let mut order = self.order();
        change(self, &mut order);
        let (code, message, _) = self.outcome(&self.send("delivery_create", order).await).await;
        (code, message)
    }

    fn payment(&self, code: &str, sum: i64) -> Value {
        let types = self.dictionaries["payment_types"]["paymentTypes"].as_array().unwrap();
        let own = types.iter().find(|own| own["code"] == code).unwrap();
        let kind = if code == "BONUS" { json!("LoyaltyCard") } else { own["paymentTypeKind"].clone() };
        json!({ "paymentTypeKind": kind, "paymentTypeId": own["id"], "sum": sum })
    }

    fn product(&self, name: &str) -> Value {
        json!({ "type": "Product", "productId": self.menu.product(name)["id"], "amount": 1 })
    }

    /// The first combo, with the first dish of each of its groups.
    fn lunch(&self) -> Value {
        let combo = &self.dictionaries["combo"]["comboSpecifications"][0];
        let source = &combo["sourceActionId"];
        let items = combo["groups"].as_array().unwrap().iter().map(|group| {
            json!({
                "type": "Product", "productId": group["products"][0]["productId"], "amount": 1,
                "comboInformation": { "comboId": NOBODY, "comboSourceId": source, "comboGroupId": group["id"] },
            })
        });
        let own = json!({ "id": NOBODY, "sourceId": source, "name": "", "amount": 1, "price": 590 });
        json!({ "phone": "+79990000000", "items": items.collect::<Vec<_>>(), "combos": [own] })
    }

    fn reserve(&self, table: &Value, days: i64) -> Value {
        let start = self.simulator.now() + chrono::TimeDelta::days(days);
        json!({
            "organizationId": self.organization, "terminalGroupId": self.group, "phone": "+79990000000",
            "customer": { "type": "regular", "name": "Анна" }, "durationInMinutes": 60, "shouldRemind": false,
            "guestsCount": 2, "tableIds": [table],
            "estimatedStartTime": start.format("%Y-%m-%d %H:%M:%S.000").to_string(),
        })
    }

    async fn table(&self) -> Value {
        let asked = json!({ "terminalGroupIds": [self.group] });
        let told = self.caller.ok("reserve_available_restaurant_sections", asked).await;
        told["restaurantSections"][0]["tables"][0]["id"].clone()
    }

    async fn book(&self, days: i64, change: impl Fn(&mut Value)) -> Value {
        let mut body = self.reserve(&self.table().await, days);
        change(&mut body);
        self.caller.ok("reserve_create", body).await
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
    ("AMOUNT", |_, order| order["items"][0]["price"] = json!(-1)),
    ("POSITION_EMPTY", |_, order| {
        order["items"][0]["positionId"] = json!("00000000-0000-0000-0000-000000000000");
    }),
    ("POSITION_DOUBLED", |host, order| {
        let cream = host.menu.product("Сметана")["id"].clone();
        order["items"][0]["positionId"] = json!(NOBODY);
        with_modifiers(order, json!([{ "productId": cream, "amount": 1, "positionId": NOBODY }]));
    }),
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
    ("MODIFIER_AMOUNT", |host, order| {
        let (one, other) = ("Коровье", "Овсяное");
        order["items"] = json!([host.menu.item("Капучино", 1)]);
        let milk =
            [one, other].map(|name| json!({ "productId": host.menu.product(name)["id"], "amount": 1 }));
        with_modifiers(order, json!(milk));
    }),
    ("MODIFIER_AMOUNT", |host, order| {
        with_modifiers(order, json!([{ "productId": host.menu.product("Сметана")["id"], "amount": 3 }]));
    }),
    ("COMBO_DOUBLED", |_, order| {
        let combo = json!({ "id": NOBODY, "sourceId": NOBODY, "name": "", "amount": 1, "price": 1, "programId": NOBODY });
        order["combos"] = json!([combo, combo]);
    }),
    ("COMBO_UNKNOWN", |_, order| {
        order["combos"] = json!([{ "id": NOBODY, "sourceId": NOBODY, "name": "", "amount": 1, "price": 1, "programId": NOBODY }]);
    }),
    ("COMBO_UNKNOWN", |_, order| {
        order["items"][0]["comboInformation"] =
            json!({ "comboId": NOBODY, "comboSourceId": NOBODY, "comboGroupId": NOBODY });
    }),
    ("COMBO_UNKNOWN", |host, order| {
        *order = host.lunch();
        order["items"][0]["comboInformation"]["comboSourceId"] = json!(NOBODY);
    }),
    // A group is empty, filled twice or unknown, a dish is not offered, or there is more of it than of the combo.
    ("COMBO_CONTENTS", |host, order| {
        *order = host.lunch();
        order["items"].as_array_mut().unwrap().pop();
    }),
    ("COMBO_CONTENTS", |host, order| {
        *order = host.lunch();
        let first = order["items"][0].clone();
        order["items"].as_array_mut().unwrap().push(first);
    }),
    ("COMBO_CONTENTS", |host, order| {
        *order = host.lunch();
        let mut stray = order["items"][0].clone();
        stray["comboInformation"]["comboGroupId"] = json!(NOBODY);
        order["items"].as_array_mut().unwrap().push(stray);
    }),
    ("COMBO_CONTENTS", |host, order| {
        *order = host.lunch();
        order["items"][0]["productId"] = host.menu.product("Уха")["id"].clone();
    }),
    ("COMBO_CONTENTS", |host, order| {
        *order = host.lunch();
        order["items"][0]["amount"] = json!(2);
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
    ("PAYMENT_SUM", |host, order| order["payments"] = json!([host.payment("CASH", 0)])),
    ("PAYMENT_ABOVE_SUM", |host, order| order["payments"] = json!([host.payment("CASH", 1_000_000)])),
    ("PAYMENT_COMBINED", |host, order| {
        order["payments"] = json!([host.payment("INVOICE", 1), host.payment("CASH", 1)]);
    }),
    ("PAYMENT_EXTERNAL", |host, order| {
        let mut payment = host.payment("CASH", 1);
        payment["isProcessedExternally"] = json!(true);
        order["payments"] = json!([payment]);
    }),
    ("TIPS_TYPE", |host, order| {
        let mut tips = host.payment("CASH", 1);
        tips["tipsTypeId"] = json!(NOBODY);
        order["tips"] = json!([tips]);
    }),
    ("COUPON", |_, order| order["loyaltyInfo"] = json!({ "coupon": "NOTHING" })),
    ("BONUS", |host, order| order["payments"] = json!([host.payment("BONUS", 1)])),
];

type Command = (&'static str, &'static str, &'static [&'static str], Value);

/// Commands to a delivery by courier that break a rule: after which others, with what.
fn commands() -> Vec<Command> {
    let past = json!({ "newCompleteBefore": "2020-01-01 12:00:00.000" });
    let milk = json!({ "items": [{ "type": "Product", "productId": NOBODY, "amount": 1 }] });
    let fetched = json!({ "newServiceType": "DeliveryByClient" });
    vec![
        ("ORDER_UNKNOWN", "confirm", &[], json!({ "orderId": NOBODY })),
        ("DELIVERY_STATUS", "delivery_change_comment", &["delivery_cancel"], json!({ "comment": "late" })),
        ("DELIVERY_STATUS", "update_order_delivery_status", &[], json!({ "deliveryStatus": "OnWay" })),
        ("DELIVERY_STATUS", "confirm", &["confirm"], json!({})),
        ("DELIVERY_STATUS", "delivery_close", &["confirm"], json!({})),
        ("DELIVERY_STATUS", "delivery_change_service_type", &["delivery_cancel"], fetched),
        (
            "DELIVERY_STATUS",
            "delivery_change_external_data",
            &["delivery_cancel"],
            json!({ "externalData": [] }),
        ),
        ("CANCEL_CAUSE", "delivery_cancel", &[], json!({ "cancelCauseId": NOBODY })),
        ("REMOVAL_TYPE", "delivery_cancel", &[], json!({ "removalTypeId": NOBODY })),
        ("EMPLOYEE", "delivery_cancel", &[], json!({ "userIdForWriteoff": NOBODY })),
        ("COURIER", "delivery_update_order_courier", &[], json!({ "employeeId": NOBODY })),
        ("COURIER", "delivery_change_driver_info", &[], json!({ "driverId": NOBODY })),
        ("EMPLOYEE", "delivery_change_operator", &[], json!({ "operatorId": NOBODY })),
        ("TIME_PAST", "delivery_change_complete_before", &[], past),
        ("PRODUCT_UNKNOWN", "delivery_add_items", &[], milk),
        ("DELIVERY_STATUS", "delivery_add_payments", &["delivery_cancel"], json!({ "payments": [] })),
        ("NO_ITEMS", "delivery_add_items", &[], json!({ "items": [] })),
    ]
}

type Told<'a> = Pin<Box<dyn Future<Output = Value> + 'a>>;
type Story = fn(&Host) -> Told<'_>;

/// What takes more than an order or a command to it: the answer to what is refused.
const STORIES: &[(&str, Story)] = &[
    ("ORDER_DOUBLED", |host| {
        Box::pin(async {
            let mut order = host.order();
            order["id"] = json!("00000008-0000-4000-8000-000000000008");
            host.send("delivery_create", order.clone()).await;
            host.send("delivery_create", order).await
        })
    }),
    ("TERMINAL_ASLEEP", |host| {
        Box::pin(async {
            let asleep = &host.dictionaries["terminal_groups"]["terminalGroupsInSleep"][0]["items"][0]["id"];
            let body = json!({
                "organizationId": host.organization, "terminalGroupId": asleep, "order": host.order(),
            });
            host.caller.ok("delivery_create", body).await
        })
    }),
    ("REMOVAL_TYPE", |host| {
        Box::pin(async {
            let made = host.send("delivery_create", host.order()).await;
            let id = &made["orderInfo"]["id"];
            host.outcome(&made).await;
            host.simulator.move_order(id.as_str().unwrap().parse().unwrap(), "CookingStarted").unwrap();
            host.tell("delivery_cancel", id, json!({})).await
        })
    }),
    ("COURIER_FOR_PICKUP", |host| {
        Box::pin(async {
            let made = host.send("delivery_create", host.order()).await;
            let couriers =
                host.caller.ok("couriers", json!({ "organizationIds": [host.organization] })).await;
            let courier = json!({ "employeeId": couriers["employees"][0]["items"][0]["id"] });
            host.tell("delivery_update_order_courier", &made["orderInfo"]["id"], courier).await
        })
    }),
    ("PICKUP_WITH_ADDRESS", |host| {
        Box::pin(async {
            let made = host.send("delivery_create", host.order()).await;
            let point = json!({ "newDeliveryPoint": by_courier() });
            host.tell("delivery_change_delivery_point", &made["orderInfo"]["id"], point).await
        })
    }),
    ("PAYMENT_PROCESSED", |host| {
        Box::pin(async {
            let mut card = host.payment("CARD", 10);
            card["isProcessedExternally"] = json!(true);
            let mut order = host.order();
            order["payments"] = json!([card]);
            let made = host.send("delivery_create", order).await;
            let cash = json!({ "payments": [host.payment("CASH", 10)] });
            host.tell("delivery_change_payments", &made["orderInfo"]["id"], cash).await
        })
    }),
    ("TABLE_UNKNOWN", |host| {
        Box::pin(async {
            let order = json!({ "tableIds": [NOBODY], "items": [host.menu.item("Борщ", 1)] });
            host.send("order_create", order).await
        })
    }),
    ("UNPAID", |host| {
        Box::pin(async {
            let made = host.send("order_create", json!({ "items": [host.menu.item("Борщ", 1)] })).await;
            host.tell("order_close", &made["orderInfo"]["id"], json!({})).await
        })
    }),
    ("TABLE_STATUS", |host| {
        Box::pin(async {
            let made = host.send("order_create", json!({ "items": [host.menu.item("Борщ", 1)] })).await;
            host.tell("order_cancel", &made["orderInfo"]["id"], json!({})).await;
            host.tell("order_print_bill", &made["orderInfo"]["id"], json!({})).await
        })
    }),
    ("SHIFT", |host| {
        Box::pin(async {
            let couriers =
                host.caller.ok("couriers", json!({ "organizationIds": [host.organization] })).await;
            let body = json!({
                "organizationId": host.organization, "terminalGroupId": host.group,
                "employeeId": couriers["employees"][0]["items"][0]["id"],
            });
            host.caller.ok("employees_shift_clockout", body).await
        })
    }),
    ("RESERVE_DOUBLED", |host| {
        Box::pin(async {
            let named = |body: &mut Value| body["id"] = json!("00000007-0000-4000-8000-000000000007");
            host.book(2, named).await;
            host.book(3, named).await
        })
    }),
    ("TABLE_TAKEN", |host| {
        Box::pin(async {
            host.book(4, |_| {}).await;
            host.book(4, |_| {}).await
        })
    }),
    ("RESERVE_TIME", |host| Box::pin(host.book(91, |_| {}))),
    ("RESERVE_TIME", |host| Box::pin(host.book(-1, |_| {}))),
    ("GUEST_COUNT", |host| Box::pin(host.book(5, |body| body["guestsCount"] = json!(0)))),
    ("RESERVE_STATUS", |host| {
        Box::pin(async {
            let made = host.book(6, |_| {}).await;
            let (reserve, reason) = (&made["reserveInfo"]["id"], json!({ "cancelReason": "ClientRefused" }));
            host.tell("reserve_cancel", reserve, reason.clone()).await;
            host.tell("reserve_cancel", reserve, reason).await
        })
    }),
    ("RESERVE_FEATURE", |host| {
        Box::pin(async {
            let made = host.book(7, |_| {}).await;
            let items = json!({ "items": [host.menu.item("Борщ", 1)] });
            host.tell("reserve_add_items", &made["reserveInfo"]["id"], items).await
        })
    }),
];

fn by_courier() -> Value {
    json!({ "address": { "type": "legacy", "street": { "name": "Покровка" }, "house": "1" } })
}

#[tokio::test]
async fn each_row_has_its_cases_and_refuses_in_them_what_it_says() {
    let host = Host::open().await;
    let mut answers = Vec::new();
    for (key, change) in ORDERS {
        let mut order = host.order();
        change(&host, &mut order);
        answers.push((*key, host.send("delivery_create", order).await));
    }
    for (key, operation, before, more) in commands() {
        let mut order = host.order();
        order["deliveryPoint"] = by_courier();
        let made = host.send("delivery_create", order).await;
        for before in before {
            host.tell(before, &made["orderInfo"]["id"], json!({})).await;
        }
        answers.push((key, host.tell(operation, &made["orderInfo"]["id"], more).await));
    }
    for (key, story) in STORIES {
        answers.push((*key, story(&host).await));
    }
    let url = format!("{}/__simulator/rules", host.simulator.base_url());
    let table: Vec<Value> = reqwest::get(url).await.unwrap().json().await.unwrap();
    let mut proved = BTreeSet::new();
    for (key, answer) in &answers {
        let row = table.iter().find(|rule| rule["key"] == *key).unwrap_or_else(|| panic!("no rule {key}"));
        let (code, message, rule) = host.outcome(answer).await;
        assert_eq!(code, row["code"], "{key}: {message}");
        if !UNTOLD.contains(key) {
            assert_eq!(rule.as_deref(), Some(*key), "{message}");
        }
        proved.insert(*key);
    }
    for rule in &table {
        assert!(proved.contains(rule["key"].as_str().unwrap()), "{} has no case", rule["key"]);
        assert!(
            ["refuses", "evidence"].iter().all(|key| rule[key].as_str().is_some_and(|told| !told.is_empty()))
        );
    }
}

#[tokio::test]
async fn the_till_s_words_are_those_that_integrations_look_for() {
    let host = Host::open().await;
    let (_, told) = host.refused(|host, order| order["items"] = json!([host.menu.item("Капучино", 1)])).await;
    let exception = "Resto.Front.Api.Exceptions.ConstraintViolationException: ";
    assert!(told.starts_with(&format!("{exception}Order item modifier “Молоко”")), "{told}");
    assert!(told.contains("has invalid group amount: min = 1, max = 1, actual = 0."), "{told}");
    let three = |host: &Host, order: &mut Value| {
        with_modifiers(order, json!([{ "productId": host.menu.product("Сметана")["id"], "amount": 3 }]));
    };
    let (_, told) = host.refused(three).await;
    assert!(told.contains("“Сметана”") && told.contains("min = 0, max = 2, actual = 3."), "{told}");
    let address = |_: &Host, order: &mut Value| {
        order["orderServiceType"] = json!("DeliveryByClient");
        order["deliveryPoint"] = by_courier();
    };
    let (_, told) = host.refused(address).await;
    assert!(
        told.starts_with(&format!("{exception}Cannot create self-service delivery with address.")),
        "{told}"
    );
    let (_, told) = host.refused(|host, order| order["items"] = json!([host.product("Пицца")])).await;
    assert!(told.ends_with("therefore product size must be specified."), "{told}");
}
