//! Whether a write that failed took effect, and what its error tells of the answer.

use std::num::NonZeroU32;
use std::time::Duration;

use iiko_transport::types::{CorrelationId, NewDeliveryOrder, NewOrderItem, OrderId};
use iiko_transport::{Client, Effect, Error, RateLimits, RetryPolicy};
use serde_json::json;
use wiremock::ResponseTemplate;

use crate::service::{CORRELATION_ID, FOR_EVER, LOGIN, Service, ok, organization, refusal, token};

/// A write that meets an answer.
async fn write(answer: ResponseTemplate) -> Error {
    let service = Service::start().await;
    service.answer("confirm", answer).await;
    let client =
        service.builder().working_token("TOKEN-0").response_limit(100_000).build().expect("good settings");
    client
        .confirm(organization(), OrderId::new())
        .retry(RetryPolicy::none())
        .deadline(Duration::from_secs(2))
        .await
        .expect_err("it fails")
}

fn page(status: u16) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_raw("<html></html>", "text/html")
}

#[tokio::test]
async fn an_answer_tells_whether_the_write_took_effect() {
    let large = ResponseTemplate::new(200).set_body_raw(vec![b' '; 200_000], "application/json");
    let cases = [
        ("refused", refusal(400, "closed"), Effect::NotDone),
        ("refused otherwise", refusal(422, "closed"), Effect::NotDone),
        ("too often", refusal(429, "too often"), Effect::NotDone),
        ("the service's own time-out", refusal(408, "late"), Effect::Unknown),
        ("the service's failure", refusal(500, "oops"), Effect::Unknown),
        ("an error in a success", refusal(200, "closed"), Effect::NotDone),
        ("a gateway's page", page(502), Effect::Unknown),
        ("a gateway's refusal", page(403), Effect::Unknown),
        ("a gateway's limit", page(429), Effect::NotDone),
        ("a hotel's page", page(200), Effect::Unknown),
        ("an unreadable success", ok(json!([1])), Effect::Done),
        ("a success that is too large", large, Effect::Done),
        ("no token that the service takes", refusal(401, "no"), Effect::NotDone),
        ("no answer", ok(json!({})).set_delay(FOR_EVER), Effect::Unknown),
    ];
    for (what, answer, expected) in cases {
        let error = write(answer).await;
        assert_eq!(error.effect(), expected, "{what}: {error}");
    }
}

#[tokio::test]
async fn what_was_never_sent_was_not_done() {
    let service = Service::start().await;
    service.answer("confirm", ok(json!({"correlationId": CORRELATION_ID}))).await;
    let client = service.client();

    let phone = "9".repeat(41);
    let order = NewDeliveryOrder::builder().phone(phone).items(Vec::<NewOrderItem>::new()).build();
    let invalid = client.delivery_create(organization(), order).await.expect_err("the phone is too long");
    assert!(matches!(invalid, Error::Invalid(_)), "{invalid}");

    let unknown = client.call("confirmed", json!({})).await.expect_err("no such operation");
    let no_id = client.wait(organization(), None::<CorrelationId>).await.expect_err("nothing to ask for");
    for error in [&unknown, &no_id] {
        assert!(matches!(error, Error::Request(_)), "{error}");
    }
    assert_eq!((unknown.operation(), no_id.operation()), (Some("confirmed"), Some("status")));
    assert!(no_id.to_string().contains("no correlation id"), "{no_id}");

    let none_left = client.confirm(organization(), OrderId::new()).deadline(Duration::ZERO);
    let late = none_left.await.expect_err("no time");
    assert!(matches!(late, Error::Timeout(_)), "{late}");

    let closed = Client::builder(LOGIN)
        .base_url("http://127.0.0.1:1")
        .working_token("TOKEN-0")
        .retry(RetryPolicy::none());
    let closed = closed.build().expect("good settings").confirm(organization(), OrderId::new()).await;
    let unreachable = closed.expect_err("nobody is there");
    assert!(unreachable.is_connect(), "{unreachable}");

    for error in [invalid, unknown, no_id, late, unreachable] {
        assert_eq!(error.effect(), Effect::NotDone, "{error}");
    }
}

#[tokio::test]
async fn without_a_token_nothing_was_done() {
    for answer in [refusal(401, "no"), refusal(500, "oops"), page(502), token("").set_delay(FOR_EVER)] {
        let service = Service::without_tokens().await;
        service.answer("access_token", answer).await;
        let call = service.client().confirm(organization(), OrderId::new()).deadline(Duration::from_secs(1));

        let error = call.await.expect_err("no token");

        assert_eq!(error.effect(), Effect::NotDone, "{error}");
        assert_eq!(service.count("confirm").await, 0);
    }
}

#[tokio::test]
async fn a_command_that_failed_was_not_done_and_one_that_runs_may_be() {
    for (state, expected) in [("Error", Effect::NotDone), ("InProgress", Effect::Unknown)] {
        let service = Service::start().await;
        service.answer("status", ok(json!({"state": state, "errorReason": "offline"}))).await;
        let id: CorrelationId = CORRELATION_ID.parse().expect("a uuid");

        let error =
            service.client().wait(organization(), id).max_wait(Duration::ZERO).await.expect_err("no success");

        assert_eq!(error.effect(), expected, "{error}");
    }
}

#[tokio::test]
async fn an_error_keeps_the_headers_of_its_answer() {
    let headers = |answer: ResponseTemplate| {
        answer
            .insert_header("Retry-After", "120")
            .insert_header("X-Request-Id", "r-1")
            .insert_header("Set-Cookie", "s=SECRET")
    };
    let cases = [refusal(400, "closed"), page(502), ok(json!([1])), refusal(401, "no")];
    for answer in cases {
        let error = write(headers(answer)).await;

        let told = error.headers().unwrap_or_else(|| panic!("no headers: {error}"));
        assert_eq!(told.get("x-REQUEST-id"), Some("r-1"), "{error}");
        assert_eq!(told.get("no header"), None);
        assert!(told.iter().any(|(name, value)| (name, value) == ("x-request-id", "r-1")), "{error}");
        assert_eq!(error.retry_after(), Some(Duration::from_secs(120)), "{error}");
        let debug = format!("{error:?}");
        assert!(
            debug.contains("x-request-id") && !debug.contains("SECRET") && !debug.contains("r-1"),
            "{debug}"
        );
    }
    let error = write(ok(json!({})).set_delay(FOR_EVER)).await;
    assert!(error.headers().is_none() && error.retry_after().is_none(), "{error}");
}

#[tokio::test]
async fn the_client_s_own_limit_tells_how_long_to_wait() {
    let service = Service::start().await;
    service.answer("confirm", ok(json!({"correlationId": CORRELATION_ID}))).await;
    let limits = RateLimits::none().all(NonZeroU32::MIN, Duration::from_secs(3600));
    let client =
        service.builder().working_token("TOKEN-0").rate_limits(limits).build().expect("good settings");
    client.confirm(organization(), OrderId::new()).await.expect("the first goes through");

    let error = client.confirm(organization(), OrderId::new()).await.expect_err("the second has to wait");

    assert!(error.retry_after() > Some(Duration::from_secs(60)), "{error}");
    assert_eq!(error.effect(), Effect::NotDone);
}
