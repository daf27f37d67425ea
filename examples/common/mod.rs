//! What the examples share: a client of the real service or of an embedded iikoCloud, and something to order.

#![allow(dead_code, reason = "each example takes what it needs")]

use std::process::ExitCode;
use std::time::Duration;

use iiko_simulator::Simulator;
use iiko_transport::rust_decimal::Decimal;
use iiko_transport::types::{
    NewOrderItem, OrganizationId, PaymentTypeId, PaymentTypeKind, PlainMenuItem, PlainMenuPrice, ProductId,
    TerminalGroupId,
};
use iiko_transport::{Client, Error};

/// Anything that may go wrong.
pub type AnyError = Box<dyn std::error::Error>;

/// The restaurant that an example works with.
pub struct Restaurant {
    pub client: Client,
    pub organization: OrganizationId,
    pub group: TerminalGroupId,
    /// Only without `IIKO_API_LOGIN`: lives as long as the example.
    pub simulator: Option<Simulator>,
}

impl Restaurant {
    /// The first restaurant of the login in `IIKO_API_LOGIN`; without one, of an embedded iikoCloud.
    pub async fn open() -> Result<Self, AnyError> {
        let (client, simulator) = match std::env::var_os("IIKO_API_LOGIN") {
            Some(_) => (Client::from_env()?, None),
            None => {
                let simulator =
                    Simulator::builder().command_delay(Duration::from_millis(100)).start().await?;
                println!("No IIKO_API_LOGIN: talking to an embedded iikoCloud at {}.", simulator.base_url());
                let client = Client::builder(simulator.default_login()).base_url(simulator.base_url());
                (client.build()?, Some(simulator))
            }
        };
        client.organization().list().await?;
        let organization =
            *client.organization_ids().first().ok_or("this login may work with no organization")?;
        let groups = client.terminals().list([organization]).await?.terminal_groups;
        let group =
            groups.iter().flat_map(|groups| &groups.items).next().ok_or("there is no terminal group")?;
        let group = group.id;
        Ok(Self { client, organization, group, simulator })
    }

    /// A way to pay, of that kind.
    pub async fn payment_type(&self, kind: PaymentTypeKind) -> Result<PaymentTypeId, AnyError> {
        let types = self.client.dictionaries().payment_types([self.organization]).await?.payment_types;
        let mut fitting = types.iter().filter(|own| own.payment_type_kind.as_ref() == Some(&kind));
        let found = fitting.find_map(|own| own.id);
        found.ok_or_else(|| format!("the restaurant has no payments of the kind {kind}").into())
    }

    /// The id of the first external menu.
    pub async fn menu_id(&self) -> Result<String, AnyError> {
        let menus = self.client.menus().list().await?.external_menus;
        Ok(menus.first().ok_or("there is no external menu")?.id.clone())
    }

    /// Some of a dish that has one size and needs no modifiers, and what it costs.
    pub async fn dish(&self, amount: i32) -> Result<(NewOrderItem, Decimal), AnyError> {
        let menu = self.client.menus().v3_by_id(self.menu_id().await?, self.organization).await?;
        let mut items = menu.items_groups.iter().flat_map(|group| &group.items);
        let (product, price) = items.find_map(simple).ok_or("there is nothing to order")?;
        Ok((NewOrderItem::product(product).amount(amount).price(price).into(), price * Decimal::from(amount)))
    }
}

fn simple(item: &PlainMenuItem) -> Option<(ProductId, Decimal)> {
    let [PlainMenuPrice { size_id: None, price: Some(price), .. }] = item.size_prices.as_slice() else {
        return None;
    };
    Some((item.product_id?, *price)).filter(|_| item.modifier_groups.is_empty())
}

/// Ends a program with what went wrong, and what is known of the work.
pub fn end(result: Result<(), AnyError>) -> ExitCode {
    let Err(error) = result else { return ExitCode::SUCCESS };
    eprintln!("{error}");
    if let Some(error) = error.downcast_ref::<Error>() {
        eprintln!("Was the work done? {:?}.", error.effect());
    }
    ExitCode::FAILURE
}
