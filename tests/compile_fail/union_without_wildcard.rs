//! All known kinds of order items, and not a word on those still to come.

use iiko_transport::types::NewOrderItem;

fn told(item: NewOrderItem) -> &'static str {
    match item {
        NewOrderItem::Product(_) => "a dish",
        NewOrderItem::Compound(_) => "two halves",
        NewOrderItem::Unknown(_) => "something new",
    }
}

fn main() {
    let _ = told;
}
