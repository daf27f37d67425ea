//! A guest's bonuses: the guest is found or made, bonuses are given, held for an order and let go, and taken.
//!
//! `cargo run --example loyalty_wallet`

use std::process::ExitCode;

use common::{AnyError, Restaurant};
use iiko_transport::rust_decimal::Decimal;
use iiko_transport::types::{CustomerId, CustomerInfoRequest, WalletBalance};

mod common;

const PHONE: &str = "+79990001122";

#[tokio::main]
async fn main() -> ExitCode {
    common::end(run().await)
}

async fn run() -> Result<(), AnyError> {
    let restaurant = Restaurant::open().await?;
    let (client, organization) = (&restaurant.client, restaurant.organization);
    let customers = client.customers();

    // The phone tells who it is: whoever is known is changed, anybody else is new.
    let guest = customers.create_or_update(organization).phone(PHONE).name("Anna").await?;
    let guest = guest.id.ok_or("a customer without an id")?;
    let programs = client.discounts_and_promotions().program(organization).await?.programs;
    let program = programs.iter().find_map(|program| program.id).ok_or("there is no loyalty program")?;
    customers.program_add(guest, program, organization).await?;

    let wallet = wallet(&restaurant).await?.id.ok_or("a wallet without an id")?;
    customers.wallet_topup(guest, wallet, 300, organization).comment("Welcome").await?;
    println!("Anna has {} bonuses.", balance(&restaurant).await?);

    // What is held cannot be spent twice; the order itself takes it later, or it is let go.
    let hold = customers.wallet_hold(guest, wallet, 200, organization).await?;
    let hold = hold.transaction_id.ok_or("a hold without an id")?;
    println!("200 of them are held; {} are left.", balance(&restaurant).await?);
    let refused = customers.wallet_chargeoff(guest, wallet, 200, organization).await;
    println!(
        "To take 200 more: {}",
        refused.err().map_or("was possible".to_owned(), |error| error.to_string())
    );
    customers.wallet_cancel_hold(organization, hold).await?;
    println!("Let go, they are {} again.", balance(&restaurant).await?);

    customers.wallet_chargeoff(guest, wallet, 50, organization).comment("A cup of tea").await?;
    println!("After a cup of tea {} are left.", balance(&restaurant).await?);
    story(&restaurant, guest).await
}

/// What has happened in the guest's wallet.
async fn story(restaurant: &Restaurant, guest: CustomerId) -> Result<(), AnyError> {
    let reports = restaurant.client.reports();
    let told = reports.transactions_by_revision(guest, 100, restaurant.organization).await?;
    for entry in &told.transactions {
        println!("  {:?}: {:?}, {:?} after it", entry.type_name, entry.sum, entry.balance_after);
    }
    Ok(())
}

async fn wallet(restaurant: &Restaurant) -> Result<WalletBalance, AnyError> {
    let asked = CustomerInfoRequest::phone(restaurant.organization, PHONE);
    let told = restaurant.client.customers().info(asked).await?;
    Ok(told.wallet_balances.into_iter().next().ok_or("the guest has no wallet")?)
}

async fn balance(restaurant: &Restaurant) -> Result<Decimal, AnyError> {
    Ok(wallet(restaurant).await?.balance.unwrap_or_default())
}

#[tokio::test]
async fn it_runs() -> Result<(), AnyError> {
    run().await
}
