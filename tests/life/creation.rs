//! Created exactly once: what follows each answer to each step.

use std::collections::BTreeSet;
use std::time::Duration;

use iiko_simulator::Simulator;
use iiko_transport::calls::DeliveryCreate;
use iiko_transport::types::{
    CustomerId, DraftDeliveryOrder, NewDeliveryOrder, NewOrderItem, NewTableOrder, OrderId, ProductId,
    ReserveCreateRequest, TerminalGroupId, WalletId,
};
use iiko_transport::{Client, Effect, Error};
use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use crate::any;
use crate::restaurant::Restaurant;
use crate::service::{Service, body, in_turn, ok, organization, refusal};

/// The id that the tests choose.
const ID: &str = "0000000d-0000-4000-8000-00000000000d";

/// What the service does with a creation.
#[derive(Debug, Clone, Copy)]
enum Create {
    Accepts,
    /// It says no for good.
    Refuses,
    /// It says no for now.
    IsBusy,
    /// Nobody knows what it did.
    Breaks,
    /// It accepts, and nobody can read it.
    Mumbles,
    /// It says that the id is taken, in a success or in a refusal.
    SaysTaken,
    RefusesTaken,
}

/// What the service says of the id.
#[derive(Debug, Clone, Copy)]
enum Ask {
    There,
    Absent,
    Fails,
    Refuses,
}

/// How a creation ends.
#[derive(Debug, PartialEq, Eq)]
enum End {
    Created,
    Failed(Effect),
}

fn entity(status: &str, code: Option<&str>) -> Value {
    let error = code.map(|code| json!({"code": code, "message": "an order with this id exists already"}));
    json!({"id": ID, "organizationId": organization().to_string(), "creationStatus": status, "errorInfo": error})
}

fn create(answer: Create) -> ResponseTemplate {
    match answer {
        Create::Accepts => ok(json!({"orderInfo": entity("InProgress", None)})),
        Create::Refuses => refusal(400, "the phone is no phone"),
        Create::IsBusy => refusal(429, "too many"),
        Create::Breaks => refusal(500, "something broke"),
        Create::Mumbles => ResponseTemplate::new(200).set_body_raw("{\"orderInfo\": 7}", "application/json"),
        Create::SaysTaken => ok(json!({"orderInfo": entity("Error", Some("DuplicatedOrderId"))})),
        Create::RefusesTaken => refusal(400, "DuplicatedOrderId: an order with this id exists"),
    }
}

fn ask(answer: Ask) -> ResponseTemplate {
    match answer {
        Ask::There => ok(json!({"orders": [entity("Success", None)]})),
        Ask::Absent => ok(json!({"orders": []})),
        Ask::Fails => refusal(503, "later"),
        Ask::Refuses => refusal(403, "not for you"),
    }
}

/// Each step of the reconciliation, and each way that it may go: the answers to the creation and to the questions, the
/// last of which is repeated; the end, and how often the creation is sent.
const TABLE: &[(&[Create], &[Ask], End, usize)] = &[
    // The first attempt tells.
    (&[Create::Accepts], &[], End::Created, 1),
    (&[Create::Refuses], &[], End::Failed(Effect::NotDone), 1),
    // An attempt of an earlier process was the one that worked.
    (&[Create::SaysTaken], &[Ask::There], End::Created, 1),
    (&[Create::RefusesTaken], &[Ask::There], End::Created, 1),
    (&[Create::RefusesTaken], &[Ask::Absent, Ask::Fails, Ask::There], End::Created, 1),
    (&[Create::RefusesTaken], &[Ask::Absent], End::Failed(Effect::NotDone), 1),
    // The answer is lost, the order is there: at once, later, after questions that failed.
    (&[Create::Breaks], &[Ask::There], End::Created, 1),
    (&[Create::Mumbles], &[Ask::There], End::Created, 1),
    (&[Create::Breaks], &[Ask::Absent, Ask::There], End::Created, 1),
    (&[Create::Breaks], &[Ask::Fails, Ask::Fails, Ask::There], End::Created, 1),
    (&[Create::Breaks], &[Ask::Refuses, Ask::There], End::Created, 1),
    // Nothing is there: the same request again.
    (&[Create::Breaks, Create::Accepts], &[Ask::Absent], End::Created, 2),
    (&[Create::Mumbles, Create::Accepts], &[Ask::Absent], End::Created, 2),
    (&[Create::Breaks, Create::IsBusy, Create::Accepts], &[Ask::Absent], End::Created, 3),
    (&[Create::Breaks, Create::Breaks, Create::Accepts], &[Ask::Absent], End::Created, 3),
    (&[Create::Breaks, Create::Refuses], &[Ask::Absent], End::Failed(Effect::NotDone), 2),
    // It was there after all, only reading lagged behind.
    (&[Create::Breaks, Create::SaysTaken], &[Ask::Absent, Ask::Absent, Ask::There], End::Created, 2),
    (&[Create::Breaks, Create::RefusesTaken], &[Ask::Absent, Ask::Absent, Ask::There], End::Created, 2),
    // Nobody tells: what is in doubt is said to be.
    (&[Create::Breaks], &[Ask::Fails], End::Failed(Effect::Unknown), 1),
    (&[Create::Breaks], &[Ask::Refuses], End::Failed(Effect::Unknown), 1),
    (&[Create::Mumbles], &[Ask::Refuses], End::Failed(Effect::Done), 1),
];

fn delivery(client: &Client) -> DeliveryCreate {
    let soup = NewOrderItem::product(any::<ProductId>()).amount(1).price(350);
    let id: OrderId = ID.parse().expect("a uuid");
    let order = NewDeliveryOrder::builder().phone("+79990000000").items([soup]).id(id).build();
    client.deliveries().create(organization(), order).deadline(Duration::from_secs(4))
}

/// The nth of the answers, or the last.
fn nth<T: Copy>(answers: &[T], nth: usize) -> T {
    *answers.get(nth - 1).or(answers.last()).expect("an answer")
}

#[tokio::test]
async fn every_answer_to_every_step() {
    for (creations, questions, end, sent) in TABLE {
        let what = format!("{creations:?} {questions:?}");
        let service = Service::start().await;
        service.answer("delivery_create", in_turn(move |turn| create(nth(creations, turn)))).await;
        if !questions.is_empty() {
            service.answer("delivery_by_id", in_turn(move |turn| ask(nth(questions, turn)))).await;
        }
        let client =
            service.builder().retry(iiko_transport::RetryPolicy::none()).build().expect("good settings");

        let result = delivery(&client).exactly_once().lag(Duration::from_millis(100)).await;

        let ended = match &result {
            Ok(answer) => {
                assert_eq!(answer.order_info.id.to_string(), ID, "{what}");
                End::Created
            }
            Err(error) => End::Failed(error.effect()),
        };
        assert_eq!(ended, *end, "{what}: {result:?}");
        let requests = service.requests("delivery_create").await;
        assert_eq!(requests.len(), *sent, "{what}");
        let bodies: BTreeSet<String> =
            requests.iter().map(|request| body(request).expect("JSON").to_string()).collect();
        assert_eq!(bodies.len(), 1, "{what}: the same request each time");
    }
}

#[tokio::test]
async fn the_deadline_of_the_call_is_that_of_the_whole() {
    let service = Service::start().await;
    service.answer("delivery_create", create(Create::Breaks)).await;
    service.answer("delivery_by_id", ask(Ask::Fails)).await;
    let started = tokio::time::Instant::now();

    let error = delivery(&service.client()).deadline(Duration::from_millis(700)).exactly_once().await;

    let error = error.expect_err("nobody tells");
    assert_eq!(
        (error.effect(), error.status()),
        (Effect::Unknown, Some(500)),
        "what left it in doubt: {error}"
    );
    assert!(started.elapsed() < Duration::from_secs(30), "{:?}", started.elapsed());
}

#[tokio::test]
async fn an_id_is_made_where_there_is_none_and_can_be_kept() {
    let service = Service::start().await;
    service.answer("order_create", ok(json!({"orderInfo": entity("InProgress", None)}))).await;
    let item = NewOrderItem::product(any::<ProductId>()).amount(1).price(1);
    let order = NewTableOrder::builder().items([item]).build();
    let client = service.client();
    let call = client.orders().create(organization(), any::<TerminalGroupId>(), order).exactly_once();

    let id = call.id().expect("a table order takes an id");
    assert_eq!(call.call().request().order.id, Some(id));
    call.await.expect("it is accepted");

    let requests = service.requests("order_create").await;
    assert_eq!(body(&requests[0]).expect("JSON")["order"]["id"], id.to_string());
}

/// The other kinds are asked for by their own operations.
#[tokio::test]
async fn table_orders_and_reserves_are_found_too() {
    let service = Service::start().await;
    service.answer("order_create", refusal(500, "something broke")).await;
    service.answer("order_by_id", ok(json!({"orders": [entity("Success", None)]}))).await;
    service.answer("reserve_create", refusal(500, "something broke")).await;
    let mut reserve = entity("Success", None);
    reserve["isDeleted"] = json!(false);
    service.answer("reserve_status_by_id", ok(json!({"reserves": [reserve]}))).await;
    let client = service.client();
    let item = NewOrderItem::product(any::<ProductId>()).amount(1).price(1);
    let order = NewTableOrder::builder().items([item]).id(ID.parse::<OrderId>().expect("a uuid"));

    let order = client.orders().create(organization(), any::<TerminalGroupId>(), order);
    let made = order.exactly_once().until_done().await.expect("it is there");
    assert_eq!(made.id.to_string(), ID);

    let reserve: ReserveCreateRequest = serde_json::from_value(json!({
        "organizationId": organization(), "customer": {"type": "regular", "name": "Anna"}, "phone": "+79990000000",
        "durationInMinutes": 60, "shouldRemind": false, "tableIds": [ID], "estimatedStartTime": "2026-12-01 18:00:00.000",
    }))
    .expect("a request");
    let made = client.reserves().create(reserve).exactly_once().await.expect("it is there");
    assert_eq!(made.reserve_info.id.to_string(), ID);

    let asked = body(&service.requests("reserve_status_by_id").await[0]).expect("JSON");
    let sent = body(&service.requests("reserve_create").await[0]).expect("JSON");
    assert_eq!(asked["reserveIds"], json!([sent["id"]]), "by the id that the client made");
    assert_eq!(service.count("order_create").await + service.count("reserve_create").await, 2);
}

/// A draft that is not there is refused, which is no failure of the question.
#[tokio::test]
async fn a_draft_is_found_or_sent_again() {
    let service = Service::start().await;
    let creations = in_turn(|turn| match turn {
        1 => refusal(500, "something broke"),
        _ => ok(json!({"orderId": ID})),
    });
    service.answer("draft_create", creations).await;
    service.answer("draft_by_id", refusal(400, "there is no such draft")).await;
    let order =
        DraftDeliveryOrder::builder().menu_id("1").phone("+79990000000").items(Vec::<NewOrderItem>::new());
    let client = service.builder().retry(iiko_transport::RetryPolicy::none()).build().expect("good settings");

    let made = client.drafts().create(organization(), order.build()).exactly_once().lag(Duration::ZERO).await;

    assert_eq!(made.expect("it is sent again").order_id.to_string(), ID);
    assert_eq!(service.count("draft_create").await, 2);
}

/// No operation finds a hold, so it is sent again under the same id at once.
#[tokio::test]
async fn a_hold_is_sent_again_under_its_id() {
    let service = Service::start().await;
    let holds = in_turn(|turn| match turn {
        1 => refusal(502, "something broke"),
        _ => ok(json!({"transactionId": ID})),
    });
    service.answer("customer_wallet_hold", holds).await;
    let client = service.builder().retry(iiko_transport::RetryPolicy::none()).build().expect("good settings");
    let hold = client.customers().wallet_hold(any::<CustomerId>(), any::<WalletId>(), 100, organization());
    hold.exactly_once().await.expect("the second attempt");

    let requests = service.requests("customer_wallet_hold").await;
    let ids: BTreeSet<String> =
        requests.iter().map(|request| body(request).expect("JSON")["transactionId"].to_string()).collect();
    assert_eq!((requests.len(), ids.len()), (2, 1), "{ids:?}");
    assert!(!ids.contains("null"), "{ids:?}");
}

/// The same id twice is one order, whichever process asks.
#[tokio::test]
async fn a_program_that_died_goes_on_under_its_id() -> Result<(), Box<dyn std::error::Error>> {
    let simulator = Simulator::start().await?;
    let id = OrderId::new();
    for _ in 0..2 {
        let client = Client::builder(simulator.default_login()).base_url(simulator.base_url()).build()?;
        let restaurant = Restaurant::find(&client).await?;
        let mut order = restaurant.order();
        order.id = Some(id);

        let create = client.deliveries().create(restaurant.organization, order);
        let made = create.exactly_once().until_done().await?;

        assert_eq!(made.id, id);
    }
    assert_eq!(simulator.orders().len(), 1);
    Ok(())
}

/// What is left in doubt keeps the words of what left it there.
#[tokio::test]
async fn a_doubt_is_told() {
    let service = Service::start().await;
    service.answer("delivery_create", create(Create::Breaks)).await;
    service.answer("delivery_by_id", ask(Ask::Refuses)).await;

    let error = delivery(&service.client()).exactly_once().await.expect_err("nobody tells");

    let Error::Api(api) = &error else { panic!("{error}") };
    assert_eq!(api.description(), Some("something broke"));
    assert_eq!(service.count("delivery_by_id").await, 5, "so many refusals are believed");
}
