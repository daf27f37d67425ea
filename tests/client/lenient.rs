//! Lenient reading: a broken item of a list whose items stand for themselves goes, the rest of the answer stays.

use iiko_transport::types::{DeliveryOrdersResponse, OrderId};
use iiko_transport::{Client, Error, Response};
use serde_json::{Value, json};

use crate::service::{CORRELATION_ID, Service, ok, organization};
use crate::shapes;

/// An order with that id.
fn order(number: u8) -> Value {
    let mut order = shapes::minimal("DeliveryOrder");
    order["id"] = json!(id(number));
    order
}

fn id(number: u8) -> String {
    format!("0d000000-0000-4000-8000-0000000000{number:02x}")
}

/// An order that a restaurant has written in a way that nobody knows.
fn odd(number: u8) -> Value {
    let mut order = order(number);
    order["order"] = shapes::minimal("DeliveryOrderDetails");
    order["order"]["sum"] = json!("a lot");
    order["order"]["phone"] = json!("+79991234567");
    order
}

fn orders(orders: &[Value]) -> Value {
    json!({"correlationId": CORRELATION_ID, "orders": orders})
}

async fn service(body: Value) -> Service {
    let service = Service::start().await;
    service.answer("delivery_by_id", ok(body)).await;
    service
}

fn ids(answer: &DeliveryOrdersResponse) -> Vec<String> {
    answer.orders.iter().map(|order| order.id.to_string()).collect()
}

async fn read(client: &Client) -> Result<Response<DeliveryOrdersResponse>, Error> {
    client.deliveries().by_id(organization()).order_ids([OrderId::new()]).with_response().await
}

#[tokio::test]
async fn one_broken_order_takes_no_other_with_it() {
    let service = service(orders(&[order(1), odd(2), order(3)])).await;
    let call = service.signed_in().deliveries().by_id(organization()).lenient();

    let response = call.clone().with_response().await.expect("the others are good");

    assert_eq!(ids(&response.value), [id(1), id(3)]);
    let [broken] = response.skipped() else { panic!("{response:?}") };
    assert_eq!((broken.index(), broken.path()), (1, "orders[1].order.sum"));
    assert_eq!(serde_json::from_str::<Value>(broken.raw()).expect("as it came"), odd(2));
    assert_eq!(response.skipped_count(), 1);
    assert!(!format!("{response:?} {broken}").contains("1234567"), "{broken:?}");
    assert_eq!(ids(&call.await.expect("the same")), [id(1), id(3)]);
}

#[tokio::test]
async fn strict_is_the_default_and_either_can_be_chosen_for_the_client_and_the_call() {
    let service = service(orders(&[order(1), odd(2)])).await;
    let lenient = service.builder().working_token("TOKEN-0").lenient().build().expect("good settings");
    let strict = service.signed_in();
    let is_decode = |result: Result<_, Error>| matches!(result, Err(Error::Decode(_)));

    assert!(is_decode(read(&strict).await));
    assert!(is_decode(lenient.deliveries().by_id(organization()).strict().with_response().await));
    assert_eq!(read(&lenient).await.expect("the others are good").skipped().len(), 1);
    strict.deliveries().by_id(organization()).lenient().await.expect("the others are good");
    assert!(is_decode(strict.deliveries().by_id(organization()).lenient().strict().with_response().await));
}

#[tokio::test]
async fn a_good_answer_lacks_nothing() {
    let service = service(orders(&[order(1), order(2)])).await;

    let response = service.signed_in().deliveries().by_id(organization()).lenient().with_response().await;

    let response = response.expect("a good answer");
    assert!(response.skipped().is_empty() && response.skipped_count() == 0);
    assert_eq!(ids(&response.value), [id(1), id(2)]);
}

#[tokio::test]
async fn what_is_broken_elsewhere_is_an_error_all_the_same() {
    for body in [json!({"orders": {"not": "a list"}}), json!([orders(&[odd(1)])]), json!("orders")] {
        let service = service(body).await;

        let result = service.signed_in().deliveries().by_id(organization()).lenient().await;

        assert!(matches!(result, Err(Error::Decode(_))), "{result:?}");
    }
}

#[tokio::test]
async fn an_unreadable_success_does_not_tell_the_token() {
    let token = "the-token-that-is-repeated";
    let service = service(json!({"orders": format!("of {token}"), "said": token})).await;
    let client = service.builder().working_token(token).build().expect("good settings");

    let error = read(&client).await.expect_err("no list");

    let Error::Decode(decode) = &error else { panic!("{error}") };
    let source = std::error::Error::source(&error).expect("a cause");
    let told = format!("{error} {error:?} {source} {}", decode.body().to_text());
    assert!(!told.contains(token), "{told}");
    assert!(told.contains("[redacted]") && decode.path() == "orders", "{told}");
}
