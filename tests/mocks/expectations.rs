//! What a mock checks: arguments, how often, in which order; and what it says of a call that it was not told about.

use std::panic::AssertUnwindSafe;

use iiko_transport::interfaces::DeliveriesApi;
use iiko_transport::mock::{self, MockDeliveriesApi, mockall};
use iiko_transport::types::{CommandAccepted, ConfirmRequest, OrderId, OrganizationId};

fn request(organization: u128) -> ConfirmRequest {
    let organization = OrganizationId::from_uuid(uuid::Uuid::from_u128(organization));
    ConfirmRequest::builder().organization_id(organization).order_id(OrderId::new()).build()
}

fn done() -> CommandAccepted {
    CommandAccepted::builder().build()
}

/// What a test of a user's would print.
fn panic_of(work: impl FnOnce()) -> String {
    let panic = std::panic::catch_unwind(AssertUnwindSafe(work)).expect_err("a panic");
    let text = panic.downcast_ref::<String>().cloned();
    text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned())).unwrap_or_default()
}

#[tokio::test]
async fn arguments_choose_the_expectation() {
    let mut deliveries = MockDeliveriesApi::new();
    let mine = request(1).organization_id;
    deliveries
        .expect_confirm()
        .withf(move |request| request.organization_id == mine)
        .returning(|_| mock::ok(done()));
    deliveries.expect_confirm().returning(|_| mock::fail(mock::not_connected("confirm")));

    deliveries.confirm(request(1)).await.expect("mine");
    deliveries.confirm(request(2)).await.expect_err("another's");
}

#[tokio::test]
async fn answers_come_in_their_order() {
    let mut deliveries = MockDeliveriesApi::new();
    let mut order = mockall::Sequence::new();
    deliveries
        .expect_confirm()
        .times(1)
        .in_sequence(&mut order)
        .returning(|_| mock::fail(mock::connection_lost("confirm")));
    deliveries.expect_confirm().times(1).in_sequence(&mut order).returning(|_| mock::ok(done()));

    deliveries.confirm(request(1)).await.expect_err("the first time");
    deliveries.confirm(request(1)).await.expect("the second time");
}

#[test]
fn calls_are_counted() {
    let mut deliveries = MockDeliveriesApi::new();
    deliveries.expect_confirm().times(1).returning(|_| mock::ok(done()));
    let said = panic_of(|| drop(deliveries));
    assert!(said.contains("MockDeliveriesApi::confirm") && said.contains("called 0 time"), "{said}");
}

#[test]
fn a_call_that_nobody_told_of_is_named() {
    let deliveries = MockDeliveriesApi::new();
    let said = panic_of(|| drop(deliveries.confirm(request(1))));
    assert!(said.contains("MockDeliveriesApi::confirm"), "{said}");
}
