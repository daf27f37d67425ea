//! An order service that depends on interfaces: run against an embedded iikoCloud, tested with mocks.
//!
//! ```sh
//! cargo run --features mock --example order_service     # against the embedded iikoCloud
//! cargo test --features mock --example order_service    # with mocks
//! ```

mod service;
#[cfg(test)]
mod tests;

use std::process::ExitCode;
use std::sync::Arc;

use iiko_simulator::Simulator;
use iiko_transport::Client;
use iiko_transport::types::NewOrderItem;

use service::OrderService;

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
    let simulator = Simulator::start().await?;
    let client = Client::builder(simulator.default_login()).base_url(simulator.base_url()).build()?;
    let organizations = client.organization().list().await?.organizations;
    let organization =
        organizations.iter().find_map(|known| known.id()).ok_or("There is no organization.")?;
    let groups = client.terminals().list([organization]).await?.terminal_groups;
    let group = groups.iter().flat_map(|groups| &groups.items).next().ok_or("There is no terminal group.")?;
    let menus = client.menus().list().await?.external_menus;
    let menu = &menus.first().ok_or("There is no external menu.")?.id;
    let shown = client.menus().v3_by_id(&**menu, organization).await?;
    let items = || shown.items_groups.iter().flat_map(|group| &group.items);
    let dish = items().find(|item| item.name.contains("Борщ")).and_then(|item| item.product_id);
    let dish = dish.ok_or("There is no borscht.")?;

    let service = OrderService::new(Arc::new(client.orders()), Arc::new(client.menus()), menu);
    let item = NewOrderItem::product(dish).amount(2).price(390);
    let order = service.create(organization, group.id, [item]).await?;
    println!("Order {order} is on its way to the restaurant.");
    Ok(())
}
