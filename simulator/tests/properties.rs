//! Whatever is called in whatever order: money adds up, revisions only grow, and revisions, webhooks and the log tell the
//! same story. The same seed tells it twice.

mod support;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::extract::State;
use axum::routing::post;
use axum::{Json, Router};
use iiko_simulator::Simulator;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Value, json};
use support::{Caller, Menu};
use tokio::net::TcpListener;

/// What somebody does.
#[derive(Debug, Clone)]
enum Deed {
    Create { table: bool, dishes: Vec<(usize, i64)>, lunch: bool, discount: Option<usize>, paid: bool },
    Add { order: usize, dish: usize, amount: i64 },
    Pay { order: usize, sum: i64, outside: bool },
    PayOtherwise { order: usize, sum: i64 },
    Change { order: usize, operation: &'static str },
    Move { order: usize, status: &'static str },
    Hand { order: usize, status: &'static str },
    Stop { dish: usize, left: i64 },
    Wait { minutes: u64 },
}

const DISHES: [&str; 6] = ["Борщ", "Стейк", "Пицца «Маргарита»", "Уха", "Котлета по-киевски", "Капучино"];
/// What is done to an order: to one at a table, the last part of the name alone.
const CHANGES: [&str; 7] = [
    "confirm",
    "cancel_confirmation",
    "cancel",
    "close",
    "print_bill",
    "change_comment",
    "change_service_type",
];
const OUT: [&str; 3] = ["Waiting", "OnWay", "Delivered"];
const BY_HAND: [&str; 5] = ["CookingStarted", "Waiting", "Delivered", "Closed", "Bill"];

fn deed() -> impl Strategy<Value = Deed> {
    let order = 0..8_usize;
    let dishes = proptest::collection::vec((0..DISHES.len(), 0..4_i64), 1..4);
    let create = (any::<bool>(), dishes, any::<bool>(), proptest::option::of(0..3_usize), any::<bool>());
    let paid = (order.clone(), 0..900_i64, any::<bool>());
    prop_oneof![
        4 => create.prop_map(|(table, dishes, lunch, discount, paid)| Deed::Create { table, dishes, lunch, discount, paid }),
        2 => (order.clone(), 0..DISHES.len(), 0..3_i64).prop_map(|(order, dish, amount)| Deed::Add { order, dish, amount }),
        2 => paid.prop_map(|(order, sum, outside)| Deed::Pay { order, sum, outside }),
        1 => (order.clone(), 0..900_i64).prop_map(|(order, sum)| Deed::PayOtherwise { order, sum }),
        4 => (order.clone(), 0..CHANGES.len()).prop_map(|(order, at)| Deed::Change { order, operation: CHANGES[at] }),
        1 => (order.clone(), 0..OUT.len()).prop_map(|(order, at)| Deed::Move { order, status: OUT[at] }),
        1 => (order, 0..BY_HAND.len()).prop_map(|(order, at)| Deed::Hand { order, status: BY_HAND[at] }),
        1 => (0..DISHES.len(), 0..5_i64).prop_map(|(dish, left)| Deed::Stop { dish, left }),
        2 => (1..40_u64).prop_map(|minutes| Deed::Wait { minutes }),
    ]
}

/// A restaurant whose clock stands, and what was asked of it.
struct Run {
    simulator: Simulator,
    caller: Caller,
    organization: Value,
    group: Value,
    menu: Menu,
    /// Payment types, discounts, combos and a way to write off.
    dictionaries: [Value; 4],
    /// The orders' ids, and whether they are at a table.
    orders: Vec<(Value, bool)>,
    /// The texts of all answers, in their order.
    answers: Vec<String>,
}

impl Run {
    async fn begin() -> Self {
        let builder = Simulator::builder().command_delay(Duration::ZERO).seed(3);
        let simulator = builder.clock_stands_at("2026-12-01T09:00:00Z".parse().unwrap());
        let simulator = simulator.token_lifetime(Duration::from_secs(9_000_000)).start().await.unwrap();
        let caller = Caller::sign_in(&simulator).await;
        let (organization, group) = caller.restaurant().await;
        let menu = caller.menu(&organization).await;
        let own = json!({ "organizationIds": [organization] });
        let types = caller.ok("payment_types", own.clone()).await["paymentTypes"].clone();
        let removals = caller.ok("removal_types", own.clone()).await["removalTypes"][0]["id"].clone();
        let discounts = caller.ok("discounts", own).await["discounts"][0]["items"].clone();
        let combos = caller.ok("combo", json!({ "organizationId": organization })).await;
        let dictionaries = [types, discounts, combos["comboSpecifications"].clone(), removals];
        Self {
            simulator,
            caller,
            organization,
            group,
            menu,
            dictionaries,
            orders: Vec::new(),
            answers: Vec::new(),
        }
    }

    async fn ok(&mut self, operation: &str, more: Value) -> Value {
        let mut body = more;
        body["organizationId"] = self.organization.clone();
        let answer = self.caller.request(operation).json(&body).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{operation} of {body}");
        self.answers.push(answer.text().await.unwrap());
        serde_json::from_str(self.answers.last().unwrap()).unwrap()
    }

    /// By cash, or by a card that somebody else has processed.
    fn payment(&self, sum: i64, outside: bool) -> Value {
        let (kind, at) = if outside { ("Card", 1) } else { ("Cash", 0) };
        let id = &self.dictionaries[0][at]["id"];
        json!({ "paymentTypeKind": kind, "paymentTypeId": id, "sum": sum, "isProcessedExternally": outside })
    }

    fn order(&self, deed: &Deed) -> Value {
        let Deed::Create { dishes, lunch, discount, paid, .. } = deed else { unreachable!() };
        let own = dishes.iter().map(|(dish, amount)| self.menu.item(DISHES[*dish], *amount));
        let mut items: Vec<Value> = own.collect();
        let mut order = json!({ "phone": "+79990000000" });
        if *lunch {
            let (combo, own) = (&self.dictionaries[2][0], "00000007-0000-4000-8000-000000000007");
            let source = &combo["sourceActionId"];
            items.extend(combo["groups"].as_array().unwrap().iter().map(|group| {
                let place = json!({ "comboId": own, "comboSourceId": source, "comboGroupId": group["id"] });
                let dish = &group["products"][0]["productId"];
                json!({ "type": "Product", "productId": dish, "amount": 1, "comboInformation": place })
            }));
            order["combos"] =
                json!([{ "id": own, "sourceId": source, "name": "Обед", "amount": 1, "price": 590.01 }]);
        }
        if let Some(at) = discount {
            let discount =
                json!({ "type": "RMS", "discountTypeId": self.dictionaries[1][*at]["id"], "sum": 33.33 });
            order["discountsInfo"] = json!({ "discounts": [discount] });
        }
        if *paid {
            order["payments"] = json!([self.payment(10, false), self.payment(5, true)]);
        }
        order["items"] = json!(items);
        order
    }

    async fn act(&mut self, deed: &Deed) {
        match deed {
            Deed::Create { table, .. } => {
                let body = json!({ "terminalGroupId": self.group, "order": self.order(deed) });
                let made = self.ok(if *table { "order_create" } else { "delivery_create" }, body).await;
                self.orders.push((made["orderInfo"]["id"].clone(), *table));
            }
            Deed::Wait { minutes } => self.simulator.advance(Duration::from_secs(60 * minutes)),
            Deed::Add { order, dish, amount } => {
                let more = json!({ "items": [self.menu.item(DISHES[*dish], *amount)] });
                self.change(*order, "add_items", more).await;
            }
            Deed::Pay { order, sum, outside } => {
                let more = json!({ "payments": [self.payment(*sum, *outside)] });
                self.change(*order, "add_payments", more).await;
            }
            Deed::PayOtherwise { order, sum } => {
                let more = json!({ "payments": [self.payment(*sum, false)] });
                self.change(*order, "change_payments", more).await;
            }
            Deed::Change { order, operation } => {
                let more = json!({ "comment": "please", "newServiceType": "DeliveryByClient", "removalTypeId": self.dictionaries[3] });
                self.change(*order, operation, more).await;
            }
            Deed::Move { order, status } => {
                self.change(*order, "update_order_delivery_status", json!({ "deliveryStatus": status }))
                    .await;
            }
            Deed::Hand { order, status } => {
                if let Some((id, _)) = self.orders.get(order % self.orders.len().max(1)) {
                    // Where it cannot go, it stays.
                    let _ = self.simulator.move_order(id.as_str().unwrap().parse().unwrap(), status);
                }
            }
            Deed::Stop { dish, left } => {
                let product = self.menu.product(DISHES[*dish])["id"].clone();
                let items = json!([{ "productId": product, "balance": left }]);
                self.ok("stop_lists_add", json!({ "terminalGroupId": self.group, "items": items })).await;
            }
        }
    }

    /// Sends a command to an order, if its kind knows it.
    async fn change(&mut self, order: usize, name: &str, mut more: Value) {
        let Some((id, table)) = self.orders.get(order % self.orders.len().max(1)).cloned() else { return };
        let operation = match (name, table) {
            ("confirm" | "cancel_confirmation" | "update_order_delivery_status", false) => name.to_owned(),
            ("print_bill", false) => "delivery_print_delivery_bill".to_owned(),
            (name, false) => format!("delivery_{name}"),
            ("add_items" | "add_payments" | "change_payments" | "close" | "cancel" | "print_bill", true) => {
                format!("order_{name}")
            }
            _ => return,
        };
        more["orderId"] = id;
        self.ok(&operation, more).await;
    }

    /// The orders that changed after a revision, and the latest revision.
    async fn since(&self, revision: i64) -> (BTreeMap<String, i64>, i64) {
        let body = json!({ "organizationIds": [self.organization], "startRevision": revision });
        let told = self.caller.ok("by_revision", body).await;
        let orders = told["ordersByOrganizations"][0]["orders"].as_array().unwrap().iter();
        let own = orders.map(|order| (id(&order["id"]), order["timestamp"].as_i64().unwrap()));
        (own.collect(), told["maxRevision"].as_i64().unwrap())
    }

    /// All orders as they are, those at tables after the deliveries.
    async fn all(&self) -> Vec<Value> {
        let body = json!({ "organizationIds": [self.organization], "startRevision": 0 });
        let told = self.caller.ok("by_revision", body).await;
        let mut all = told["ordersByOrganizations"][0]["orders"].as_array().unwrap().clone();
        let tables: Vec<&Value> = self.orders.iter().filter(|(_, table)| *table).map(|(id, _)| id).collect();
        if !tables.is_empty() {
            let body = json!({ "organizationIds": [self.organization], "orderIds": tables });
            let told = self.caller.ok("order_by_id", body).await;
            all.extend(told["orders"].as_array().unwrap().iter().cloned());
        }
        all
    }

    /// The log.
    async fn log(&self) -> Vec<Value> {
        let url = format!("{}/__simulator/events", self.simulator.base_url());
        reqwest::get(url).await.unwrap().json().await.unwrap()
    }
}

fn id(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// Kopecks: what is told has two decimals at most.
fn kopecks(value: &Value) -> i64 {
    (value.as_f64().unwrap_or_default() * 100.0).round() as i64
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn money_adds_up(orders: &[Value]) {
    for order in orders.iter().map(|order| &order["order"]).filter(|order| order.is_object()) {
        let sums = list(&order["items"]).map(|item| {
            kopecks(&item["resultSum"])
                + list(&item["modifiers"]).map(|own| kopecks(&own["resultSum"])).sum::<i64>()
        });
        assert_eq!(sums.sum::<i64>(), kopecks(&order["sum"]), "{order}");
        // What is in no combo costs its own price, the combos theirs; discounts are taken off.
        let apart = list(&order["items"]).filter(|item| item["comboInformation"].is_null());
        let costs: i64 = apart.map(|item| kopecks(&item["cost"])).sum();
        let combos: i64 =
            list(&order["combos"]).map(|own| kopecks(&own["price"]) * own["amount"].as_i64().unwrap()).sum();
        let discounts: i64 = list(&order["discounts"]).map(|own| kopecks(&own["sum"])).sum();
        assert_eq!(costs + combos - discounts, kopecks(&order["sum"]), "{order}");
        let paid: i64 = list(&order["payments"]).map(|payment| kopecks(&payment["sum"])).sum();
        assert!(paid <= kopecks(&order["sum"]), "{order}");
        let outside = list(&order["payments"]).filter(|payment| payment["isProcessedExternally"] == true);
        let processed = if order["status"] == "Closed" {
            paid
        } else {
            outside.map(|payment| kopecks(&payment["sum"])).sum()
        };
        assert_eq!(processed, kopecks(&order["processedPaymentsSum"]), "{order}");
    }
}

/// Runs many cases, the same ones each time.
fn cases(count: u32, test: impl Fn(Vec<Deed>)) {
    let config = Config { cases: count, failure_persistence: None, ..Config::default() };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, b"the same deeds in every test run");
    let deeds = proptest::collection::vec(deed(), 1..60);
    let mut runner = TestRunner::new_with_rng(config, rng);
    runner
        .run(&deeds, |deeds| {
            test(deeds);
            Ok(())
        })
        .unwrap();
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

#[test]
fn money_adds_up_and_by_revision_tells_exactly_what_changed() {
    cases(24, |deeds| {
        block_on(async {
            let mut run = Run::begin().await;
            let (mut known, mut revision) = run.since(0).await;
            for deed in &deeds {
                run.act(deed).await;
                let (changed, latest) = run.since(revision).await;
                assert!(latest >= revision, "revisions never decrease");
                let (all, _) = run.since(0).await;
                for (order, timestamp) in &all {
                    let told = changed.contains_key(order);
                    assert_eq!(told, known.get(order) != Some(timestamp), "{order} after {deed:?}");
                    assert!(known.get(order).is_none_or(|before| before <= timestamp));
                    assert_eq!(told, *timestamp > revision, "{order} after {deed:?}");
                }
                (known, revision) = (all, latest);
                money_adds_up(&run.all().await);
            }
        })
    });
}

#[test]
fn a_seed_tells_the_same_story_twice() {
    cases(8, |deeds| {
        block_on(async {
            let mut stories = Vec::new();
            for _ in 0..2 {
                let mut run = Run::begin().await;
                for deed in &deeds {
                    run.act(deed).await;
                }
                let all = run.all().await;
                let log = json!(run.log().await).to_string();
                stories.push((run.answers, json!(all).to_string(), log));
            }
            assert_eq!(stories[0], stories[1]);
        })
    });
}

/// Neither revisions nor times go back.
fn only_forwards(log: &[Value]) {
    for pair in log.windows(2) {
        assert!(pair[0]["revision"].as_i64() < pair[1]["revision"].as_i64(), "{pair:?}");
        assert!(pair[0]["at"].as_str() <= pair[1]["at"].as_str(), "{pair:?}");
    }
}

#[test]
fn webhooks_revisions_and_the_log_agree() {
    cases(8, |deeds| {
        block_on(async {
            let mut run = Run::begin().await;
            let (heard, url) = receiver().await;
            run.ok("webhook_update_settings", json!({ "webHooksUri": url })).await;
            for deed in &deeds {
                run.act(deed).await;
            }
            let all = run.all().await;
            let log = run.log().await;
            only_forwards(&log);
            let told: Vec<&Value> = log.iter().filter(|event| !event["kind"].is_null()).collect();
            let arrived = async {
                while heard.lock().unwrap().len() < told.len() {
                    tokio::time::sleep(Duration::from_millis(5)).await;
                }
            };
            let arrived = tokio::time::timeout(Duration::from_secs(10), arrived).await;
            arrived.expect("each event of the log is posted");
            let heard = heard.lock().unwrap().clone();
            let kinds: Vec<&Value> = heard.iter().map(|event| &event["eventType"]).collect();
            let logged: Vec<&Value> = told.iter().map(|event| &event["kind"]).collect();
            assert_eq!(kinds, logged, "the same events in the same order");
            latest_updates_are_the_orders(&all, &heard, &log);
        })
    });
}

/// Who takes webhooks, and where.
async fn receiver() -> (Arc<Mutex<Vec<Value>>>, String) {
    let heard = Arc::new(Mutex::new(Vec::<Value>::new()));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let take = async |State(heard): State<Arc<Mutex<Vec<Value>>>>, Json(batch): Json<Vec<Value>>| {
        heard.lock().unwrap().extend(batch);
    };
    let router = Router::new().route("/", post(take)).with_state(Arc::clone(&heard));
    tokio::spawn(async { axum::serve(listener, router).await });
    (heard, url)
}

/// The latest update that a webhook told of an order is the order as it is.
fn latest_updates_are_the_orders(all: &[Value], heard: &[Value], log: &[Value]) {
    for order in all {
        let mut own = heard.iter().filter(|event| {
            ["DeliveryOrderUpdate", "TableOrderUpdate"].iter().any(|kind| event["eventType"] == *kind)
                && event["eventInfo"]["id"] == order["id"]
        });
        if let Some(last) = own.next_back() {
            assert_eq!(last["eventInfo"]["timestamp"], order["timestamp"]);
            assert_eq!(last["eventInfo"]["order"], order["order"]);
        } else {
            assert!(log.iter().any(|event| event["entity"] == order["id"]), "the log knows {}", order["id"]);
        }
    }
}
