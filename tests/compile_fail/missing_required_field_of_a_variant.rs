//! A dish without its amount, in a list that takes builders.

use iiko_transport::types::{NewOrderItem, NewTableOrder, ProductId};

fn main() {
    let dish = NewOrderItem::product(ProductId::new()).price(350);
    let _ = NewTableOrder::builder().items([dish]).build();
}
