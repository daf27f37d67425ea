//! The service itself: it knows the interfaces of two sections, and neither a network nor a restaurant.

use std::fmt;
use std::sync::Arc;

use iiko_transport::interfaces::{MenuApi, OrdersApi};
use iiko_transport::types::{
    MenuV3ByIdRequest, NewOrderItem, NewTableOrder, OrderByIdRequest, OrderCreateRequest, OrderId,
    OrganizationId, ProductId, TerminalGroupId,
};
use iiko_transport::{Effect, Error};

/// Takes orders at tables.
pub struct OrderService {
    orders: Arc<dyn OrdersApi>,
    menus: Arc<dyn MenuApi>,
    /// The external menu that is sold by.
    menu: String,
}

/// Why an order was not made.
#[derive(Debug)]
pub enum NoOrder {
    /// The menu does not have it.
    NotOnTheMenu(ProductId),
    /// The service refuses, or could not be reached.
    Failed(Error),
}

impl fmt::Display for NoOrder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotOnTheMenu(product) => write!(f, "{product} is not on the menu"),
            Self::Failed(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for NoOrder {}

impl From<Error> for NoOrder {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl OrderService {
    /// A service that works through these.
    pub fn new(orders: Arc<dyn OrdersApi>, menus: Arc<dyn MenuApi>, menu: impl Into<String>) -> Self {
        Self { orders, menus, menu: menu.into() }
    }

    /// Makes an order of what is on the menu. Where an answer is lost, it looks whether the order is there, so that no
    /// guest is served twice.
    pub async fn create(
        &self,
        organization: OrganizationId,
        group: TerminalGroupId,
        items: impl IntoIterator<Item = impl Into<NewOrderItem>>,
    ) -> Result<OrderId, NoOrder> {
        let items: Vec<NewOrderItem> = items.into_iter().map(Into::into).collect();
        self.check(organization, &items).await?;
        // Chosen here, so that the order can be found again.
        let id = OrderId::new();
        let order = NewTableOrder::builder().id(id).items(items).build();
        let request = OrderCreateRequest::builder()
            .organization_id(organization)
            .terminal_group_id(group)
            .order(order)
            .build();
        match self.orders.create(request).await {
            Ok(made) => Ok(made.order_info.id),
            Err(error) if error.effect() == Effect::Unknown && self.exists(organization, id).await? => Ok(id),
            Err(error) => Err(error.into()),
        }
    }

    async fn check(&self, organization: OrganizationId, items: &[NewOrderItem]) -> Result<(), NoOrder> {
        let request =
            MenuV3ByIdRequest::builder().external_menu_id(&*self.menu).organization_id(organization).build();
        let menu = self.menus.v3_by_id(request).await?;
        let ordered = items.iter().filter_map(|item| match item {
            NewOrderItem::Product(item) => Some(item.product_id),
            _ => None,
        });
        for product in ordered {
            if !menu.products.iter().any(|known| known.id == product) {
                return Err(NoOrder::NotOnTheMenu(product));
            }
        }
        Ok(())
    }

    async fn exists(&self, organization: OrganizationId, id: OrderId) -> Result<bool, Error> {
        let request = OrderByIdRequest::builder().organization_ids([organization]).order_ids([id]).build();
        Ok(self.orders.by_id(request).await?.orders.iter().any(|order| order.id == id))
    }
}
