//! Documented ranges and lengths are checked before anything is sent.

use iiko_transport::types::{
    AddPaymentsRequest, AddressStreet, NewOrderItem, NewPayment, OrderId, OrganizationId, PaymentTypeId,
    ProductId,
};
use iiko_transport::validate::Validate;
use iiko_transport::{Client, Error};
use rust_decimal::Decimal;

fn refused(value: &impl Validate) -> String {
    value.validate().expect_err("a limit is broken").to_string()
}

#[test]
fn a_length_counts_characters() {
    let street = |length: usize| AddressStreet::builder().name("ё".repeat(length)).build();
    assert_eq!(street(60).validate(), Ok(()));
    assert_eq!(refused(&street(61)), "`name` has 61 characters; at most 60 are allowed");
}

#[test]
fn a_range_includes_its_ends() {
    let item = |amount: Decimal| {
        NewOrderItem::from(
            NewOrderItem::product(ProductId::from_uuid(uuid::Uuid::new_v4())).amount(amount).price(350),
        )
    };
    assert_eq!(item(Decimal::new(999_999, 3)).validate(), Ok(()));
    assert_eq!(item(Decimal::ZERO).validate(), Ok(()));
    assert_eq!(refused(&item(Decimal::from(1000))), "`amount` is 1000; the most is 999.999");
    assert_eq!(refused(&item(Decimal::new(-1, 1))), "`amount` is -0.1; the least is 0");
}

#[test]
fn the_path_leads_through_lists() {
    let payment = |sum: i64| NewPayment::cash(PaymentTypeId::from_uuid(uuid::Uuid::new_v4())).sum(sum);
    let request = AddPaymentsRequest::builder()
        .organization_id(OrganizationId::from_uuid(uuid::Uuid::new_v4()))
        .order_id(OrderId::new())
        .payments([payment(5), payment(-5)])
        .build();
    let violation = request.validate().expect_err("a negative payment");
    assert_eq!(violation.path(), "payments[1].sum");
    assert_eq!(violation.reason(), "is -5; the least is 0");
}

#[tokio::test]
async fn a_call_that_breaks_a_limit_is_not_sent() {
    let client = Client::builder("login").base_url("http://127.0.0.1:1").build().expect("a client");
    let payments = [NewPayment::cash(PaymentTypeId::from_uuid(uuid::Uuid::new_v4())).sum(-5)];
    let error = client
        .orders()
        .add_payments(OrderId::new(), OrganizationId::from_uuid(uuid::Uuid::new_v4()), payments)
        .await
        .expect_err("a negative payment");
    assert!(matches!(error, Error::Invalid(_)), "{error:?}");
    assert_eq!(error.to_string(), "order_add_payments: not sent: `payments[0].sum` is -5; the least is 0");
}
