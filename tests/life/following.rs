//! Feeds: what is there, what changes, what fails in between, and where they go on.

use std::time::Duration;

use iiko_simulator::Simulator;
use iiko_transport::following::{
    Checkpoint, Event, Feed, FileCheckpoint, Follow, FollowError, Followed, MemoryCheckpoint,
};
use iiko_transport::types::{CustomerId, DeliveryOrder, NewDeliveryStatus, OrganizationId, WebhookEvent};
use iiko_transport::{Client, RateLimits, RetryPolicy};
use serde_json::{Value, json};
use wiremock::Request;

use crate::any;
use crate::restaurant::Restaurant;
use crate::service::{Service, body, in_turn, ok, organization, refusal};

const FAST: Duration = Duration::from_millis(10);

fn client(service: &Service) -> Client {
    let builder = service.builder().retry(RetryPolicy::none()).rate_limits(RateLimits::none());
    builder.build().expect("good settings")
}

fn fast<T: Followed>(follow: Follow<T>) -> Follow<T> {
    follow.pace(FAST, FAST)
}

/// The next event, as a word; failures too.
async fn word<T: Followed>(feed: &mut Feed<T>, name: impl Fn(&T) -> String) -> String {
    let event = tokio::time::timeout(Duration::from_secs(20), feed.next()).await.expect("an event in time");
    match event.expect("a feed has no end") {
        Ok(Event::Init) => "init".to_owned(),
        Ok(Event::InitApply(thing)) => format!("is {}", name(&thing)),
        Ok(Event::InitDone) => "done".to_owned(),
        Ok(Event::Apply(thing)) => format!("now {}", name(&thing)),
        Ok(Event::Delete(_)) => "gone".to_owned(),
        Err(FollowError::Call(error)) => format!("failed {:?}", error.status()),
        Err(error) => error.to_string(),
    }
}

async fn words<T: Followed>(feed: &mut Feed<T>, count: usize, name: impl Fn(&T) -> String) -> Vec<String> {
    let mut words = Vec::new();
    for _ in 0..count {
        words.push(word(feed, &name).await);
    }
    words
}

fn id(number: usize) -> String {
    format!("00000000-0000-4000-8000-{number:012}")
}

fn order(number: usize, timestamp: i64) -> Value {
    json!({
        "id": id(number), "organizationId": organization(), "timestamp": timestamp, "creationStatus": "InProgress",
    })
}

fn orders(orders: &[Value], revision: i64) -> wiremock::ResponseTemplate {
    ok(json!({
        "maxRevision": revision, "ordersByOrganizations": [{"organizationId": organization(), "orders": orders}],
    }))
}

/// An order by the last figures of its id, and its version.
fn short(order: &DeliveryOrder) -> String {
    let id = order.id.to_string();
    format!("{}@{}", &id[id.len() - 1..], order.timestamp.unwrap_or_default())
}

fn follow(client: &Client) -> Follow<DeliveryOrder> {
    fast(client.deliveries().follow([organization()]))
}

#[tokio::test]
async fn what_is_there_comes_first_and_then_what_changes() {
    let service = Service::start().await;
    service.answer("by_delivery_date_and_status", orders(&[order(1, 5), order(2, 7)], 7)).await;
    let changes = in_turn(|turn| match turn {
        1 => orders(&[], 7),
        2 => orders(&[order(2, 7), order(1, 9), order(3, 8)], 9),
        3 => refusal(503, "later"),
        _ => orders(&[order(3, 12)], 12),
    });
    service.answer("by_revision", changes).await;

    let mut feed = follow(&client(&service)).start();
    let told = words(&mut feed, 8, short).await;

    assert_eq!(
        told,
        ["init", "is 1@5", "is 2@7", "done", "now 1@9", "now 3@8", "failed Some(503)", "now 3@12"]
    );
    let since: Vec<Value> = service
        .requests("by_revision")
        .await
        .iter()
        .map(|r| body(r).expect("JSON")["startRevision"].clone())
        .collect();
    assert_eq!(since[..4], [json!(7), json!(7), json!(9), json!(9)]);
}

#[tokio::test]
async fn what_was_deleted_is_told_so() -> Result<(), Box<dyn std::error::Error>> {
    let simulator = Simulator::start().await?;
    let client = Client::builder(simulator.default_login()).base_url(simulator.base_url()).build()?;
    let (organization, made) = made(&client).await?;
    let whole = client.deliveries().by_id(organization).order_ids([made.id]).await?.orders.remove(0);
    let mut deleted = serde_json::to_value(&whole)?;
    deleted["order"]["isDeleted"] = json!(true);
    deleted["timestamp"] = json!(whole.timestamp.expect("a time") + 1);
    let service = Service::start().await;
    let at = json!(organization);
    let answer = move |order: &Value, revision: i64| {
        ok(
            json!({"maxRevision": revision, "ordersByOrganizations": [{"organizationId": at, "orders": [order]}]}),
        )
    };
    service.answer("by_delivery_date_and_status", answer(&serde_json::to_value(&whole)?, 1)).await;
    service.answer("by_revision", answer(&deleted, 2)).await;

    let mut feed = fast(self::client(&service).deliveries().follow([organization])).start();
    let told = words(&mut feed, 4, |order| order.id.to_string()).await;

    assert_eq!(told, ["init", &format!("is {}", made.id), "done", "gone"]);
    Ok(())
}

/// An order that the simulator has taken.
async fn made(client: &Client) -> Result<(OrganizationId, DeliveryOrder), Box<dyn std::error::Error>> {
    let restaurant = Restaurant::find(client).await?;
    let create = client.deliveries().create(restaurant.organization, restaurant.order());
    Ok((restaurant.organization, create.until_done().await?))
}

#[tokio::test]
async fn the_simulator_s_orders_are_followed() -> Result<(), Box<dyn std::error::Error>> {
    let simulator = Simulator::start().await?;
    let client = Client::builder(simulator.default_login()).base_url(simulator.base_url()).build()?;
    let (organization, first) = made(&client).await?;
    let mut feed = fast(client.deliveries().follow([organization])).start();
    let status = |order: &DeliveryOrder| {
        order.order.as_ref().map(|details| details.status.to_string()).unwrap_or_default()
    };
    let told = words(&mut feed, 3, status).await;
    assert!(told[0] == "init" && told[2] == "done", "{told:?}");

    client.deliveries().confirm(organization, first.id).until_done().await.ok();
    simulator.move_order(first.id.into(), "Waiting")?;
    let on_way = NewDeliveryStatus::OnWay;
    client.deliveries().update_order_delivery_status(organization, first.id, on_way).until_done().await?;

    while word(&mut feed, status).await != "now OnWay" {}
    Ok(())
}

#[tokio::test]
async fn the_next_feed_goes_on_from_the_checkpoint() {
    let service = Service::start().await;
    service.answer("by_delivery_date_and_status", orders(&[order(1, 5)], 5)).await;
    service
        .answer("by_revision", |request: &Request| {
            let since = body(request).expect("JSON")["startRevision"].as_i64().expect("a number");
            if since < 8 { orders(&[order(2, 8)], 8) } else { orders(&[order(3, 9)], 9) }
        })
        .await;
    let client = client(&service);
    let checkpoint = MemoryCheckpoint::new();

    let mut feed = follow(&client).checkpoint(checkpoint.clone()).start();
    assert_eq!(words(&mut feed, 4, short).await, ["init", "is 1@5", "done", "now 2@8"]);
    drop(feed);
    // Order 2 was told, and nobody knows whether the program has taken it.
    let mut feed = follow(&client).checkpoint(checkpoint.clone()).start();
    assert_eq!(words(&mut feed, 2, short).await, ["now 2@8", "now 3@9"]);
    drop(feed);
    let mut feed = follow(&client).checkpoint(checkpoint).start();
    assert_eq!(word(&mut feed, short).await, "now 3@9");
    assert_eq!(service.count("by_delivery_date_and_status").await, 1);
}

#[tokio::test]
async fn a_checkpoint_that_is_too_old_begins_anew() {
    let service = Service::start().await;
    service.answer("by_delivery_date_and_status", orders(&[order(1, 5)], 5)).await;
    service.answer("by_revision", orders(&[], 5)).await;
    let client = client(&service);
    // In 1970, which is more than three hours ago.
    for position in ["5 1000", "no position"] {
        let checkpoint = MemoryCheckpoint::new();
        checkpoint.save(position).await.expect("memory");
        let mut feed = follow(&client).checkpoint(checkpoint).start();
        let mut told = words(&mut feed, 3, short).await;
        if position == "no position" {
            assert!(told[0].contains("no position of this feed"), "{told:?}");
            told.remove(0);
            told.push(word(&mut feed, short).await);
        }
        assert_eq!(told, ["init", "is 1@5", "done"]);
    }
}

#[tokio::test]
async fn a_file_keeps_a_position() {
    let folder = std::env::temp_dir().join(format!("iiko-checkpoint-{}", uuid::Uuid::new_v4()));
    let checkpoint = FileCheckpoint::new(folder.join("orders"));
    assert!(checkpoint.load().await.expect("nothing is there").is_none());
    let error = checkpoint.save("1").await.expect_err("there is no folder");
    assert!(error.to_string().contains("orders"), "{error}");
    std::fs::create_dir(&folder).expect("a folder");
    for position in ["1", "22", "3"] {
        checkpoint.save(position).await.expect("it is written");
        assert_eq!(checkpoint.load().await.expect("it is read").as_deref(), Some(position));
    }
    assert_eq!(std::fs::read_dir(&folder).expect("the folder").count(), 1, "nothing is left beside it");
    std::fs::remove_dir_all(&folder).expect("it goes");
}

/// A checkpoint that fails at first.
#[derive(Debug, Default)]
struct Failing(std::sync::atomic::AtomicUsize, MemoryCheckpoint);

impl Checkpoint for Failing {
    fn load(&self) -> iiko_transport::following::CheckpointFuture<'_, Option<String>> {
        if self.0.fetch_add(1, std::sync::atomic::Ordering::SeqCst) == 0 {
            return Box::pin(async {
                Err(iiko_transport::following::CheckpointError::load("the disk is off"))
            });
        }
        self.1.load()
    }

    fn save<'a>(&'a self, position: &'a str) -> iiko_transport::following::CheckpointFuture<'a, ()> {
        if self.0.fetch_add(1, std::sync::atomic::Ordering::SeqCst) == 2 {
            return Box::pin(async {
                Err(iiko_transport::following::CheckpointError::save("the disk is full"))
            });
        }
        self.1.save(position)
    }
}

#[tokio::test]
async fn a_checkpoint_that_fails_is_told_and_tried_again() {
    let service = Service::start().await;
    service.answer("by_delivery_date_and_status", orders(&[order(1, 5)], 5)).await;
    service.answer("by_revision", orders(&[order(2, 6)], 6)).await;

    let mut feed = follow(&client(&service)).checkpoint(Failing::default()).start();

    let told = words(&mut feed, 6, short).await;
    assert_eq!(told[1..4], ["init", "is 1@5", "done"]);
    assert!(told[0].contains("the disk is off") && told[4].contains("the disk is full"), "{told:?}");
    assert_eq!(told[5], "now 2@6");
}

/// A webhook comes before the next question, what both tell is told once, and what is old is not told at all.
#[tokio::test]
async fn polling_and_webhooks_are_one() {
    let service = Service::start().await;
    service.answer("by_delivery_date_and_status", orders(&[order(1, 5)], 5)).await;
    service
        .answer(
            "by_revision",
            in_turn(|turn| match turn {
                1 => orders(&[order(1, 8)], 8),
                _ => orders(&[order(2, 9)], 9),
            }),
        )
        .await;
    let client = client(&service);
    let slow = Duration::from_millis(300);
    let mut feed = client.deliveries().follow([organization()]).pace(slow, slow).start();
    assert_eq!(words(&mut feed, 3, short).await, ["init", "is 1@5", "done"]);
    let event = |order: Value| -> WebhookEvent {
        serde_json::from_value(json!({"eventType": "DeliveryOrderUpdate", "eventInfo": order}))
            .expect("an event")
    };
    let mut of_another = order(4, 50);
    of_another["organizationId"] = json!(any::<OrganizationId>());

    for order in [order(1, 8), order(1, 8), order(1, 4), of_another, order(1, 7)] {
        client.events().push(event(order));
    }

    assert_eq!(word(&mut feed, short).await, "now 1@8");
    assert_eq!(service.count("by_revision").await, 0, "the webhook was first");
    assert_eq!(word(&mut feed, short).await, "now 2@9", "1@8 is not told again");
}

#[tokio::test]
async fn a_store_has_what_is_there() {
    let service = Service::start().await;
    service.answer("by_delivery_date_and_status", orders(&[order(1, 5), order(2, 5)], 5)).await;
    service.answer("by_revision", orders(&[order(1, 6), order(3, 7)], 7)).await;
    let checkpoint = MemoryCheckpoint::new();
    checkpoint.save("5 99999999999999").await.expect("memory");
    let (store, feed) = follow(&client(&service)).checkpoint(checkpoint).into_store();
    assert!(store.is_empty() && !store.is_ready());
    let running = tokio::spawn(feed.run());

    store.wait_until_ready().await;
    assert!(store.len() >= 2);
    while store.len() < 3 {
        tokio::time::sleep(FAST).await;
    }

    let first = store.get(&id(1).parse().expect("a uuid")).expect("it is there");
    assert_eq!(first.timestamp, Some(6));
    assert!(store.find(|order| order.timestamp == Some(7)).is_some());
    assert_eq!(store.all().len(), 3);
    running.abort();
}

#[tokio::test]
async fn stop_lists_are_told_by_what_differs() {
    let service = Service::start().await;
    let answer = |entries: &[(usize, i32)]| {
        let items: Vec<Value> = entries
            .iter()
            .map(|(product, balance)| json!({"productId": id(*product), "balance": balance}))
            .collect();
        ok(json!({"terminalGroupStopLists": [{
            "organizationId": organization(), "items": [{"terminalGroupId": id(99), "items": items}],
        }]}))
    };
    service
        .answer(
            "stop_lists",
            in_turn(move |turn| match turn {
                1 => answer(&[(1, 0), (2, 3)]),
                2 => answer(&[(1, 0), (2, 3)]),
                3 => answer(&[(2, 1), (3, 0)]),
                _ => answer(&[]),
            }),
        )
        .await;

    let mut feed = fast(client(&service).menus().follow_stop_lists([organization()])).start();
    let told = words(&mut feed, 9, |stopped| {
        let product = stopped.item.product_id.to_string();
        format!("{}:{}", &product[product.len() - 1..], stopped.item.balance)
    })
    .await;

    assert_eq!(told, ["init", "is 1:0", "is 2:3", "done", "now 2:1", "now 3:0", "gone", "gone", "gone"]);
}

/// An external menu of the simulator's.
async fn plain_menu() -> Value {
    let simulator = Simulator::start().await.expect("a free port");
    let builder = Client::builder(simulator.default_login()).base_url(simulator.base_url());
    let client = builder.build().expect("good settings");
    client.organizations().await.expect("organizations");
    let menus = client.menu().await.expect("menus").external_menus;
    let menu =
        client.menus().v3_by_id(menus[0].id.as_str(), client.organization_ids()[0]).await.expect("a menu");
    serde_json::to_value(menu).expect("JSON")
}

#[tokio::test]
async fn menus_are_told_when_they_have_changed() {
    let service = Service::start().await;
    service.answer("nomenclature", |request: &Request| {
        let since = body(request).expect("JSON")["startRevision"].as_i64().unwrap_or_default();
        ok(json!({"revision": if since == 0 { 4 } else { 5 }, "products": [], "groups": [], "sizes": [], "productCategories": []}))
    })
    .await;
    let menu = plain_menu().await;
    let mut other = menu.clone();
    other["products"].as_array_mut().expect("products").pop();
    service
        .answer("menu_v3_by_id", in_turn(move |turn| ok(if turn < 3 { menu.clone() } else { other.clone() })))
        .await;
    let client = client(&service);
    let checkpoint = MemoryCheckpoint::new();

    let mut feed =
        fast(client.menus().follow_nomenclature([organization()])).checkpoint(checkpoint.clone()).start();
    let revision = |menu: &iiko_transport::following::MenuOf<iiko_transport::types::NomenclatureResponse>| {
        menu.menu.revision.to_string()
    };
    assert_eq!(words(&mut feed, 4, revision).await, ["init", "is 4", "done", "now 5"]);
    drop(feed);
    let mut feed = fast(client.menus().follow_nomenclature([organization()])).checkpoint(checkpoint).start();
    assert_eq!(word(&mut feed, revision).await, "now 5", "from where it was");

    let mut feed = fast(client.menus().follow_v3("9001", [organization()])).start();
    let told = words(&mut feed, 4, |menu| menu.organization_id.to_string()).await;
    assert_eq!((told[0].as_str(), told[2].as_str()), ("init", "done"));
    assert!(told[3].starts_with("now"), "{told:?}");
    assert!(service.count("menu_v3_by_id").await >= 3, "what is the same is not told");
}

#[tokio::test]
async fn transactions_are_told_once() {
    let service = Service::start().await;
    let transaction = |number: usize| json!({"id": id(number), "revision": number});
    service.answer("report_transactions_by_revision", in_turn(move |turn| match turn {
        1 => ok(json!({"transactions": [transaction(1), transaction(2)], "lastRevision": 2, "lastTransactionId": id(2)})),
        2 | 3 => ok(json!({"transactions": [], "lastRevision": 2, "lastTransactionId": id(2)})),
        _ => ok(json!({"transactions": [transaction(2), transaction(3)], "lastRevision": 3, "lastTransactionId": id(3)})),
    }))
    .await;

    let mut feed =
        fast(client(&service).reports().follow_transactions(any::<CustomerId>(), organization())).start();
    let told = words(&mut feed, 5, |transaction| transaction.revision.to_string()).await;

    assert_eq!(told, ["init", "is 1", "is 2", "done", "now 3"]);
}
