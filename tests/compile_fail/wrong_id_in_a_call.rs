//! An order's id where a call wants an organization's.

use iiko_transport::Client;
use iiko_transport::types::OrderId;

fn menu_of(client: &Client, order: OrderId) {
    let _ = client.nomenclature(order);
}

fn main() {}
