//! Large answers that do not decode: told without a copy of them.

use iiko_transport::Error;
use iiko_transport::types::OrderId;
use serde_json::json;
use wiremock::ResponseTemplate;

use crate::service::{CORRELATION_ID, Service, organization};
use crate::shapes;

const MEGABYTE: usize = 1024 * 1024;

/// An answer of one order whose item has a wrong amount before its tag, behind a remark of that size.
fn order_with_a_wrong_amount(remark: usize) -> String {
    let mut item = shapes::minimal("ProductOrderItem");
    let item = item.as_object_mut().expect("an object");
    item.remove("type");
    item.insert("amount".to_owned(), json!("many"));
    let rest: Vec<String> = item.iter().map(|(key, value)| format!("{}:{value}", json!(key))).collect();
    let item = format!(r#"{{{},"type":"Product"}}"#, rest.join(","));

    let mut delivery = shapes::minimal("DeliveryOrder");
    delivery["order"] = shapes::minimal("DeliveryOrderDetails");
    delivery["order"]["items"] = json!(["ITEM"]);
    let delivery = delivery.to_string().replace(r#""ITEM""#, &item);
    let remark = "x".repeat(remark);
    format!(r#"{{"correlationId":"{CORRELATION_ID}","remark":"{remark}","orders":[{delivery}]}}"#)
}

async fn read(remark: usize) -> Error {
    let service = Service::start().await;
    let answer =
        ResponseTemplate::new(200).set_body_raw(order_with_a_wrong_amount(remark), "application/json");
    service.answer("delivery_by_id", answer).await;
    let call = service.signed_in().deliveries().by_id(organization());
    call.order_ids([OrderId::new()]).await.expect_err("an amount is a number")
}

/// The tag of the item comes last, and still the path goes on into the item, however large the answer.
#[tokio::test]
async fn an_error_in_a_large_answer_is_told_without_a_copy_in_another_order() {
    let path = "orders[0].order.items[0].amount";
    for remark in [0, 60 * MEGABYTE] {
        let error = read(remark).await;

        let Error::Decode(decode) = &error else { panic!("{error}") };
        assert_eq!(decode.path(), path, "{error}");
        assert!(decode.reason().contains("many"), "{}", decode.reason());
        assert_eq!(error.correlation_id().map(|id| id.to_string()).as_deref(), Some(CORRELATION_ID));
        assert!(decode.body().as_bytes().len() > remark, "the answer is kept as it came");
    }
}
