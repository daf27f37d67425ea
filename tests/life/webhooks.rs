//! Webhooks over HTTP: what is none is refused, and nothing that is one gets lost.

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use iiko_simulator::Simulator;
use iiko_transport::Client;
use iiko_transport::types::WebhookEvent;
use iiko_transport::webhooks::{
    Inbox, Received, Receiver, ReceiverBuilder, everything, parse_webhook_order, parse_webhook_reserve,
};
use proptest::prelude::*;
use reqwest::StatusCode;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::restaurant::Restaurant;

const TOKEN: &str = "the token of these tests";
const ID: &str = "0000000a-0000-4000-8000-00000000000a";

/// A receiver behind a server on the loopback interface.
struct Handler {
    address: SocketAddr,
    inbox: Inbox,
}

impl Handler {
    async fn start(settings: ReceiverBuilder) -> Self {
        let (receiver, inbox) = settings.build();
        let application = Router::new().route_service("/iiko", receiver);
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        tokio::spawn(async move { axum::serve(listener, application).await });
        Self { address, inbox }
    }

    fn url(&self) -> String {
        format!("http://{}/iiko", self.address)
    }

    async fn post(&self, body: impl Into<reqwest::Body>) -> StatusCode {
        let request = reqwest::Client::new().post(self.url()).header(AUTHORIZATION, TOKEN);
        let request = request.header(CONTENT_TYPE, "application/json").body(body);
        request.send().await.expect("an answer").status()
    }

    /// What waits, without waiting for more.
    async fn taken(&mut self) -> Vec<Received> {
        let mut taken = Vec::new();
        while let Ok(Some(event)) = tokio::time::timeout(Duration::from_millis(50), self.inbox.next()).await {
            taken.push(event);
        }
        taken
    }
}

fn settings() -> ReceiverBuilder {
    Receiver::builder(TOKEN)
}

fn event(number: usize) -> Value {
    json!({
        "eventType": "StopListUpdate", "eventTime": "2026-01-01 10:00:00.000", "organizationId": ID, "correlationId": ID,
        "eventInfo": {"terminalGroupsStopListsUpdates": [{"id": format!("00000000-0000-4000-8000-{number:012}"), "isFull": false}]},
    })
}

fn broken() -> Value {
    json!({"eventType": "DeliveryOrderUpdate", "eventInfo": {"id": 7}})
}

#[tokio::test]
async fn what_is_no_webhook_is_refused() {
    let mut handler = Handler::start(settings().body_limit(1000)).await;
    let http = reqwest::Client::new();
    let body = json!([event(1)]).to_string();
    let url = handler.url();
    let post = || http.post(&url).body(body.clone()).header(CONTENT_TYPE, "application/json");
    let right = || post().header(AUTHORIZATION, TOKEN);
    let wrong_type = http.post(handler.url()).header(AUTHORIZATION, TOKEN).header(CONTENT_TYPE, "text/html");
    let large = |body: reqwest::Body| http.post(handler.url()).header(AUTHORIZATION, TOKEN).body(body);
    let long = "x".repeat(2000);
    let requests = [
        ("no token", post(), 401),
        ("a wrong token", post().header(AUTHORIZATION, "another"), 401),
        ("a part of the token", post().header(AUTHORIZATION, &TOKEN[..5]), 401),
        ("more than the token", post().header(AUTHORIZATION, format!("{TOKEN}x")), 401),
        ("an empty token", post().header(AUTHORIZATION, ""), 401),
        ("a bearer of nothing", post().header(AUTHORIZATION, "Bearer "), 401),
        (
            "no token, and a body that is too long",
            http.post(&url).header(AUTHORIZATION, "x").body(long.clone()),
            401,
        ),
        ("not posted", http.get(handler.url()).header(AUTHORIZATION, TOKEN), 405),
        ("no JSON by its type", wrong_type.body(body.clone()), 415),
        ("too long by its own word", large(long.into()), 413),
        ("no batch", large("7".into()), 400),
        ("no JSON", large("[{".into()), 400),
        ("nothing", large("".into()), 400),
    ];
    for (what, request, status) in requests {
        let answer = request.send().await.expect("an answer");
        let told = answer.status().as_u16();
        if what == "not posted" {
            assert_eq!(answer.headers()["allow"], "POST");
        }
        let words = answer.text().await.expect("a text");
        assert!(!words.contains(TOKEN), "{what}: {words}");
        assert_eq!(told, status, "{what}: {words}");
    }
    assert!(handler.taken().await.is_empty());

    for (number, scheme) in ["", "Bearer ", "bearer "].into_iter().enumerate() {
        let body = json!([event(number)]).to_string();
        let request = http.post(handler.url()).header(AUTHORIZATION, format!("{scheme}{TOKEN}")).body(body);
        assert_eq!(request.send().await.expect("an answer").status(), 200, "{scheme}");
    }
    assert_eq!(right().header("x-more", "1").send().await.expect("an answer").status(), 200);
    assert_eq!(handler.taken().await.len(), 3, "the last was a repeat");
}

/// Bytes sent as they are: what a client for HTTP would not.
async fn raw(address: SocketAddr, head: &str, parts: &[&str], pause: Duration) -> String {
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    stream.write_all(head.as_bytes()).await.expect("it is sent");
    for part in parts {
        tokio::time::sleep(pause).await;
        if stream.write_all(part.as_bytes()).await.is_err() {
            break;
        }
    }
    let mut answer = vec![0; 12];
    // A server that hangs up has answered before, if at all.
    let read = tokio::time::timeout(Duration::from_secs(5), stream.read_exact(&mut answer)).await;
    if matches!(read, Ok(Ok(_))) { String::from_utf8_lossy(&answer).into_owned() } else { String::new() }
}

#[tokio::test]
async fn bodies_that_never_end_are_given_up() {
    let mut handler =
        Handler::start(settings().body_limit(1000).body_timeout(Duration::from_millis(300))).await;
    let head = |length: &str| {
        format!("POST /iiko HTTP/1.1\r\nhost: x\r\nauthorization: {TOKEN}\r\n{length}\r\n\r\n")
    };

    let slow =
        raw(handler.address, &head("content-length: 100"), &["[", "{"], Duration::from_millis(20)).await;
    assert_eq!(slow, "HTTP/1.1 408");
    let chunk = format!("190\r\n{}\r\n", " ".repeat(400));
    let endless = [chunk.as_str(); 4];
    let long = raw(handler.address, &head("transfer-encoding: chunked"), &endless, Duration::ZERO).await;
    assert_eq!(long, "HTTP/1.1 413");

    assert_eq!(handler.post(json!([event(1)]).to_string()).await, 200, "others are served");
    assert_eq!(handler.taken().await.len(), 1);
}

#[tokio::test]
async fn a_broken_event_takes_no_other_with_it() {
    let mut handler = Handler::start(settings()).await;

    assert_eq!(handler.post(json!([event(1), broken(), event(2)]).to_string()).await, 200);

    let taken = handler.taken().await;
    assert!(taken.len() == 3 && taken[0].is_ok() && taken[2].is_ok(), "{taken:?}");
    let item = taken[1].as_ref().expect_err("it is broken");
    assert_eq!((item.index(), serde_json::from_str::<Value>(item.raw()).expect("JSON")), (1, broken()));
}

#[tokio::test]
async fn repeats_are_answered_and_not_handed_on() {
    let mut handler = Handler::start(settings().remembered(2)).await;
    for body in [
        json!([event(1), event(2)]),
        json!([event(1), event(2)]),
        json!([event(2), event(3)]),
        json!([event(1)]),
    ] {
        assert_eq!(handler.post(body.to_string()).await, 200);
    }
    let taken: Vec<Value> = handler
        .taken()
        .await
        .into_iter()
        .map(|event| serde_json::to_value(event.expect("it is good")).expect("JSON"))
        .collect();
    assert_eq!(taken, [event(1), event(2), event(3), event(1)], "only the last two are remembered");
}

/// What finds no room comes again, and then only what is missing is taken.
#[tokio::test]
async fn a_full_inbox_asks_to_come_again() {
    let mut handler = Handler::start(settings().capacity(3).patience(Duration::from_millis(100))).await;
    let batch = json!((0..5).map(event).collect::<Vec<_>>()).to_string();

    assert_eq!(handler.post(batch.clone()).await, 503);
    let first = handler.taken().await;
    assert_eq!(handler.post(batch).await, 200);
    let second = handler.taken().await;

    assert_eq!((first.len(), second.len()), (3, 2));
    let all: Vec<Value> = first
        .into_iter()
        .chain(second)
        .map(|event| serde_json::to_value(event.expect("good")).expect("JSON"))
        .collect();
    assert_eq!(all, (0..5).map(event).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_request_waits_for_room() {
    let mut handler = Handler::start(settings().capacity(1)).await;
    let batch = json!((0..50).map(event).collect::<Vec<_>>()).to_string();
    let (status, taken) = {
        let url = handler.url();
        let post = tokio::spawn(async move {
            let request = reqwest::Client::new().post(url).header(AUTHORIZATION, TOKEN).body(batch);
            request.send().await.expect("an answer").status()
        });
        let mut taken = 0;
        while taken < 50 {
            handler.inbox.next().await.expect("an event").expect("it is good");
            taken += 1;
        }
        (post.await.expect("no panic"), taken)
    };
    assert_eq!((status, taken), (StatusCode::OK, 50));
}

#[test]
fn python_s_names_pick_their_events() {
    let order = json!({"eventType": "DeliveryOrderError", "eventInfo": {"id": ID, "organizationId": ID, "creationStatus": "Error"}});
    let reserve = json!({"eventType": "ReserveUpdate", "eventInfo": {"id": ID, "organizationId": ID, "isDeleted": false}});
    let body = json!([event(1), order, reserve, broken()]).to_string();

    let orders = parse_webhook_order(body.as_bytes()).expect("a batch");
    assert!(matches!(orders.as_slice(), [Ok(WebhookEvent::DeliveryOrderError(_)), Err(_)]), "{orders:?}");
    let reserves = parse_webhook_reserve(body.as_bytes()).expect("a batch");
    assert!(matches!(reserves.as_slice(), [Ok(WebhookEvent::ReserveUpdate(_)), Err(_)]), "{reserves:?}");
}

/// From the restaurant to the program: an order's end is told by webhook.
#[tokio::test]
async fn an_order_is_told_from_end_to_end() -> Result<(), Box<dyn std::error::Error>> {
    let simulator = Simulator::builder().command_delay(Duration::from_millis(200)).start().await?;
    let client = Client::builder(simulator.default_login()).base_url(simulator.base_url()).build()?;
    let restaurant = Restaurant::find(&client).await?;
    let organization = restaurant.organization;
    let (receiver, mut inbox) = settings().tell(&client).build();
    let application = Router::new().route_service("/iiko", receiver.clone());
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = format!("http://{}/iiko", listener.local_addr()?);
    tokio::spawn(async move { axum::serve(listener, application).await });
    receiver.register(&client, organization, address).web_hooks_filter(everything()).await?;

    let made =
        client.deliveries().create(organization, restaurant.order()).exactly_once().until_done().await?;
    // The dish may run down on the stop list, and that is told too.
    let mut order_event = async || loop {
        match inbox.next().await.expect("an event") {
            Ok(WebhookEvent::StopListUpdate(_)) => {}
            other => break other,
        }
    };
    let told = order_event().await?;
    client.deliveries().cancel(organization, made.id).until_done().await?;
    let cancelled = order_event().await?;

    for (event, status) in [(told, "Unconfirmed"), (cancelled, "Cancelled")] {
        let WebhookEvent::DeliveryOrderUpdate(event) = event else { panic!("{event:?}") };
        let info = event.event_info.expect("an order");
        assert_eq!(info.id, made.id);
        let details = info.order.expect("it is there");
        assert!(details.status.as_str() == status || status == "Unconfirmed", "{:?}", details.status);
    }
    Ok(())
}

#[cfg(feature = "axum")]
#[tokio::test]
async fn the_router_has_the_receiver_at_its_path() -> Result<(), Box<dyn std::error::Error>> {
    let (receiver, mut inbox) = settings().build();
    let application = Router::new().merge(iiko_transport::webhooks::router("/hooks", receiver));
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    tokio::spawn(async move { axum::serve(listener, application).await });
    let post = |path: &str| {
        let request =
            reqwest::Client::new().post(format!("http://{address}{path}")).header(AUTHORIZATION, TOKEN);
        request.body(json!([event(1)]).to_string()).send()
    };
    assert_eq!(post("/hooks").await?.status(), 200);
    assert_eq!(post("/other").await?.status(), 404);
    assert!(inbox.next().await.expect("an event").is_ok());
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// Whatever comes, it is answered, and an event that is handed on was in the body.
    #[test]
    fn any_body_is_answered(body in prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..200),
        "\\[(\\{\"eventType\": ?\"?[A-Za-z0-9]{0,20}\"?\\},?){0,5}\\]".prop_map(String::into_bytes),
        Just(json!([event(1), broken()]).to_string().into_bytes()),
    ], cut in 0usize..400) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let body = body[..body.len().min(cut)].to_vec();
        runtime.block_on(async {
            let (receiver, mut inbox) = Receiver::without_token().build();
            let request = http::Request::post("/").body(http_body_util::Full::new(bytes::Bytes::from(body.clone())));
            let answer = receiver.receive(request.expect("a request")).await;
            drop(receiver);
            let mut events = 0;
            while inbox.next().await.is_some() {
                events += 1;
            }
            assert!(matches!(answer.status().as_u16(), 200 | 400), "{answer:?}");
            assert!(answer.status() == 200 || events == 0, "what is refused is not taken");
        });
    }
}
