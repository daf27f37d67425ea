//! An order at a table that is cooked first and paid at the end: payments are added to it, and then it is closed.
//!
//! `cargo run --example table_order_cook_first`

use std::process::ExitCode;

use common::{AnyError, Restaurant};
use iiko_transport::Error;
use iiko_transport::types::{NewCashPayment, NewTableOrder, PaymentTypeKind};

mod common;

#[tokio::main]
async fn main() -> ExitCode {
    common::end(run().await)
}

async fn run() -> Result<(), AnyError> {
    let restaurant = Restaurant::open().await?;
    let (orders, organization) = (restaurant.client.orders(), restaurant.organization);
    let (dish, price) = restaurant.dish(3).await?;

    let order = NewTableOrder::builder().items([dish]).tab_name("By the window").build();
    let made = orders.create(organization, restaurant.group, order).exactly_once().until_done().await?;
    let number = made.order.ok_or("an order without details")?.number;
    println!("The kitchen has the order No. {number}, for {price}.");

    // Without money the restaurant does not close it, and says so.
    match orders.close(organization, made.id).until_done().await {
        Err(Error::Command(refused)) => {
            println!("Not yet: {}", refused.reason().unwrap_or("no reason given"))
        }
        Err(error) => return Err(error.into()),
        Ok(_) => println!("It is closed without a payment."),
    }

    let cash = restaurant.payment_type(PaymentTypeKind::Cash).await?;
    let payment = NewCashPayment::builder().payment_type_id(cash).sum(price);
    orders.add_payments(made.id, organization, [payment.build()]).until_done().await?;
    let closed = orders.close(organization, made.id).until_done().await?;
    println!("At the end it is {}.", closed.order.ok_or("an order without details")?.status);
    Ok(())
}

#[tokio::test]
async fn it_runs() -> Result<(), AnyError> {
    run().await
}
