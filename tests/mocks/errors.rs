//! Errors that a mock fails with: what the client would make of a refusal, a silence, a broken line.

use std::time::Duration;

use iiko_transport::types::CorrelationId;
use iiko_transport::{Effect, Error, mock};
use serde_json::json;

#[test]
fn a_refusal_says_what_the_service_says() {
    let body = json!({ "correlationId": "00000000-0000-4000-8000-00000000000f", "errorDescription": "No such dish" });
    let error = mock::refused("order_create", 400, &body);
    let api = error.api().expect("the service's own words");
    assert_eq!((api.description(), api.status()), (Some("No such dish"), 400));
    assert!(error.correlation_id().is_some());
    assert_eq!((error.operation(), error.effect()), (Some("order_create"), Effect::NotDone));
}

#[test]
fn a_refused_login_is_told_apart() {
    let error = mock::refused("access_token", 401, &json!({ "errorDescription": "Wrong login" }));
    assert!(error.is_authentication(), "{error}");
    let error =
        mock::refused("/api/1/order/create", 423, &json!({ "errorDescription": "API login is locked" }));
    assert!(matches!(&error, Error::Authentication(refused) if refused.is_blocked()), "{error}");
}

#[test]
fn a_failure_of_the_service_leaves_the_effect_open() {
    let error = mock::refused("order_create", 500, &json!({ "message": "oops" }));
    assert_eq!((error.status(), error.effect()), (Some(500), Effect::Unknown));
}

#[test]
fn the_network_fails_in_its_ways() {
    let late = mock::timed_out("order_create", Duration::from_secs(20));
    assert!(late.is_timeout() && late.effect() == Effect::Unknown, "{late}");
    let lost = mock::connection_lost("order_create");
    assert!(matches!(lost, Error::Connection(_)) && lost.effect() == Effect::Unknown, "{lost}");
    let never = mock::not_connected("order_create");
    assert!(matches!(never, Error::Connection(_)) && never.effect() == Effect::NotDone, "{never}");
    let held = mock::rate_limited("order_create", Duration::from_secs(7));
    assert_eq!(
        (held.retry_after(), held.effect()),
        (Some(Duration::from_secs(7)), Effect::NotDone),
        "{held}"
    );
}

#[test]
fn a_command_fails_with_the_restaurants_words() {
    let command = CorrelationId::from_uuid(uuid::Uuid::from_u128(7));
    let error = mock::command_failed(command, "The terminal is off");
    assert!(
        matches!(&error, Error::Command(failed) if failed.reason() == Some("The terminal is off")),
        "{error}"
    );
}

#[test]
fn an_operation_that_nobody_knows_fails_too() {
    let error = mock::refused("/api/1/brand/new", 404, &json!({ "message": "not there" }));
    assert_eq!((error.operation(), error.status()), (Some("/api/1/brand/new"), Some(404)));
}
