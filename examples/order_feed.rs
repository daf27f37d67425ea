//! Every change of a restaurant's deliveries, without a gap across restarts: stop it, change orders, start it again.
//!
//! `cargo run --example order_feed`
//!
//! Without `IIKO_API_LOGIN` it makes some orders itself and ends after them.

use std::process::ExitCode;
use std::time::Duration;

use common::{AnyError, Restaurant};
use iiko_transport::following::{Event, FileCheckpoint};
use iiko_transport::types::{DeliveryOrder, NewDeliveryOrder};

mod common;

/// How many orders are made where there is no restaurant.
const ORDERS: usize = 3;

#[tokio::main]
async fn main() -> ExitCode {
    common::end(run().await)
}

async fn run() -> Result<(), AnyError> {
    let restaurant = Restaurant::open().await?;
    let is_embedded = restaurant.simulator.is_some();
    let file = match is_embedded {
        // Another simulator has other orders: nothing of it is kept.
        true => std::env::temp_dir().join(format!("order_feed-{}.checkpoint", std::process::id())),
        false => "order_feed.checkpoint".into(),
    };
    let follow = restaurant.client.deliveries().follow([restaurant.organization]);
    let mut feed = follow
        .checkpoint(FileCheckpoint::new(&file))
        .pace(Duration::from_millis(200), Duration::from_secs(20))
        .start();
    if is_embedded {
        make_orders(&restaurant).await?;
    }

    let mut there = 0;
    while let Some(event) = feed.next().await {
        match event {
            Ok(Event::Init) => println!("All orders from the beginning:"),
            Ok(Event::InitApply(order)) => tell("there is", &order, &mut there),
            Ok(Event::InitDone) => println!("That is all; now what changes:"),
            Ok(Event::Apply(order)) => tell("changed:", &order, &mut there),
            Ok(Event::Delete(id)) => println!("deleted: {id}"),
            // The feed goes on by itself: this is for the log.
            Err(error) => eprintln!("{error}"),
        }
        if is_embedded && there >= ORDERS {
            break;
        }
    }
    if is_embedded {
        std::fs::remove_file(file).ok();
    }
    Ok(())
}

/// Tells of an order, and counts those that the restaurant has taken.
fn tell(what: &str, order: &DeliveryOrder, there: &mut usize) {
    match &order.order {
        Some(details) => {
            println!("{what} No. {} for {}, {}", details.number, details.sum, details.status);
            *there += 1;
        }
        None => println!("{what} {}, which the restaurant has not taken yet", order.id),
    }
}

async fn make_orders(restaurant: &Restaurant) -> Result<(), AnyError> {
    for _ in 0..ORDERS {
        let (dish, _) = restaurant.dish(1).await?;
        let order = NewDeliveryOrder::builder().phone("+79990000000").items([dish]).build();
        restaurant.client.deliveries().create(restaurant.organization, order).await?;
    }
    Ok(())
}

#[tokio::test]
async fn it_runs() -> Result<(), AnyError> {
    run().await
}
