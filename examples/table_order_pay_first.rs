//! An order at a table that the guest has paid in the app, as kiosks and QR codes have it: the payment comes with the
//! order.
//!
//! `cargo run --example table_order_pay_first`

use std::process::ExitCode;

use common::{AnyError, Restaurant};
use iiko_transport::types::{NewExternalPayment, NewTableOrder, PaymentTypeKind};

mod common;

#[tokio::main]
async fn main() -> ExitCode {
    common::end(run().await)
}

async fn run() -> Result<(), AnyError> {
    let restaurant = Restaurant::open().await?;
    let (client, organization) = (&restaurant.client, restaurant.organization);
    let (dish, price) = restaurant.dish(1).await?;

    let external = restaurant.payment_type(PaymentTypeKind::External).await?;

    // The money is with the app already: the restaurant only notes it.
    let payment = NewExternalPayment::builder()
        .payment_type_id(external)
        .sum(price)
        .is_processed_externally(true)
        .build();
    let order = NewTableOrder::builder().items([dish]).payments([payment]).build();
    let made =
        client.orders().create(organization, restaurant.group, order).exactly_once().until_done().await?;
    let details = made.order.ok_or("an order without details")?;
    println!(
        "Order No. {}: {} of {} are paid, and it is {}.",
        details.number, price, details.sum, details.status
    );

    let closed = client.orders().close(organization, made.id).until_done().await?;
    println!("At the end it is {}.", closed.order.ok_or("an order without details")?.status);
    Ok(())
}

#[tokio::test]
async fn it_runs() -> Result<(), AnyError> {
    run().await
}
