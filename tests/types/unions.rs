//! Tagged unions: built in a word, told apart by their tag alone.

use std::str::FromStr;

use iiko_transport::types::{
    CustomerInfoRequest, MenuByIdResponse, NewCompoundOrderItemComponent, NewOrderItem, NewPayment,
    NewProductOrderItem, NewTableOrder, OrderId, Organization, OrganizationId, PaymentTypeId, ProductId,
    SendRequest, StatusResponse, TerminalGroupId, WebhookEvent,
};
use iiko_transport::{Client, testing};
use rust_decimal::Decimal;
use serde_json::{Value, json};

fn id<T: FromStr<Err: std::fmt::Debug>>(number: u128) -> T {
    uuid::Uuid::from_u128(number).to_string().parse().expect("a uuid")
}

#[test]
fn a_variant_is_built_by_its_name() {
    let item: NewOrderItem =
        NewOrderItem::product(id::<ProductId>(8)).amount(2).price(Decimal::new(1755, 1)).into();
    let payment: NewPayment = NewPayment::cash(id::<PaymentTypeId>(9)).sum(Decimal::new(35050, 2)).into();
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
fn what_is_no_id_or_word_goes_by_name_in_any_order() {
    let dish = || NewOrderItem::product(id::<ProductId>(8));
    let one: NewOrderItem = dish().price(350).amount(2).into();
    let other: NewOrderItem = dish().amount(2).price(350).into();
    assert_eq!(one, other);
    let by_phone = CustomerInfoRequest::phone(id::<OrganizationId>(1), "+79990000000");
    assert_eq!(json!(CustomerInfoRequest::from(by_phone))["phone"], "+79990000000");
    let attention = SendRequest::order_attention(id::<OrderId>(2), id::<OrganizationId>(1));
    let attention = attention.order_source("kiosk").additional_info("napkins").build();
    assert_eq!(json!(SendRequest::from(attention))["additionalInfo"], "napkins", "two texts have names");
}

#[test]
fn builders_go_wherever_what_they_build_is_taken() {
    let dish = || NewOrderItem::product(id::<ProductId>(8)).amount(2).price(350);
    // In one state: as they are. In several: built. Of several variants: as the union.
    let same = NewTableOrder::builder().items([dish(), dish()]).build();
    let states = NewTableOrder::builder().items([dish().build(), dish().comment("hot").build()]).build();
    let part = NewCompoundOrderItemComponent::builder().product_id(id::<ProductId>(9));
    let pizza = NewOrderItem::compound(part).amount(1);
    let variants = NewTableOrder::builder().items([NewOrderItem::from(dish()), pizza.into()]).build();

    assert_eq!(json!(same)["items"][1]["amount"], 2);
    assert_eq!(json!(states)["items"][1]["comment"], "hot");
    assert_eq!(json!(variants)["items"][1]["type"], "Compound");

    let client = Client::builder("login").build().expect("good settings");
    let call = client.order_create(
        id::<OrganizationId>(1),
        id::<TerminalGroupId>(3),
        NewTableOrder::builder().items([dish()]),
    );
    assert_eq!(json!(call.request())["order"]["items"][0]["price"], 350);
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

#[test]
fn what_all_variants_have_is_read_without_asking_which_it_is() {
    let id = "00000000-0000-0000-0000-000000000003";
    let read = |value: Value| testing::decode::<Organization>(value.to_string()).expect("an organization");

    let simple = read(json!({ "responseType": "Simple", "id": id, "name": "Samovar" }));
    assert!(matches!(simple, Organization::Simple(_)));
    assert_eq!((simple.id(), simple.name()), (Some(self::id(3)), Some("Samovar")));
    assert_eq!((simple.code(), simple.external_data().len()), (None, 0));

    // Of a variant that nobody knows, its JSON tells.
    let new = read(json!({ "responseType": "Brand", "id": id, "name": "Samovar", "externalData": [{}] }));
    assert!(matches!(new, Organization::Unknown(_)));
    assert_eq!((new.id(), new.name()), (Some(self::id(3)), Some("Samovar")));
    assert!(new.external_data().is_empty());
    let broken = read(json!({ "responseType": "Brand", "id": 7 }));
    assert_eq!((broken.id(), broken.name()), (None, None));
}

#[test]
fn shared_amounts_and_flags_are_copied() {
    let item = NewOrderItem::product(id::<ProductId>(8)).amount(Decimal::new(15, 1)).comment("hot");
    let item = NewOrderItem::from(item);
    assert_eq!((item.amount(), item.comment()), (Some(Decimal::new(15, 1)), Some("hot")));
    let event: WebhookEvent = testing::decode(
        json!({ "eventType": "Brand", "eventTime": "2026-11-26 10:00:00.000", "organizationId": 1 })
            .to_string(),
    )
    .expect("an event");
    assert_eq!(event.event_time().map(|time| time.to_string()).as_deref(), Some("2026-11-26 10:00:00"));
    assert_eq!(event.organization_id(), None);
}
