//! Tagged unions: built in a word, told apart by their tag alone.

use iiko_transport::testing;
use iiko_transport::types::{
    MenuByIdResponse, NewOrderItem, NewPayment, NewProductOrderItem, PaymentTypeId, ProductId, StatusResponse,
};
use rust_decimal::Decimal;
use serde_json::{Value, json};

fn id<T: From<uuid::Uuid>>(number: u128) -> T {
    T::from(uuid::Uuid::from_u128(number))
}

#[test]
fn a_variant_is_built_by_its_name() {
    let item = NewOrderItem::product(id::<ProductId>(8), 2, Decimal::new(1755, 1));
    let payment = NewPayment::cash(id::<PaymentTypeId>(9), Decimal::new(35050, 2));
    assert_eq!(
        json!([item, payment]),
        json!([
            { "type": "Product", "productId": "00000000-0000-0000-0000-000000000008", "amount": 2, "price": 175.5 },
            { "paymentTypeKind": "Cash", "paymentTypeId": "00000000-0000-0000-0000-000000000009", "sum": 350.5 },
        ])
    );
}

#[test]
fn a_built_variant_becomes_its_union() {
    let product = NewProductOrderItem::builder().product_id(id::<ProductId>(8)).amount(2).price(350);
    let product = product.comment("no onions").build();
    let item: NewOrderItem = product.into();
    assert_eq!(json!(item)["type"], "Product");
    assert_eq!(json!(item)["comment"], "no onions");
}

#[test]
fn the_tag_may_stand_anywhere() {
    for body in [
        r#"{"state": "Error", "exception": {"text": "out of dough"}}"#,
        r#"{"exception": {"text": "out of dough"}, "state": "Error"}"#,
    ] {
        let StatusResponse::Error(failed) = testing::decode(body).expect("a status") else {
            panic!("{body}")
        };
        assert_eq!(failed.exception, Some(json!({"text": "out of dough"})));
    }
}

#[test]
fn a_tag_may_be_a_number() {
    let MenuByIdResponse::V3(_) =
        testing::decode(r#"{"id": 5, "comboCategories": [], "formatVersion": 3}"#).expect("a menu")
    else {
        panic!("not the third version")
    };
}

#[test]
fn what_has_no_tag_or_another_type_of_tag_is_kept() {
    for body in
        [json!({}), json!({ "state": null, "a": 1 }), json!({ "state": 5 }), json!({ "State": "Success" })]
    {
        let status: StatusResponse = testing::decode(body.to_string()).expect("kept");
        assert_eq!(status, StatusResponse::Unknown(body.clone()));
        assert_eq!(serde_json::to_value(&status).expect("JSON"), body);
    }
}

#[test]
fn what_is_no_object_is_refused() {
    for body in ["5", "\"Success\"", "null"] {
        let text = testing::decode::<StatusResponse>(body).expect_err("no object").to_string();
        assert!(text.contains("expected an object of StatusResponse with `state`"), "{text}");
    }
}

#[test]
fn an_unknown_variant_can_be_sent() {
    let unknown: Value = json!({ "type": "Hologram", "beams": 3 });
    assert_eq!(json!(NewOrderItem::Unknown(unknown.clone())), unknown);
}
