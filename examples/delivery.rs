//! A delivery from its order to its end: created exactly once, followed step by step, confirmed, sent, closed.
//!
//! `cargo run --example delivery`

use std::process::ExitCode;

use common::{AnyError, Restaurant};
use iiko_transport::Step;
use iiko_transport::types::{NewDeliveryOrder, NewOrderServiceType, OrderId};

mod common;

#[tokio::main]
async fn main() -> ExitCode {
    common::end(run().await)
}

async fn run() -> Result<(), AnyError> {
    let restaurant = Restaurant::open().await?;
    let (organization, deliveries) = (restaurant.organization, restaurant.client.deliveries());
    let (dish, price) = restaurant.dish(2).await?;

    // A shop keeps this id with its own order: under it the same order can be asked for again after a crash.
    let id = OrderId::new();
    let order = NewDeliveryOrder::builder()
        .id(id)
        .phone("+79990000000")
        .order_service_type(NewOrderServiceType::DeliveryByClient)
        .items([dish])
        .comment("No onions")
        .build();
    println!("Ordering for {price}, under the id {id}.");
    let mut steps =
        deliveries.create(organization, order).terminal_group_id(restaurant.group).exactly_once().steps();
    while let Some(step) = steps.next().await {
        match step? {
            Step::Accepted { .. } => println!("The service has accepted the order."),
            Step::Pending { asked } => println!("The restaurant has not taken it yet (asked {asked} times)."),
            Step::Unanswered(error) => println!("The service does not say: {error}"),
            Step::Done(order) => {
                let details = order.order.ok_or("an order without details")?;
                println!("The restaurant has it: No. {}, {}.", details.number, details.status);
            }
            other => println!("{other:?}"),
        }
    }

    let known = deliveries.by_id(organization).order_ids([id]).await?.orders;
    let status = known.first().and_then(|order| Some(order.order.as_ref()?.status.to_string()));
    if status.as_deref() == Some("Unconfirmed") {
        deliveries.confirm(organization, id).until_done().await?;
        println!("Confirmed.");
    }
    let closed = deliveries.close(organization, id).until_done().await?;
    println!("At the end it is {}.", closed.order.ok_or("an order without details")?.status);

    // What the restaurant refuses comes with its words.
    let error = deliveries.cancel(organization, id).until_done().await;
    println!(
        "To cancel it now: {}",
        error.err().map_or("was possible".to_owned(), |error| error.to_string())
    );
    Ok(())
}

#[tokio::test]
async fn it_runs() -> Result<(), AnyError> {
    run().await
}
