//! What a call brings beside its answer.

use std::time::Duration;

use iiko_transport::types::OrderId;
use serde_json::json;
use wiremock::ResponseTemplate;

use crate::service::{Service, in_turn, ok, organization};
use crate::shapes;

#[tokio::test]
async fn a_call_tells_status_headers_attempts_and_time() {
    let service = Service::start().await;
    let answers = in_turn(|nth| match nth {
        1 => ResponseTemplate::new(503),
        _ => ok(shapes::answer("regions"))
            .insert_header("X-Request-Id", "r-1")
            .set_delay(Duration::from_millis(50)),
    });
    service.answer("regions", answers).await;

    let response =
        service.signed_in().regions([organization()]).with_response().await.expect("a good answer");

    assert_eq!((response.status, response.attempts), (200, 2));
    assert_eq!(response.headers.get("X-Request-ID"), Some("r-1"));
    assert!(response.duration >= Duration::from_millis(50), "{:?}", response.duration);
    assert!(!format!("{response:?}").contains("r-1"), "values of headers are nobody else's business");
    assert!(response.into_value().regions.is_empty());
}

#[tokio::test]
async fn so_does_an_untyped_call_and_one_without_an_answer() {
    let service = Service::start().await;
    service.answer("regions", ok(json!({"anything": 1}))).await;
    service.answer("delivery_update_tracking_link", ResponseTemplate::new(204)).await;
    let client = service.signed_in();

    let untyped = client.call("regions", json!({})).with_response().await.expect("a good answer");
    assert_eq!((untyped.status, untyped.attempts, untyped.value), (200, 1, json!({"anything": 1})));

    let call = client.deliveries().update_tracking_link(organization(), OrderId::new());
    let nothing = call.with_response().await.expect("a success");
    assert_eq!((nothing.status, nothing.value), (204, ()));
}

#[tokio::test]
async fn a_refusal_is_the_same_error() {
    let service = Service::start().await;
    service.answer("regions", ResponseTemplate::new(404)).await;

    let error = service.signed_in().regions([organization()]).with_response().await.expect_err("no success");

    assert_eq!(error.status(), Some(404));
}
