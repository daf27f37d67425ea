//! How far the kitchen has got with the items of an order.

use chrono::NaiveDateTime;
use serde_json::{Value, json};

use crate::clock;
use crate::fields::text;

/// The statuses of an item, in their order.
pub(super) const STATUSES: &[&str] =
    &["Added", "PrintedNotCooking", "CookingStarted", "CookingCompleted", "Served"];

/// Moves the items that are behind on to a status.
pub(super) fn reach(order: &mut Value, status: &str, now: NaiveDateTime) {
    let place = |status: &str| STATUSES.iter().position(|own| *own == status);
    let Some(items) = order["items"].as_array_mut() else { return };
    for item in items.iter_mut().filter(|item| item["deleted"].is_null()) {
        if place(text(item, "status").unwrap_or_default()) < place(status) {
            item["status"] = json!(status);
            if item["whenPrinted"].is_null() {
                item["whenPrinted"] = json!(clock::text(now));
            }
        }
    }
}
