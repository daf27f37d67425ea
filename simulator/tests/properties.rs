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
    Create { dish: usize, amount: i64, paid: bool },
    Add { order: usize, dish: usize },
    Pay { order: usize, sum: i64 },
    Change { order: usize, operation: &'static str },
    Wait { minutes: u64 },
}

const DISHES: [&str; 4] = ["Борщ", "Стейк", "Пицца «Маргарита»", "Уха"];
const CHANGES: [&str; 5] =
    ["confirm", "cancel_confirmation", "delivery_cancel", "delivery_close", "delivery_print_delivery_bill"];

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        3 => (0..DISHES.len(), 1..4_i64, any::<bool>()).prop_map(|(dish, amount, paid)| Deed::Create { dish, amount, paid }),
        2 => (0..8_usize, 0..DISHES.len()).prop_map(|(order, dish)| Deed::Add { order, dish }),
        2 => (0..8_usize, 1..900_i64).prop_map(|(order, sum)| Deed::Pay { order, sum }),
        4 => (0..8_usize, 0..CHANGES.len()).prop_map(|(order, at)| Deed::Change { order, operation: CHANGES[at] }),
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
    cash: Value,
    orders: Vec<Value>,
    /// Bodies of all answers, in their order.
    answers: Vec<Value>,
}

impl Run {
    async fn begin() -> Self {
        let builder = Simulator::builder().command_delay(Duration::ZERO).seed(3);
        let simulator = builder.clock_stands_at("2026-12-01T09:00:00Z".parse().unwrap());
        let simulator = simulator.token_lifetime(Duration::from_secs(9_000_000)).start().await.unwrap();
        let caller = Caller::sign_in(&simulator).await;
        let (organization, group) = caller.restaurant().await;
        let menu = caller.menu(&organization).await;
        let types = caller.ok("payment_types", json!({ "organizationIds": [organization] })).await;
        let cash = types["paymentTypes"][0]["id"].clone();
        Self { simulator, caller, organization, group, menu, cash, orders: Vec::new(), answers: Vec::new() }
    }

    async fn ok(&mut self, operation: &str, more: Value) -> Value {
        let mut body = more;
        body["organizationId"] = self.organization.clone();
        let answer = self.caller.ok(operation, body).await;
        self.answers.push(answer.clone());
        answer
    }

    fn payment(&self, sum: i64) -> Value {
        json!({ "paymentTypeKind": "Cash", "paymentTypeId": self.cash, "sum": sum })
    }

    async fn act(&mut self, deed: &Deed) {
        match deed {
            Deed::Create { dish, amount, paid } => {
                let mut order =
                    json!({ "phone": "+79990000000", "items": [self.menu.item(DISHES[*dish], *amount)] });
                if *paid {
                    order["payments"] = json!([self.payment(10)]);
                }
                let body = json!({ "terminalGroupId": self.group, "order": order });
                let made = self.ok("delivery_create", body).await;
                self.orders.push(made["orderInfo"]["id"].clone());
            }
            Deed::Wait { minutes } => self.simulator.advance(Duration::from_secs(60 * minutes)),
            Deed::Add { order, dish } => {
                let more = json!({ "items": [self.menu.item(DISHES[*dish], 1)] });
                self.change(*order, "delivery_add_items", more).await;
            }
            Deed::Pay { order, sum } => {
                let more = json!({ "payments": [self.payment(*sum)] });
                self.change(*order, "delivery_add_payments", more).await;
            }
            Deed::Change { order, operation } => self.change(*order, operation, json!({})).await,
        }
    }

    async fn change(&mut self, order: usize, operation: &str, mut more: Value) {
        if self.orders.is_empty() {
            return;
        }
        more["orderId"] = self.orders[order % self.orders.len()].clone();
        self.ok(operation, more).await;
    }

    /// The orders that changed after a revision, and the latest revision.
    async fn since(&self, revision: i64) -> (BTreeMap<String, i64>, i64) {
        let body = json!({ "organizationIds": [self.organization], "startRevision": revision });
        let told = self.caller.ok("by_revision", body).await;
        let orders = told["ordersByOrganizations"][0]["orders"].as_array().unwrap().iter();
        let own = orders.map(|order| (id(&order["id"]), order["timestamp"].as_i64().unwrap()));
        (own.collect(), told["maxRevision"].as_i64().unwrap())
    }

    async fn all(&self) -> Vec<Value> {
        let body = json!({ "organizationIds": [self.organization], "startRevision": 0 });
        let told = self.caller.ok("by_revision", body).await;
        told["ordersByOrganizations"][0]["orders"].as_array().unwrap().clone()
    }
}

fn id(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// Kopecks: what is told has two decimals at most.
fn kopecks(value: &Value) -> i64 {
    (value.as_f64().unwrap_or_default() * 100.0).round() as i64
}

fn money_adds_up(orders: &[Value]) {
    for order in orders.iter().map(|order| &order["order"]).filter(|order| order.is_object()) {
        let items = order["items"].as_array().unwrap().iter();
        let sums = items.map(|item| {
            let modifiers = item["modifiers"].as_array().into_iter().flatten();
            kopecks(&item["resultSum"]) + modifiers.map(|own| kopecks(&own["resultSum"])).sum::<i64>()
        });
        assert_eq!(sums.sum::<i64>(), kopecks(&order["sum"]), "{order}");
        let payments = order["payments"].as_array().into_iter().flatten();
        let paid: i64 = payments.map(|payment| kopecks(&payment["sum"])).sum();
        assert!(paid <= kopecks(&order["sum"]), "{order}");
    }
}

/// Runs many cases, the same ones each time.
fn cases(count: u32, test: impl Fn(Vec<Deed>)) {
    let config = Config { cases: count, failure_persistence: None, ..Config::default() };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, b"the same deeds in every test run");
    let deeds = proptest::collection::vec(deed(), 1..30);
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
                stories.push((json!(run.answers).to_string(), json!(all).to_string()));
            }
            assert_eq!(stories[0], stories[1]);
        })
    });
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
            let url = format!("{}/__simulator/events", run.simulator.base_url());
            let log: Vec<Value> = reqwest::get(url).await.unwrap().json().await.unwrap();
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
            event["eventType"] == "DeliveryOrderUpdate" && event["eventInfo"]["id"] == order["id"]
        });
        if let Some(last) = own.next_back() {
            assert_eq!(last["eventInfo"]["timestamp"], order["timestamp"]);
            assert_eq!(last["eventInfo"]["order"], order["order"]);
        } else {
            assert!(log.iter().any(|event| event["entity"] == order["id"]), "the log knows {}", order["id"]);
        }
    }
}
