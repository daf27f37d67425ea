//! The service with mocks: no network, no restaurant, every case that matters.

use std::sync::Arc;
use std::time::Duration;

use iiko_transport::Error;
use iiko_transport::mock::{self, MockMenuApi, MockOrdersApi};
use iiko_transport::types::{
    NewOrderItem, OrderCreateResponse, OrderId, OrganizationId, PlainMenu, PlainMenuProduct, ProductId,
    TableOrder, TableOrdersResponse, TerminalGroupId,
};
use serde_json::json;

use crate::service::{NoOrder, OrderService};

const ORGANIZATION: OrganizationId = OrganizationId::from_uuid(uuid::Uuid::from_u128(1));
const GROUP: TerminalGroupId = TerminalGroupId::from_uuid(uuid::Uuid::from_u128(2));
const MENU: &str = "9001";
const SOUP: ProductId = ProductId::from_uuid(uuid::Uuid::from_u128(3));

fn menus() -> MockMenuApi {
    let soup = PlainMenuProduct::builder().id(SOUP).sku("1").build();
    let menu = PlainMenu::builder().id(MENU).name("Menu").products([soup]).build();
    let mut menus = MockMenuApi::new();
    menus
        .expect_v3_by_id()
        .withf(|request| request.organization_id == ORGANIZATION && request.external_menu_id == MENU)
        .returning(move |_| mock::ok(menu.clone()));
    menus
}

fn order(id: OrderId) -> TableOrder {
    TableOrder::builder().id(id).organization_id(ORGANIZATION).build()
}

async fn create(orders: MockOrdersApi, dish: ProductId) -> Result<OrderId, NoOrder> {
    let service = OrderService::new(Arc::new(orders), Arc::new(menus()), MENU);
    service.create(ORGANIZATION, GROUP, [NewOrderItem::product(dish).amount(2).price(350)]).await
}

#[tokio::test]
async fn an_order_is_made() {
    let mut orders = MockOrdersApi::new();
    orders
        .expect_create()
        .withf(|request| request.terminal_group_id == GROUP && request.order.items.len() == 1)
        .times(1)
        .returning(|request| {
            let id = request.order.id.expect("the service chooses it");
            mock::ok(OrderCreateResponse::builder().order_info(order(id)).build())
        });

    create(orders, SOUP).await.expect("an order");
}

#[tokio::test]
async fn what_is_not_on_the_menu_is_not_ordered() {
    // Nothing is expected of `orders`: a call would end the test with its name.
    let pizza = ProductId::from_uuid(uuid::Uuid::from_u128(4));
    let error = create(MockOrdersApi::new(), pizza).await.expect_err("no pizza");
    assert!(matches!(error, NoOrder::NotOnTheMenu(product) if product == pizza), "{error}");
}

#[tokio::test]
async fn a_refusal_is_passed_on() {
    let mut orders = MockOrdersApi::new();
    let words = json!({ "errorDescription": "The terminal group is closed" });
    orders
        .expect_create()
        .times(1)
        .returning(move |_| mock::fail(mock::refused("order_create", 400, &words)));

    let error = create(orders, SOUP).await.expect_err("closed");
    assert!(error.to_string().contains("The terminal group is closed"), "{error}");
}

#[tokio::test]
async fn an_order_whose_answer_was_lost_is_found() {
    let mut orders = MockOrdersApi::new();
    orders
        .expect_create()
        .times(1)
        .returning(|_| mock::fail(mock::timed_out("order_create", Duration::from_secs(20))));
    orders.expect_by_id().times(1).returning(|request| {
        let id = request.order_ids.expect("an id")[0];
        mock::ok(TableOrdersResponse::builder().orders([order(id)]).build())
    });

    create(orders, SOUP).await.expect("it is there");
}

#[tokio::test]
async fn an_order_that_is_not_there_after_a_lost_answer_is_told() {
    let mut orders = MockOrdersApi::new();
    orders.expect_create().times(1).returning(|_| mock::fail(mock::connection_lost("order_create")));
    let none = || mock::ok(TableOrdersResponse::builder().orders(Vec::<TableOrder>::new()).build());
    orders.expect_by_id().times(1).returning(move |_| none());

    let error = create(orders, SOUP).await.expect_err("lost");
    assert!(matches!(error, NoOrder::Failed(Error::Connection(_))), "{error}");
}
