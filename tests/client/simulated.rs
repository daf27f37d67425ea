//! The client against the simulator: what the two believe of each other.

use std::time::Duration;

use iiko_simulator::Simulator;
use iiko_transport::types::{
    CreationStatus, NewDeliveryOrder, NewOrderItem, NewTableOrder, OrderItem, OrganizationId, ProductId,
    StatusResponse, TerminalGroupId,
};
use iiko_transport::{Client, Error};
use rust_decimal::Decimal;
use serde_json::json;
use tokio::task::JoinSet;

const MANY: usize = 64;

async fn simulator() -> Simulator {
    Simulator::builder().latency(Duration::from_millis(5)).start().await.expect("a free port")
}

fn client(simulator: &Simulator) -> Client {
    let builder = Client::builder(simulator.default_login()).base_url(simulator.base_url());
    builder.build().expect("good settings")
}

/// The first organization and its first terminal group.
async fn place(client: &Client) -> (OrganizationId, TerminalGroupId) {
    client.organizations().await.expect("organizations");
    let organization = client.organization_ids()[0];
    let groups = client.terminal_groups([organization]).await.expect("terminal groups");
    (organization, groups.terminal_groups[0].items[0].id)
}

/// A dish that has one size and needs no modifiers, two of it at the price of the menu.
async fn dish(client: &Client, organization: OrganizationId) -> NewOrderItem {
    let (dish, price) = simple_dish(client, organization).await;
    NewOrderItem::product(dish).amount(2).price(price).into()
}

/// A dish that has one size and needs no modifiers, and its price.
async fn simple_dish(client: &Client, organization: OrganizationId) -> (ProductId, Decimal) {
    let menu = client.nomenclature(organization).await.expect("a menu");
    let simple = menu.products.iter().find(|product| {
        let required = product.group_modifiers.iter().any(|group| group.required == Some(true));
        !required && matches!(product.size_prices.as_slice(), [size] if size.price.is_included_in_menu)
    });
    let simple = simple.expect("a simple dish");
    (simple.id, simple.size_prices[0].price.current_price)
}

/// Calls from many threads at once; all their results.
async fn storm(client: &Client) -> Vec<Result<(), Error>> {
    let mut under_way = JoinSet::new();
    for _ in 0..MANY {
        let client = client.clone();
        under_way.spawn(async move { client.organizations().await.map(drop) });
    }
    under_way.join_all().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_storm_asks_for_one_token_and_for_one_more_when_it_is_revoked() {
    let simulator = simulator().await;
    let client = client(&simulator);

    storm(&client).await.into_iter().for_each(|result| result.expect("every call succeeds"));
    assert_eq!(simulator.token_requests(), 1);

    simulator.revoke_tokens();
    storm(&client).await.into_iter().for_each(|result| result.expect("every call succeeds"));
    assert_eq!(simulator.token_requests(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_application_signs_in_and_its_token_is_renewed() {
    let simulator = simulator().await;
    let (application, secret) = simulator.default_application();
    let builder = Client::builder(simulator.default_login()).base_url(simulator.base_url());
    let client = builder.app(application.to_string(), secret).build().expect("good settings");

    storm(&client).await.into_iter().for_each(|result| result.expect("every call succeeds"));
    simulator.revoke_tokens();
    storm(&client).await.into_iter().for_each(|result| result.expect("every call succeeds"));

    let paths = simulator.requests().into_iter().map(|request| request.path);
    let signed_in = paths.filter(|path| path.contains("access_token")).collect::<Vec<_>>();
    assert_eq!(signed_in, ["/api/v2/access_token", "/api/v2/access_token"]);
}

#[tokio::test]
async fn wrong_credentials_are_refused_in_one_line() {
    let simulator = simulator().await;
    let wrong =
        Client::builder("nobody-knows-me").base_url(simulator.base_url()).build().expect("good settings");

    let error = wrong.organizations().await.expect_err("an unknown login");

    assert!(error.is_authentication(), "{error}");
    let text = error.to_string();
    assert_eq!(text.lines().count(), 1, "{text}");
    assert!(!text.contains("nobody-knows-me"), "{text}");
}

#[tokio::test]
async fn a_delivery_is_made_followed_and_read_back() {
    let simulator = simulator().await;
    let client = client(&simulator);
    let (organization, group) = place(&client).await;
    let order = NewDeliveryOrder::builder()
        .phone("+79990000000")
        .order_service_type(iiko_transport::types::NewOrderServiceType::DeliveryByClient)
        .items([dish(&client, organization).await])
        .build();

    let made =
        client.delivery_create(organization, order).terminal_group_id(group).await.expect("it is taken");
    client.wait(organization, made.correlation_id).await.expect("the restaurant takes it");
    let found =
        client.deliveries().by_id(organization).order_ids([made.order_info.id]).await.expect("it is there");

    assert_eq!(found.orders.len(), 1);
    assert_eq!(found.orders[0].id, made.order_info.id);
    assert_eq!(found.orders[0].creation_status, Some(CreationStatus::Success));
    let ledger = simulator.orders();
    assert_eq!(ledger.len(), 1);
    assert_eq!((ledger[0].id, ledger[0].create_requests), (*made.order_info.id.as_uuid(), 1));
}

#[tokio::test]
async fn a_dish_without_a_price_costs_what_the_menu_says() {
    let simulator = simulator().await;
    let client = client(&simulator);
    let (organization, group) = place(&client).await;
    let (dish, price) = simple_dish(&client, organization).await;
    let order = NewTableOrder::builder().items([NewOrderItem::product(dish).amount(2)]).build();
    assert_eq!(json!(order)["items"], json!([{ "type": "Product", "productId": dish, "amount": 2 }]));

    let made = client.order_create(organization, group, order).await.expect("it is taken");
    client.wait(organization, made.correlation_id).await.expect("the restaurant takes it");
    let found =
        client.order_by_id([organization]).order_ids([made.order_info.id]).await.expect("it is there");

    let order = found.orders[0].order.as_ref().expect("the order itself");
    let [OrderItem::Product(item)] = order.items.as_slice() else { panic!("{order:?}") };
    assert_eq!((item.price, item.cost), (Some(price), price * Decimal::from(2)));
}

#[tokio::test]
async fn a_command_that_the_restaurant_refuses_says_why() {
    let simulator = simulator().await;
    let client = client(&simulator);
    let (organization, group) = place(&client).await;
    let unknown = NewOrderItem::product(ProductId::from_uuid(uuid::Uuid::new_v4())).amount(1).price(100);
    let order = NewTableOrder::builder().items([unknown]).build();

    let made = client.order_create(organization, group, order).await.expect("it is taken");
    let error = client.wait(organization, made.correlation_id).await.expect_err("nobody can cook that");

    let Error::Command(command) = &error else { panic!("{error}") };
    assert!(command.reason().is_some_and(|reason| !reason.is_empty()), "{error}");
    assert_eq!(error.correlation_id(), made.correlation_id);
    assert!(made.correlation_id.is_some());
}

#[tokio::test]
async fn a_command_that_is_no_longer_kept_is_gone() {
    let simulator = simulator().await;
    let client = client(&simulator);
    let (organization, group) = place(&client).await;
    let order = NewTableOrder::builder().items([dish(&client, organization).await]).build();
    let made = client.order_create(organization, group, order).await.expect("it is taken");
    client.wait(organization, made.correlation_id).await.expect("the restaurant takes it");
    let command = made.correlation_id.expect("it is told");
    let done = client.status(organization, command).await.expect("it is still known");
    assert!(matches!(done, StatusResponse::Success(_)), "{done:?}");

    simulator.forget_commands();

    let error = client.status(organization, command).await.expect_err("gone");
    assert_eq!(error.status(), Some(410));
}

#[tokio::test]
async fn bad_requests_are_told_as_the_service_tells_them() {
    let simulator = simulator().await;
    let client = client(&simulator);
    let nowhere = OrganizationId::from_uuid(uuid::Uuid::new_v4());

    let unknown = client.terminal_groups([nowhere]).await.expect_err("no such organization");
    let missing = client.call("terminal_groups", json!({})).await.expect_err("a field is missing");
    let wrong =
        client.call("nomenclature", json!({"organizationId": 7})).await.expect_err("a field is wrong");

    for error in [&unknown, &missing, &wrong] {
        let api = error.api().unwrap_or_else(|| panic!("{error}"));
        assert!(api.description().is_some() && api.correlation_id().is_some(), "{error}");
    }
    assert!(missing.to_string().contains("organizationIds"), "{missing}");
    assert!(wrong.to_string().contains("organizationId"), "{wrong}");
}
