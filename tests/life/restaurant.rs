//! The simulator's restaurant, and a dish to order there.

use iiko_transport::types::{NewDeliveryOrder, NewOrderItem, OrganizationId, ProductId};
use iiko_transport::{Client, Error};
use rust_decimal::Decimal;

/// The first organization, and a dish of one size that needs no modifiers, at its price.
#[derive(Debug, Clone, Copy)]
pub struct Restaurant {
    pub organization: OrganizationId,
    dish: ProductId,
    price: Decimal,
}

impl Restaurant {
    pub async fn find(client: &Client) -> Result<Self, Error> {
        client.organizations().await?;
        let organization = client.organization_ids()[0];
        let menu = client.nomenclature(organization).await?;
        let mut products = menu.products.into_iter();
        let plain = products.find(|dish| dish.group_modifiers.is_empty() && dish.size_prices.len() == 1);
        let dish = plain.expect("a plain dish");
        Ok(Self { organization, dish: dish.id, price: dish.size_prices[0].price.current_price })
    }

    /// An order of one of the dish.
    pub fn order(&self) -> NewDeliveryOrder {
        let item = NewOrderItem::product(self.dish).amount(1).price(self.price);
        NewDeliveryOrder::builder().phone("+79990000000").items([item]).build()
    }
}
