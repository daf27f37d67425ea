//! The whole way of an order: sign in, look around, read the menu, order, wait, read the order back.
//!
//! Without settings it talks to an embedded iikoCloud. With `IIKO_API_LOGIN` (and `IIKO_APP_ID`,
//! `IIKO_CLIENT_SECRET` for newer keys) in the environment it talks to the real service, or to the address in
//! `IIKO_BASE_URL`, and really orders.

use std::process::ExitCode;

use iiko_simulator::Simulator;
use iiko_transport::Client;
use iiko_transport::rust_decimal::Decimal;
use iiko_transport::types::{
    NewDeliveryOrder, NewOrderItem, NewOrderServiceType, PlainMenuItem, PlainMenuModifierGroup,
    PlainMenuPrice, ProductId,
};

type AnyError = Box<dyn std::error::Error>;

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), AnyError> {
    let (client, _simulator) = connect().await?;

    let organizations = client.organization().list().await?.organizations;
    println!("Signed in. This login may work with {} organizations:", organizations.len());
    for organization in &organizations {
        println!("  {}", organization.name().unwrap_or("(without a name)"));
    }
    let organization =
        *client.organization_ids().first().ok_or("This login may work with no organization.")?;

    let groups = client.terminals().list([organization]).await?.terminal_groups;
    let group = groups.iter().flat_map(|groups| &groups.items).next().ok_or("There is no terminal group.")?;
    println!("Orders go to the terminal group “{}”.", group.name);

    let menus = client.menus().list().await?.external_menus;
    let menu = menus.first().ok_or("There is no external menu.")?;
    let menu = client.menus().v3_by_id(&*menu.id, organization).await?;
    println!("The menu has {} products in {} groups.", menu.products.len(), menu.items_groups.len());
    let items = || menu.items_groups.iter().flat_map(|group| &group.items);
    let (dish, price, name) = items().find_map(simple_dish).ok_or("There is nothing to order.")?;
    println!("Let it be “{name}”, two of them, {price} each.");

    let order = NewDeliveryOrder::builder()
        .phone("+79990000000")
        .order_service_type(NewOrderServiceType::DeliveryByClient)
        .items([NewOrderItem::product(dish).amount(2).price(price)])
        .comment("Ordered by the quickstart of iiko-transport")
        .build();
    let made = client.deliveries().create(organization, order).terminal_group_id(group.id).await?;
    println!("The order {} is on its way to the restaurant.", made.order_info.id);

    client.wait(organization, made.correlation_id).await?;
    println!("The restaurant has it.");

    let found = client.deliveries().by_id(organization).order_ids([made.order_info.id]).await?;
    let order =
        found.orders.first().and_then(|found| found.order.as_ref()).ok_or("The order is not there.")?;
    println!(
        "Order No. {}: {}, {} to pay, ready by {}.",
        order.number, order.status, order.sum, order.complete_before
    );
    Ok(())
}

/// A client of the real service, or of a simulator that lives as long as its handle.
async fn connect() -> Result<(Client, Option<Simulator>), AnyError> {
    if std::env::var_os("IIKO_API_LOGIN").is_some() {
        return Ok((Client::from_env()?, None));
    }
    let simulator = Simulator::start().await?;
    println!("No IIKO_API_LOGIN: talking to an embedded iikoCloud at {}.", simulator.base_url());
    let client = Client::builder(simulator.default_login()).base_url(simulator.base_url()).build()?;
    Ok((client, Some(simulator)))
}

/// A product of one size that needs no modifiers: the product, its price and its name.
fn simple_dish(item: &PlainMenuItem) -> Option<(ProductId, Decimal, &str)> {
    let [PlainMenuPrice { size_id: None, price: Some(price), .. }] = item.size_prices.as_slice() else {
        return None;
    };
    let needs_none = |group: &PlainMenuModifierGroup| {
        group
            .restrictions
            .as_ref()
            .is_none_or(|limits| limits.min_quantity.is_none_or(|least| least.is_zero()))
    };
    let choose_nothing = item.modifier_groups.iter().all(needs_none);
    item.product_id.filter(|_| choose_nothing).map(|product| (product, *price, &*item.name))
}
