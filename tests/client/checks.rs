//! Documented limits are checked before a request is sent, unless the client or the call says not to: the service
//! may have changed a limit after this client's release.

use iiko_transport::types::{NewPayment, OrderId, PaymentTypeId};
use iiko_transport::{Client, Error};
use serde_json::json;

use crate::service::{Service, body, ok, organization};
use crate::shapes;

const OPERATION: &str = "order_add_payments";

async fn service() -> Service {
    let service = Service::start().await;
    service.answer(OPERATION, ok(shapes::answer(OPERATION))).await;
    service
}

fn call(client: &Client) -> iiko_transport::calls::OrderAddPayments {
    let order: OrderId = "00000005-0000-4000-8000-000000000005".parse().expect("a uuid");
    let kind: PaymentTypeId = "00000006-0000-4000-8000-000000000006".parse().expect("a uuid");
    client.orders().add_payments(order, organization(), [NewPayment::cash(kind).sum(-5)])
}

#[tokio::test]
async fn a_request_beyond_a_limit_is_refused_by_default() {
    let service = service().await;
    let error = call(&service.client()).await.expect_err("a negative payment");
    assert!(matches!(error, Error::Invalid(_)), "{error:?}");
    assert_eq!(service.all_requests().await.len(), 0, "not even a token is asked for");
}

#[tokio::test]
async fn a_client_without_checks_sends_it_and_a_call_switches_them_on_again() {
    let service = service().await;
    let client = service.builder().validate(false).build().expect("the settings are good");

    call(&client).await.expect("the service judges, and takes it");
    let sent = body(&service.requests(OPERATION).await[0]).expect("a body");
    assert_eq!(sent["payments"][0]["sum"], json!(-5));

    let error = call(&client).validate(true).await.expect_err("a negative payment");
    assert!(matches!(error, Error::Invalid(_)), "{error:?}");
    assert_eq!(service.count(OPERATION).await, 1);
}

#[tokio::test]
async fn a_call_without_checks_is_sent_and_the_client_goes_on_checking() {
    let service = service().await;
    let client = service.client();

    call(&client).validate(false).await.expect("the service judges, and takes it");
    assert_eq!(service.count(OPERATION).await, 1);
    call(&client).await.expect_err("the client still checks");
    assert_eq!(service.count(OPERATION).await, 1);
}
