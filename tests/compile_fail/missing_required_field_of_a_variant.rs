//! A dish without its amount, in a list that takes builders.

use iiko_transport::types::{NewOrderItem, NewTableOrder, ProductId};

fn main() {
    let dish = NewOrderItem::product(ProductId::from_uuid(uuid::Uuid::new_v4())).price(350);
    let _ = NewTableOrder::builder().items([dish]).build();
}
