//! The control paths: looking into a simulator, moving it, and upsetting it.

mod support;

use std::time::Duration;

use iiko_simulator::Simulator;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use support::Caller;

/// A simulator with somebody who calls it and somebody who controls it.
struct Desk {
    simulator: Simulator,
    caller: Caller,
    http: reqwest::Client,
    organization: Value,
    group: Value,
}

impl Desk {
    async fn open(builder: iiko_simulator::Builder) -> Self {
        let simulator = builder.start().await.unwrap();
        let caller = Caller::sign_in(&simulator).await;
        let (organization, group) = caller.restaurant().await;
        Self { simulator, caller, http: reqwest::Client::new(), organization, group }
    }

    async fn send(&self, method: Method, path: &str, body: Option<Value>) -> (StatusCode, Value) {
        let request = self.http.request(method, format!("{}/__simulator/{path}", self.simulator.base_url()));
        let request = if let Some(body) = body { request.json(&body) } else { request };
        let response = request.send().await.unwrap();
        let status = response.status();
        (status, response.json().await.unwrap_or_default())
    }

    async fn get(&self, path: &str) -> Value {
        let (status, told) = self.send(Method::GET, path, None).await;
        assert_eq!(status, StatusCode::OK, "{path}: {told}");
        told
    }

    async fn post(&self, path: &str, body: Value) -> Value {
        let (status, told) = self.send(Method::POST, path, Some(body.clone())).await;
        assert!(status.is_success(), "{path} of {body}: {told}");
        told
    }

    async fn refused(&self, path: &str, body: Value) -> (StatusCode, String) {
        let (status, told) = self.send(Method::POST, path, Some(body)).await;
        (status, told["errorDescription"].as_str().unwrap().to_owned())
    }

    async fn order_body(&self) -> Value {
        let item = self.caller.menu(&self.organization).await.item("Борщ", 1);
        json!({
            "organizationId": self.organization, "terminalGroupId": self.group,
            "order": { "phone": "+79990000000", "items": [item] },
        })
    }

    /// Makes a delivery: its id.
    async fn deliver(&self) -> Value {
        let made = self.caller.ok("delivery_create", self.order_body().await).await;
        let id = made["orderInfo"]["id"].clone();
        self.read(&id).await;
        id
    }

    async fn read(&self, order: &Value) -> Value {
        let body = json!({ "organizationId": self.organization, "orderIds": [order] });
        self.caller.ok("delivery_by_id", body).await["orders"][0].clone()
    }
}

fn text(id: &Value) -> &str {
    id.as_str().unwrap()
}

/// Commands are done as soon as they are looked at.
fn quick() -> iiko_simulator::Builder {
    Simulator::builder().command_delay(Duration::ZERO)
}

#[tokio::test]
async fn an_order_is_seen_moved_and_let_fail() {
    let desk = Desk::open(quick()).await;
    let id = desk.deliver().await;
    let card = desk.get(&format!("orders/{}", text(&id))).await;
    assert_eq!((&card["kind"], &card["status"]), (&json!("delivery"), &json!("Unconfirmed")));
    assert_eq!(card["history"].as_array().unwrap().len(), 2, "taken, and made");
    let moved = desk.post(&format!("orders/{}/move", text(&id)), json!({ "status": "OnWay" })).await;
    assert_eq!(moved["status"], "OnWay");
    assert_eq!(desk.read(&id).await["order"]["status"], "OnWay");
    let (status, why) =
        desk.refused(&format!("orders/{}/move", text(&id)), json!({ "status": "Eaten" })).await;
    assert!(status == StatusCode::BAD_REQUEST && why.contains("Delivered"), "{why}");

    desk.post(&format!("orders/{}/fail", text(&id)), json!({ "code": "Common", "message": "no power" }))
        .await;
    let body = json!({ "organizationId": desk.organization, "orderId": id });
    let answer = desk.caller.ok("delivery_close", body.clone()).await;
    let asked = json!({ "organizationId": desk.organization, "correlationId": answer["correlationId"] });
    assert_eq!(desk.caller.ok("status", asked).await["exception"]["message"], "no power");
    desk.caller.ok("delivery_close", body).await;
    assert_eq!(desk.get("orders?kind=delivery&status=Closed").await.as_array().unwrap().len(), 1);
    assert_eq!(desk.get("orders?kind=table").await, json!([]));
    let (status, _) = desk.send(Method::GET, "orders/00000009-0000-4000-8000-000000000009", None).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_clock_is_moved_and_stands() {
    let desk = Desk::open(quick()).await;
    let stood = desk.post("clock", json!({ "mode": "manual" })).await;
    assert_eq!(stood["mode"], "manual");
    let id = desk.deliver().await;
    desk.post(&format!("orders/{}/move", text(&id)), json!({ "status": "WaitCooking" })).await;
    let later = desk.post("clock", json!({ "advanceSeconds": 25 * 60 })).await;
    assert!(text(&later["now"]) > text(&stood["now"]));
    assert_eq!(desk.read(&id).await["order"]["status"], "CookingStarted");
    for wrong in
        [json!({ "advanceSeconds": -1 }), json!({ "to": "2001-01-01T00:00:00Z" }), json!({ "mode": "slow" })]
    {
        assert_eq!(desk.refused("clock", wrong).await.0, StatusCode::BAD_REQUEST);
    }
    let polls = desk.post("clock", json!({ "mode": "polls", "commandPolls": 2 })).await;
    assert_eq!((&polls["mode"], &polls["commandPolls"]), (&json!("polls"), &json!(2)));
}

#[tokio::test]
async fn snapshots_and_the_beginning_are_gone_back_to() {
    let desk = Desk::open(quick()).await;
    desk.deliver().await;
    assert_eq!(desk.post("snapshot", json!({ "name": "one order" })).await["name"], "one order");
    desk.deliver().await;
    desk.simulator.advance(Duration::from_secs(600));
    assert_eq!(desk.get("state").await["counts"]["orders"], 2);
    let back = desk.post("restore", json!({ "name": "one order" })).await;
    assert_eq!((&back["counts"]["orders"], &back["clock"]["offsetSeconds"]), (&json!(1), &json!(0)));
    assert_eq!(desk.get("snapshots").await, json!(["one order"]));
    assert_eq!(desk.refused("restore", json!({ "name": "never" })).await.0, StatusCode::NOT_FOUND);
    let anew = desk.post("reset", json!({ "seed": 7 })).await;
    assert_eq!((&anew["counts"]["orders"], &anew["seed"]), (&json!(0), &json!(7)));
    desk.deliver().await;
}

#[tokio::test]
async fn a_killed_terminal_lets_orders_run_out_of_time() {
    let desk = Desk::open(quick()).await;
    let path = format!("terminals/{}", text(&desk.group));
    assert_eq!(desk.post(&path, json!({ "alive": false })).await["alive"], false);
    let alive = json!({ "organizationIds": [desk.organization], "terminalGroupIds": [desk.group] });
    assert_eq!(desk.caller.ok("is_alive", alive.clone()).await["isAliveStatus"][0]["isAlive"], false);
    let id = desk.deliver().await;
    let told = desk.read(&id).await;
    let words = "Creation timeout expired, order automatically transited to error creation status";
    assert_eq!((&told["creationStatus"], &told["errorInfo"]["message"]), (&json!("Error"), &json!(words)));
    desk.post(&path, json!({ "alive": true })).await;
    assert_eq!(desk.caller.ok("is_alive", alive).await["isAliveStatus"][0]["isAlive"], true);
    let id = desk.deliver().await;
    assert_eq!(desk.read(&id).await["creationStatus"], "Success");
}

#[tokio::test]
async fn a_creation_that_takes_too_long_runs_out_of_time() {
    let desk = Desk::open(Simulator::builder().command_delay(Duration::from_secs(60))).await;
    desk.post("clock", json!({ "mode": "manual" })).await;
    let mut body = desk.order_body().await;
    body["createOrderSettings"] = json!({ "transportToFrontTimeout": 20, "checkStopList": false });
    desk.post("clock", json!({ "commandDelayMilliseconds": 60_000 })).await;
    let id = desk.caller.ok("delivery_create", body).await["orderInfo"]["id"].clone();
    desk.post("clock", json!({ "advanceSeconds": 19 })).await;
    assert_eq!(desk.read(&id).await["creationStatus"], "InProgress");
    desk.post("clock", json!({ "advanceSeconds": 2 })).await;
    let told = desk.read(&id).await;
    assert!(text(&told["errorInfo"]["message"]).starts_with("Creation timeout expired"), "{told}");
}

#[tokio::test]
async fn gates_close() {
    let desk = Desk::open(quick()).await;
    let cities = json!({ "organizationIds": [desk.organization] });
    desk.post("gates", json!({ "blockedLogins": ["demo"] })).await;
    let (status, told) = desk.caller.call("cities", cities.clone()).await;
    assert_eq!(
        (status, &told["errorDescription"]),
        (StatusCode::LOCKED, &json!("Apilogin has been blocked."))
    );
    let (status, _) = desk.caller.call("access_token", json!({ "apiLogin": "demo" })).await;
    assert_eq!(status, StatusCode::LOCKED);
    desk.post("gates", json!({ "blockedLogins": [], "rights": { "demo": ["menu"] } })).await;
    assert_eq!(desk.caller.call("cities", cities.clone()).await.0, StatusCode::FORBIDDEN);
    desk.caller.ok("stop_lists", cities.clone()).await;
    let mut features = json!({});
    features[text(&desk.organization)] = json!({ "deliveries": false });
    let told = desk.post("gates", json!({ "rights": {}, "features": features })).await;
    assert_eq!(told["features"][text(&desk.organization)]["deliveries"], false);
    let (status, why) = desk.caller.refused("delivery_create", desk.order_body().await).await;
    assert!(status == StatusCode::BAD_REQUEST && why.contains("deliveries are switched off"), "{why}");
    let wrong = json!({ "features": { text(&desk.organization): { "flights": true } } });
    assert!(desk.refused("gates", wrong).await.1.contains("flights"));
    desk.post("tokens/revoke", json!({})).await;
    assert_eq!(desk.caller.call("cities", cities).await.0, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn stop_lists_are_set_and_run_down() {
    let desk = Desk::open(quick()).await;
    let products = desk.get("products").await;
    let soup =
        products.as_array().unwrap().iter().find(|own| text(&own["name"]).starts_with("Борщ")).unwrap();
    let stop = |left: Value| json!({ "terminalGroupId": desk.group, "productId": soup["id"], "sizeId": null, "balance": left });
    let before = desk.get("stop-list").await.as_array().unwrap().len();
    assert_eq!(desk.post("stop-list", stop(json!(2))).await.as_array().unwrap().len(), before + 1);
    desk.deliver().await;
    let left = desk.get("stop-list").await;
    assert!(left.as_array().unwrap().iter().any(|own| own["productId"] == soup["id"] && own["balance"] == 1));
    assert_eq!(desk.post("stop-list", stop(json!(null))).await.as_array().unwrap().len(), before);
    assert_eq!(desk.refused("stop-list", stop(json!(-1))).await.0, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn exchanges_say_why_they_were_refused_and_keep_secrets() {
    let desk = Desk::open(quick()).await;
    desk.caller.refused("cities", json!({ "organizationIds": "it's wrong" })).await;
    let all = desk.get("requests").await;
    let last = all.as_array().unwrap().last().unwrap();
    assert_eq!((&last["operation"], &last["status"]), (&json!("cities"), &json!(400)));
    assert!(text(&last["why"]).contains("organizationIds must be a list"));
    assert!(text(&last["curl"]).contains(r#"-d '{"organizationIds":"it'\''s wrong"}'"#), "{}", last["curl"]);
    let token = &desk.caller.token;
    assert!(!all.to_string().contains(token) && !all.to_string().contains("apiLogin"), "no secret is told");
    let after = desk.get(&format!("requests?after={}", last["seq"])).await;
    assert_eq!(after, json!([]));
    let (status, _) = desk.send(Method::DELETE, "requests", None).await;
    assert_eq!((status, desk.get("requests").await), (StatusCode::NO_CONTENT, json!([])));
}

#[tokio::test]
async fn everything_else_is_told() {
    let desk = Desk::open(quick()).await;
    assert_eq!(desk.get("health").await["status"], "ok");
    let id = desk.deliver().await;
    let state = desk.get("state").await;
    assert!(
        state["organizations"][0]["terminalGroups"][0]["sections"][0]["tables"].as_array().unwrap().len() > 3
    );
    assert_eq!(state["orders"][0]["id"], id);
    let events = desk.get("events").await;
    assert_eq!(events.as_array().unwrap().last().unwrap()["kind"], "DeliveryOrderUpdate");
    let ledger = desk.get("ledger").await;
    assert_eq!((&ledger["orders"][0]["id"], &ledger["orders"][0]["creation"]), (&id, &json!("Success")));
    assert!(ledger["wallets"][0]["sum"].is_number());
    assert!(desk.get("rules").await.as_array().unwrap().iter().all(|rule| rule["evidence"].is_string()));
    let coverage = desk.get("coverage").await;
    assert_eq!(coverage["operations"].as_array().unwrap().len(), 326);
    assert_eq!(coverage["handlers"], 132, "all of Transport and the newest menu");
    let example = desk.get("example?operation=delivery_create&all=true").await;
    assert!(example["order"]["items"].is_array());
    let (status, told) = desk.send(Method::GET, "nothing", None).await;
    assert!(status == StatusCode::NOT_FOUND && text(&told["errorDescription"]).contains("snapshots"));
    assert_eq!(desk.send(Method::DELETE, "clock", None).await.0, StatusCode::METHOD_NOT_ALLOWED);
    let page = desk.http.get(format!("{}/", desk.simulator.base_url())).send().await.unwrap();
    assert_eq!(page.headers()["content-type"], "text/html; charset=utf-8");
}

#[tokio::test]
async fn the_stream_tells_of_an_order_and_ends_with_the_simulator() {
    let desk = Desk::open(quick()).await;
    let mut stream =
        desk.http.get(format!("{}/__simulator/stream", desk.simulator.base_url())).send().await.unwrap();
    let first = stream.chunk().await.unwrap().unwrap();
    assert!(String::from_utf8_lossy(&first).contains("orders"));
    desk.deliver().await;
    let mut heard = String::new();
    while !heard.contains("\"orders\"") {
        heard += &String::from_utf8_lossy(&stream.chunk().await.unwrap().unwrap());
    }
    desk.simulator.stop().await;
    while let Ok(Some(_)) = stream.chunk().await {}
}
