//! An order's id where an organization's belongs.

use iiko_transport::types::{NomenclatureRequest, OrderId};

fn main() {
    let order = OrderId::new();
    let _ = NomenclatureRequest::builder().organization_id(order).build();
}
