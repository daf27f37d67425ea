//! A site's picture of a menu and its stop list, kept fresh in memory.
//!
//! `cargo run --example menu_sync`
//!
//! Without `IIKO_API_LOGIN` it ends after the first look.

use std::process::ExitCode;
use std::time::Duration;

use common::{AnyError, Restaurant};

mod common;

/// Menus change seldom, and each question brings a whole one.
const MENU: (Duration, Duration) = (Duration::from_secs(5 * 60), Duration::from_secs(30 * 60));
/// Stop lists change at any time.
const STOP_LISTS: (Duration, Duration) = (Duration::from_secs(10), Duration::from_secs(60));

#[tokio::main]
async fn main() -> ExitCode {
    common::end(run().await)
}

async fn run() -> Result<(), AnyError> {
    let restaurant = Restaurant::open().await?;
    let (client, organization) = (&restaurant.client, restaurant.organization);

    let follow = client.menus().follow_v3(restaurant.menu_id().await?, [organization]);
    let (menu, feed) = follow.pace(MENU.0, MENU.1).into_store();
    tokio::spawn(feed.run());
    let follow = client.menus().follow_stop_lists([organization]);
    let (stopped, feed) = follow.pace(STOP_LISTS.0, STOP_LISTS.1).into_store();
    tokio::spawn(feed.run());

    loop {
        menu.wait_until_ready().await;
        stopped.wait_until_ready().await;
        let now = menu.get(&organization).ok_or("the menu is not there")?;
        println!("{} groups, {} products in the stop list:", now.menu.items_groups.len(), stopped.len());
        for item in now.menu.items_groups.iter().flat_map(|group| &group.items) {
            let left = stopped.find(|stopped| Some(stopped.item.product_id) == item.product_id);
            let note = left.map(|stopped| format!(" (only {} left)", stopped.item.balance));
            println!("  {}{}", item.name, note.unwrap_or_default());
        }
        if restaurant.simulator.is_some() {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_secs(60)).await;
    }
}

#[tokio::test]
async fn it_runs() -> Result<(), AnyError> {
    run().await
}
