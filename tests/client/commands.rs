//! Commands are followed to their end, whatever happens on the way.

use std::time::Duration;

use iiko_transport::types::{CorrelationId, NewDeliveryOrder, NewOrderItem, NewProductOrderItem, ProductId};
use iiko_transport::{CommandError, Error};
use serde_json::json;
use wiremock::{Request, ResponseTemplate};

use crate::service::{CORRELATION_ID, FOR_EVER, Service, body, in_turn, ok, organization, quick, refusal};

fn correlation_id() -> CorrelationId {
    CORRELATION_ID.parse().expect("a uuid")
}

fn command(error: &Error) -> &CommandError {
    let Error::Command(command) = error else { panic!("{error}") };
    command
}

#[tokio::test]
async fn a_command_is_followed_to_its_success() {
    let service = Service::start().await;
    let answers = in_turn(|nth| ok(json!({"state": if nth < 3 { "InProgress" } else { "Success" }})));
    service.answer("status", answers).await;

    service.client().wait(organization(), correlation_id()).await.expect("it succeeds");

    let requests = service.requests("status").await;
    assert_eq!(requests.len(), 3);
    let expected = json!({"organizationId": organization().to_string(), "correlationId": CORRELATION_ID});
    assert!(requests.iter().all(|request| body(request).as_ref() == Some(&expected)));
}

#[tokio::test]
async fn a_state_of_tomorrow_is_no_end() {
    let service = Service::start().await;
    let answers = in_turn(|nth| ok(json!({"state": if nth == 1 { "Paused" } else { "Success" }})));
    service.answer("status", answers).await;

    service.client().wait(organization(), correlation_id()).await.expect("it succeeds");

    assert_eq!(service.count("status").await, 2);
}

#[tokio::test]
async fn a_command_that_failed_says_why() {
    let service = Service::start().await;
    service.answer("status", ok(json!({"state": "Error", "errorReason": "Terminal group is offline"}))).await;

    let error = service.client().wait(organization(), correlation_id()).await.expect_err("it failed");

    let Error::Command(command) = &error else { panic!("{error}") };
    assert_eq!(command.reason(), Some("Terminal group is offline"));
    assert_eq!(error.correlation_id(), Some(correlation_id()));
    assert_eq!(
        error.to_string(),
        format!("status: command {CORRELATION_ID} failed: Terminal group is offline")
    );
    assert!(!error.is_timeout());
}

#[tokio::test]
async fn patience_has_an_end() {
    let service = Service::start().await;
    service.answer("status", ok(json!({"state": "InProgress"}))).await;
    let client = service.client();

    let error = client
        .wait(organization(), correlation_id())
        .max_wait(Duration::ZERO)
        .await
        .expect_err("no patience");

    let Error::Command(command) = &error else { panic!("{error}") };
    assert_eq!(command.reason(), None);
    assert!(error.is_timeout());
    assert!(error.to_string().contains("still in progress"), "{error}");
    assert_eq!(service.count("status").await, 1);
}

#[tokio::test]
async fn a_command_that_is_no_longer_known_ends_the_wait() {
    let service = Service::start().await;
    service.answer("status", refusal(410, "the correlation id is no longer kept")).await;

    let error = service.client().wait(organization(), correlation_id()).await.expect_err("gone");

    assert_eq!(error.status(), Some(410));
    assert!(command(&error).is_forgotten() && !error.is_timeout());
    assert_eq!(command(&error).reason(), None, "nothing says that it failed");
    assert!(error.to_string().contains("no longer keeps its status"), "{error}");
    assert_eq!(service.count("status").await, 1, "it is not asked for again");
}

/// An exception as restaurants write them.
fn exception() -> serde_json::Value {
    json!({
        "orderId": CORRELATION_ID, "terminalGroup": {"id": CORRELATION_ID, "name": "Hall"}, "code": 500,
        "message": "ConstraintViolationException: Cannot create self-service delivery with address.",
    })
}

async fn failure(status: serde_json::Value) -> Error {
    let service = Service::start().await;
    service.answer("status", ok(status)).await;
    service.client().wait(organization(), correlation_id()).await.expect_err("it failed")
}

#[tokio::test]
async fn the_reason_is_the_exceptions_message_and_the_exception_stands_beside_it() {
    let error = failure(json!({"state": "Error", "exception": exception()})).await;

    let message = "ConstraintViolationException: Cannot create self-service delivery with address.";
    assert_eq!(command(&error).reason(), Some(message));
    assert_eq!(command(&error).exception(), Some(&exception()));
    assert_eq!(error.to_string(), format!("status: command {CORRELATION_ID} failed: {message}"));
    assert!(!format!("{error:?}").contains("Hall"), "an exception may hold anything: {error:?}");
}

#[tokio::test]
async fn the_reason_is_found_under_any_of_its_names() {
    let cases = [
        (json!({"exception": {"Message": "m"}}), "m"),
        (json!({"exception": {"description": "d", "message": null}}), "d"),
        (json!({"exception": {"ErrorReason": "e", "message": " "}}), "e"),
        (json!({"exception": {"DESCRIPTION": "d", "errorReason": "e"}}), "d"),
        (json!({"exception": "words"}), "words"),
        (json!({"exception": exception(), "errorReason": "the service's own"}), "the service's own"),
        (json!({"exception": {"code": 7}, "errorReason": ""}), "no reason given"),
        (json!({"exception": null}), "no reason given"),
    ];
    for (mut status, expected) in cases {
        status["state"] = json!("Error");
        let error = failure(status.clone()).await;
        assert_eq!(command(&error).reason(), Some(expected), "{status}");
    }
}

#[tokio::test]
async fn failed_questions_do_not_end_the_wait() {
    let service = Service::start().await;
    let answers = in_turn(|nth| match nth {
        1 => ResponseTemplate::new(502).set_body_raw("<html>", "text/html"),
        2 => refusal(500, "an accident"),
        3 => refusal(429, "Too many requests"),
        4 => ok(json!({"state": "InProgress"})),
        _ => ok(json!({"state": "Success"})),
    });
    service.answer("status", answers).await;
    let builder = service.builder().retry(iiko_transport::RetryPolicy::none());

    builder
        .build()
        .expect("good settings")
        .wait(organization(), correlation_id())
        .await
        .expect("it succeeds");

    assert_eq!(service.count("status").await, 5);
}

#[tokio::test]
async fn a_broken_connection_does_not_end_the_wait() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let rude = tokio::spawn(async move {
        // Closed unread, more often than the client repeats a call.
        for _ in 0..5 {
            drop(listener.accept().await.expect("a connection"));
        }
        drop(listener);
    });
    let builder = iiko_transport::Client::builder("login").base_url(url).retry(quick());
    let client = builder.working_token("TOKEN-0").build().expect("good settings");

    let error = client
        .wait(organization(), correlation_id())
        .max_wait(Duration::from_secs(2))
        .await
        .expect_err("nobody tells");

    rude.await.expect("it was asked more than once");
    let source = std::error::Error::source(command(&error)).expect("what asking failed with");
    assert!(
        source.downcast_ref::<Error>().is_some_and(|last| matches!(last, Error::Connection(_))),
        "{source}"
    );
    assert!(error.is_timeout() && command(&error).is_unfinished());
}

#[tokio::test]
async fn a_refusal_ends_the_wait_as_it_is() {
    let service = Service::start().await;
    service.answer("status", refusal(400, "no such organization")).await;

    let error = service.client().wait(organization(), correlation_id()).await.expect_err("refused");

    assert!(matches!(error, Error::Api(_)), "{error}");
    assert_eq!(service.count("status").await, 1);
}

#[tokio::test]
async fn patience_cuts_a_question_off_and_tells_the_failure_before() {
    let service = Service::start().await;
    let answers = in_turn(|nth| match nth {
        1 => refusal(500, "an accident"),
        _ => ok(json!({"state": "InProgress"})).set_delay(FOR_EVER),
    });
    service.answer("status", answers).await;
    let builder = service.builder().retry(iiko_transport::RetryPolicy::none()).working_token("TOKEN-0");
    let client = builder.build().expect("good settings");

    let waiting = client.wait(organization(), correlation_id()).max_wait(Duration::from_secs(1));
    let error = waiting.await.expect_err("no end in time");

    let waited = command(&error).waited();
    // A second and what a busy machine adds; each question would take ten by itself.
    assert!(waited >= Duration::from_secs(1) && waited < Duration::from_secs(6), "{waited:?}");
    let source = std::error::Error::source(command(&error)).expect("what asking failed with");
    assert!(source.to_string().contains("an accident"), "{source}");
    assert!(error.to_string().contains("is not known to have ended"), "{error}");
}

/// Time stands still but for the waits, so that an hour of them takes no time: all of them are on tokio's clock.
#[tokio::test(start_paused = true)]
#[expect(clippy::disallowed_methods, reason = "the real clock is meant, beside the paused one")]
async fn an_hour_of_patience_passes_on_a_paused_clock() {
    let service = Service::start().await;
    service.answer("status", |_: &Request| refusal(503, "later")).await;
    let client = service.signed_in();
    let (hour, began) = (Duration::from_secs(3600), std::time::Instant::now());

    let error =
        client.wait(organization(), correlation_id()).max_wait(hour).await.expect_err("it never ends");

    let waited = command(&error).waited();
    assert!(waited >= hour && waited < hour + Duration::from_secs(1), "{waited:?}");
    assert!(began.elapsed() < hour, "the real clock was not waited for");
    assert!(std::error::Error::source(command(&error)).is_some(), "{error}");
}

#[tokio::test]
async fn an_answer_without_a_correlation_id_is_a_success_that_cannot_be_followed() {
    let service = Service::start().await;
    let taken = json!({"correlationId": null, "orderInfo": {
        "id": CORRELATION_ID, "organizationId": CORRELATION_ID, "timestamp": 1, "creationStatus": "InProgress",
    }});
    service.answer("delivery_create", ok(taken)).await;
    let client = service.client();
    let order =
        NewDeliveryOrder::builder().phone("+79990000000").items([NewOrderItem::from(product())]).build();

    let made = client.delivery_create(organization(), order).await.expect("the order is made");
    let error = client.wait(organization(), made.correlation_id).await.expect_err("nothing to ask for");

    assert_eq!(made.correlation_id, None);
    assert!(error.to_string().contains("no correlation id"), "{error}");
    assert_eq!(service.count("status").await, 0);
}

fn product() -> NewProductOrderItem {
    NewProductOrderItem::builder()
        .product_id(CORRELATION_ID.parse::<ProductId>().expect("a uuid"))
        .amount(1)
        .price(1)
        .build()
}
