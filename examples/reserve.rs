//! A table is reserved: a free one is found, booked exactly once, moved to another time and cancelled.
//!
//! `cargo run --example reserve`

use std::process::ExitCode;

use chrono::{Days, NaiveDateTime, Utc};
use common::{AnyError, Restaurant};
use iiko_transport::types::{
    NewRegularCustomer, ReserveCancelReason, ReserveCreateRequest, RestaurantSectionId, Table, TableId,
};

mod common;

#[tokio::main]
async fn main() -> ExitCode {
    common::end(run().await)
}

async fn run() -> Result<(), AnyError> {
    let restaurant = Restaurant::open().await?;
    let (client, organization) = (&restaurant.client, restaurant.organization);
    let evening = in_days(3, 19)?;
    let table = free_table(&restaurant, evening).await?;
    println!("{} is free on {evening}; it seats {}.", table.name, table.seating_capacity);

    let reserve = ReserveCreateRequest::builder()
        .organization_id(organization)
        .terminal_group_id(restaurant.group)
        .customer(NewRegularCustomer::builder().name("Anna").build())
        .phone("+79990000000")
        .duration_in_minutes(120)
        .should_remind(true)
        .table_ids([table.id])
        .estimated_start_time(evening)
        .guests_count(2)
        .build();
    let made = client.reserves().create(reserve).exactly_once().until_done().await?;
    println!("It is booked, under the id {}.", made.id);
    let booked = free_table(&restaurant, evening).await?;
    println!("Who asks now is offered {}.", booked.name);

    let later = in_days(4, 20)?;
    let moved =
        client.reserves().change_estimated_start_time(organization, made.id, later).until_done().await?;
    let details = moved.reserve.ok_or("a reserve without details")?;
    println!("The guests come on {:?} instead.", details.estimated_start_time);
    let reason = ReserveCancelReason::ClientRefused;
    let cancelled = client.reserves().cancel(organization, made.id, reason).until_done().await?;
    let details = cancelled.reserve.ok_or("a reserve without details")?;
    println!("They do not come at all: {:?}.", details.cancel_reason);
    Ok(())
}

/// A full hour some days ahead, by the restaurant's clock.
#[expect(clippy::disallowed_methods, reason = "a date is meant")]
fn in_days(days: u64, hour: u32) -> Result<NaiveDateTime, AnyError> {
    let day = Utc::now().date_naive().checked_add_days(Days::new(days)).ok_or("there is no such day")?;
    Ok(day.and_hms_opt(hour, 0, 0).ok_or("there is no such hour")?)
}

/// The first table that nobody has booked around that time.
async fn free_table(restaurant: &Restaurant, time: NaiveDateTime) -> Result<Table, AnyError> {
    let reserves = restaurant.client.reserves();
    let sections = reserves.available_restaurant_sections([restaurant.group]).await?.restaurant_sections;
    let ids: Vec<RestaurantSectionId> = sections.iter().map(|section| section.id).collect();
    let hours = chrono::TimeDelta::hours(3);
    let workload = reserves.restaurant_sections_workload(ids, time - hours).date_to(time + hours).await?;
    let taken: Vec<TableId> = workload.reserves.into_iter().flat_map(|reserve| reserve.table_ids).collect();
    let mut tables = sections.into_iter().flat_map(|section| section.tables);
    Ok(tables.find(|table| !table.is_deleted && !taken.contains(&table.id)).ok_or("every table is taken")?)
}

#[tokio::test]
async fn it_runs() -> Result<(), AnyError> {
    run().await
}
