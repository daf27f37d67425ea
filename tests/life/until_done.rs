//! Commands as values, however they end.

use std::time::Duration;

use iiko_transport::types::DeliveryOrder;
use iiko_transport::types::{
    CorrelationId, NewDeliveryOrder, NewOrderItem, OrderId, ProductId, WebhookEvent,
};
use iiko_transport::{Client, CommandError, Error, Step, UntilDone};
use serde_json::{Value, json};
use wiremock::{Request, ResponseTemplate};

use crate::any;
use crate::service::{CORRELATION_ID, Service, body, in_turn, ok, organization, quick, refusal};

const ID: &str = "0000000d-0000-4000-8000-00000000000d";

/// As short as a test can bear, and long enough for several questions.
const WAIT: Duration = Duration::from_millis(1500);

fn id() -> OrderId {
    ID.parse().expect("a uuid")
}

fn entity(id: &str, status: &str) -> Value {
    let error =
        (status == "Error").then(|| json!({"code": "InvalidPhone", "message": "the phone is no phone"}));
    json!({
        "id": id, "organizationId": organization().to_string(), "timestamp": 1, "creationStatus": status,
        "errorInfo": error,
    })
}

fn command(error: &Error) -> &CommandError {
    let Error::Command(command) = error else { panic!("{error}") };
    command
}

async fn service() -> Service {
    let service = Service::start().await;
    let accepted = json!({"correlationId": CORRELATION_ID, "orderInfo": entity(ID, "InProgress")});
    service.answer("delivery_create", ok(accepted)).await;
    service.answer("delivery_cancel", ok(json!({"correlationId": CORRELATION_ID}))).await;
    service
}

fn create(client: &Client) -> UntilDone<DeliveryOrder> {
    let soup = NewOrderItem::product(any::<ProductId>()).amount(1).price(350);
    let order = NewDeliveryOrder::builder().phone("+79990000000").items([soup]).build();
    client.deliveries().create(organization(), order).until_done().max_wait(WAIT)
}

fn cancel(client: &Client) -> UntilDone<DeliveryOrder> {
    client.deliveries().cancel(organization(), id()).until_done().max_wait(WAIT)
}

fn client(service: &Service) -> Client {
    service.builder().retry(iiko_transport::RetryPolicy::none()).build().expect("good settings")
}

/// What the service answers to the questions for an order, or for a command, and what a wait comes to.
struct Row {
    what: &'static str,
    order: fn(usize) -> ResponseTemplate,
    command: fn(usize) -> ResponseTemplate,
    created: End,
    cancelled: End,
}

#[derive(Debug, PartialEq, Eq)]
enum End {
    Done,
    Failed,
    Forgotten,
    Unfinished,
    /// Another error, with its status.
    Refused(u16),
}

fn found(status: &str) -> ResponseTemplate {
    ok(json!({"orders": [entity(ID, status)]}))
}

fn state(state: &str) -> ResponseTemplate {
    ok(json!({"state": state, "errorReason": "the terminal is off"}))
}

const TABLE: &[Row] = &[
    Row {
        what: "both succeed",
        order: |turn| found(if turn < 3 { "InProgress" } else { "Success" }),
        command: |turn| state(if turn < 3 { "InProgress" } else { "Success" }),
        created: End::Done,
        cancelled: End::Done,
    },
    Row {
        what: "both fail",
        order: |_| found("Error"),
        command: |_| state("Error"),
        created: End::Failed,
        cancelled: End::Failed,
    },
    Row {
        what: "the command is forgotten, and nothing is there",
        order: |_| ok(json!({"orders": []})),
        command: |_| refusal(410, "no longer kept"),
        created: End::Forgotten,
        cancelled: End::Forgotten,
    },
    Row {
        what: "nothing is there, and the command says why",
        order: |_| ok(json!({"orders": []})),
        command: |_| state("Error"),
        created: End::Failed,
        cancelled: End::Failed,
    },
    Row {
        what: "neither ends",
        order: |_| found("InProgress"),
        command: |_| state("InProgress"),
        created: End::Unfinished,
        cancelled: End::Unfinished,
    },
    Row {
        what: "a state of tomorrow",
        order: |_| found("Frying"),
        command: |_| state("Frying"),
        created: End::Unfinished,
        cancelled: End::Unfinished,
    },
    Row {
        what: "the questions fail for a while",
        order: |turn| if turn < 3 { refusal(503, "later") } else { found("Success") },
        command: |turn| if turn < 3 { refusal(408, "later") } else { state("Success") },
        created: End::Done,
        cancelled: End::Done,
    },
    Row {
        what: "the questions always fail",
        order: |_| refusal(500, "broken"),
        command: |_| refusal(500, "broken"),
        created: End::Unfinished,
        cancelled: End::Unfinished,
    },
    Row {
        what: "the questions are refused",
        order: |_| refusal(403, "not for you"),
        command: |_| refusal(403, "not for you"),
        created: End::Refused(403),
        cancelled: End::Refused(403),
    },
];

fn end(result: &Result<DeliveryOrder, Error>) -> End {
    match result {
        Ok(_) => End::Done,
        Err(Error::Command(command)) if command.is_forgotten() => End::Forgotten,
        Err(Error::Command(command)) if command.is_unfinished() => End::Unfinished,
        Err(Error::Command(command)) => {
            assert!(command.reason().is_some(), "{command}");
            End::Failed
        }
        Err(error) => End::Refused(error.status().expect("a status")),
    }
}

#[tokio::test]
async fn every_end_of_a_creation_and_of_a_change() {
    for row in TABLE {
        let service = service().await;
        service.answer("delivery_by_id", in_turn(row.order)).await;
        service.answer("status", in_turn(row.command)).await;
        let client = client(&service);

        let created = create(&client).await;
        assert_eq!(end(&created), row.created, "creation: {}: {created:?}", row.what);

        let asked = service.count("delivery_by_id").await + service.count("status").await;
        assert!(asked <= 12, "{}: {asked} questions", row.what);
    }
    for row in TABLE {
        let service = service().await;
        service.answer("status", in_turn(row.command)).await;
        service.answer("delivery_by_id", found("Success")).await;

        let cancelled = cancel(&client(&service)).await;

        assert_eq!(end(&cancelled), row.cancelled, "change: {}: {cancelled:?}", row.what);
        let asked = service.count("delivery_by_id").await + service.count("status").await;
        assert!(asked <= 8, "{}: {asked} questions", row.what);
    }
}

#[tokio::test]
async fn a_creation_that_failed_tells_its_code_and_words() {
    let service = service().await;
    service.answer("delivery_by_id", found("Error")).await;

    let error = create(&client(&service)).await.expect_err("it failed");

    let command = command(&error);
    assert_eq!((command.code(), command.reason()), (Some("InvalidPhone"), Some("the phone is no phone")));
    assert_eq!(
        error.to_string(),
        format!("delivery_create: command {CORRELATION_ID} failed: the phone is no phone")
    );
    assert_eq!(error.effect(), iiko_transport::Effect::NotDone);
}

#[tokio::test]
async fn what_the_first_answer_tells_needs_no_question() {
    let service = Service::start().await;
    service.answer("delivery_create", ok(json!({"orderInfo": entity(ID, "Success")}))).await;

    let made = create(&client(&service)).await.expect("it is there at once");

    assert_eq!(made.id, id());
    assert_eq!(service.count("delivery_by_id").await, 0);
}

#[tokio::test]
async fn a_change_whose_answer_names_no_command_is_open() {
    let service = Service::start().await;
    service.answer("delivery_cancel", ok(json!({}))).await;

    let error = cancel(&client(&service)).await.expect_err("nobody can ask");

    assert_eq!(error.effect(), iiko_transport::Effect::Unknown);
    assert!(error.to_string().contains("told no correlation id"), "{error}");
}

#[tokio::test]
async fn steps_are_told_one_by_one() {
    let service = service().await;
    let answers = in_turn(|turn| match turn {
        1 => found("InProgress"),
        2 => refusal(503, "later"),
        _ => found("Success"),
    });
    service.answer("delivery_by_id", answers).await;

    let mut steps = create(&client(&service)).steps();
    let mut told = Vec::new();
    while let Some(step) = steps.next().await {
        told.push(match step.expect("no failure ends it") {
            Step::Accepted { correlation_id } => format!("accepted {}", correlation_id.is_some()),
            Step::Pending { asked } => format!("pending {asked}"),
            Step::Unanswered(error) => format!("unanswered {:?}", error.status()),
            Step::Done(order) => format!("done {}", order.id),
            other => format!("{other:?}"),
        });
    }

    assert_eq!(told, ["accepted true", "pending 1", "unanswered Some(503)", &format!("done {ID}")]);
}

#[tokio::test]
async fn a_failure_is_the_last_step() {
    let service = service().await;
    service.answer("delivery_by_id", found("Error")).await;

    let mut steps = create(&client(&service)).steps();
    assert!(matches!(steps.next().await, Some(Ok(Step::Accepted { .. }))));
    assert!(matches!(steps.next().await, Some(Err(Error::Command(_)))));
    assert!(steps.next().await.is_none());
}

/// Fifty wait, and the service is asked a few times.
#[tokio::test]
async fn many_share_their_questions() {
    let service = Service::start().await;
    let ids: Vec<String> = (1..=50).map(|n| format!("00000000-0000-4000-8000-{n:012}")).collect();
    let (all, turns) = (ids.clone(), ids.clone());
    let accepted = in_turn(move |turn| ok(json!({"orderInfo": entity(&turns[turn - 1], "InProgress")})));
    service.answer("delivery_create", accepted).await;
    let found = move |request: &Request| {
        let asked = body(request).expect("JSON")["orderIds"].as_array().cloned().unwrap_or_default();
        let orders: Vec<Value> =
            asked.iter().map(|id| entity(id.as_str().expect("a text"), "Success")).collect();
        ok(json!({"orders": orders}))
    };
    service.answer("delivery_by_id", found).await;
    let client = client(&service);

    let waits = all.iter().map(|_| tokio::spawn(create(&client).send()));
    let mut made: Vec<String> = Vec::new();
    for wait in waits.collect::<Vec<_>>() {
        made.push(wait.await.expect("no panic").expect("it is made").id.to_string());
    }

    made.sort();
    assert_eq!(made, ids);
    let asked = service.count("delivery_by_id").await;
    assert!(asked <= 25, "{asked} questions for 50 orders");
}

/// Also those that begin at different times end up asking together.
#[tokio::test]
async fn who_waits_long_asks_with_the_others() {
    let service = Service::start().await;
    let accepted = in_turn(|turn| {
        ok(json!({"orderInfo": entity(&format!("00000000-0000-4000-8000-{turn:012}"), "InProgress")}))
    });
    service.answer("delivery_create", accepted).await;
    service.answer("delivery_by_id", ok(json!({"orders": []}))).await;
    let client = client(&service);

    let mut waits = Vec::new();
    for _ in 0..30 {
        waits.push(tokio::spawn(create(&client).max_wait(Duration::from_secs(6)).send()));
        tokio::time::sleep(Duration::from_millis(17)).await;
    }
    let mut questions = Vec::new();
    for wait in waits {
        let error = wait.await.expect("no panic").expect_err("nothing is ever there");
        questions.push(error);
    }

    // Alone each would have asked more than ten times.
    let asked = service.count("delivery_by_id").await;
    assert!(asked < 150, "{asked} questions for {} orders", questions.len());
}

#[tokio::test]
async fn a_webhook_that_comes_first_ends_the_wait() {
    let service = service().await;
    service.answer("delivery_by_id", found("InProgress")).await;
    let client = client(&service);
    let waiting = tokio::spawn(create(&client).max_wait(Duration::from_secs(60)).send());
    let event = |status: &str, id: &str| -> WebhookEvent {
        serde_json::from_value(json!({"eventType": "DeliveryOrderUpdate", "eventInfo": entity(id, status)}))
            .expect("an event")
    };

    while service.count("delivery_by_id").await == 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    client.events().push(event("InProgress", ID));
    client.events().push(event("Success", CORRELATION_ID));
    client.events().push(event("Success", ID));

    let made = waiting.await.expect("no panic").expect("the webhook says so");
    assert_eq!(made.id, id());
    assert!(service.count("delivery_by_id").await < 3);
}

/// An event of a change counts when it names the command.
#[tokio::test]
async fn a_webhook_of_another_command_ends_no_change() {
    let service = service().await;
    service.answer("status", state("InProgress")).await;
    let client = client(&service);
    let waiting = tokio::spawn(cancel(&client).max_wait(Duration::from_secs(60)).send());
    let event = |command: CorrelationId| -> WebhookEvent {
        let event = json!({"eventType": "DeliveryOrderUpdate", "correlationId": command, "eventInfo": entity(ID, "Success")});
        serde_json::from_value(event).expect("an event")
    };

    while service.count("status").await == 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    client.events().push(event(any()));
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert!(!waiting.is_finished());
    client.events().push(event(CORRELATION_ID.parse().expect("a uuid")));

    waiting.await.expect("no panic").expect("the webhook says so");
}

/// Without a runtime's help nobody waits for ever on one who is gone.
#[test]
fn another_runtime_goes_on_where_one_ended() {
    let runtime = || tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let serving = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .expect("a runtime");
    let (service, client) = serving.block_on(async {
        let service = service().await;
        service.answer("delivery_by_id", found("Success")).await;
        let client = service.builder().retry(quick()).build().expect("good settings");
        (service, client)
    });
    runtime().block_on(async {
        // The question is put together, and its runtime ends before it is asked.
        let _ = tokio::time::timeout(Duration::from_millis(205), create(&client).send()).await;
    });
    let made = runtime().block_on(create(&client).max_wait(Duration::from_secs(20)).send());
    assert_eq!(made.expect("the second runtime asks").id, id());
    serving.block_on(async { assert!(service.count("delivery_by_id").await >= 1) });
}
