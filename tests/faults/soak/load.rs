//! The calls of the soak: orders of both kinds, each with a number of its own, and readings of what was made.

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use iiko_transport::types::{
    CorrelationId, NewDeliveryOrder, NewOrderItem, NewOrderServiceType, NewTableOrder, OrderId,
    OrganizationId, Product, ProductId, TerminalGroupId,
};
use iiko_transport::{Client, Effect, Error, RetryPolicy};
use tokio::task::JoinSet;

use super::proxy::TAG;
use crate::fault::{End, RESPONSE_LIMIT};

/// How long an attempt may take: far longer than an honest answer takes, since none may look like a silent server.
const PATIENCE: Duration = Duration::from_secs(5);

/// Where the calls go.
#[derive(Debug, Clone)]
pub struct Target {
    pub url: String,
    pub login: String,
}

/// The calls and what they need to know.
#[derive(Debug, Clone)]
pub struct Load {
    client: Client,
    organization: OrganizationId,
    group: TerminalGroupId,
    dish: ProductId,
    price: iiko_transport::rust_decimal::Decimal,
    blind: bool,
    once: bool,
}

/// A call of the mix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Call {
    DeliveryCreate,
    OrderCreate,
    DeliveryById,
    OrderById,
    Status,
    Nomenclature,
}

impl Call {
    pub const ALL: [Self; 6] = [
        Self::DeliveryCreate,
        Self::OrderCreate,
        Self::DeliveryById,
        Self::OrderById,
        Self::Status,
        Self::Nomenclature,
    ];

    /// The mix: a third of the calls makes orders.
    fn of(number: u64) -> Self {
        Self::ALL[(number % Self::ALL.len() as u64) as usize]
    }

    pub fn makes_an_order(self) -> bool {
        matches!(self, Self::DeliveryCreate | Self::OrderCreate)
    }
}

/// A call that failed.
#[derive(Debug)]
pub struct Failure {
    pub number: u64,
    pub call: Call,
    pub end: End,
    pub operation: Option<String>,
    pub text: String,
    /// Whether the work was done all the same.
    pub effect: Effect,
}

/// What the client was told.
#[derive(Debug, Default)]
pub struct Tally {
    /// Numbers of the orders that the service acknowledged.
    pub acknowledged: Vec<u64>,
    pub failures: Vec<Failure>,
    /// Calls per kind, in the order of [`Call::ALL`].
    pub calls: [u64; 6],
    /// Answers that were successes, and not the right ones.
    pub wrong: Vec<String>,
}

impl Tally {
    pub fn merge(&mut self, other: Self) {
        self.acknowledged.extend(other.acknowledged);
        self.failures.extend(other.failures);
        self.wrong.extend(other.wrong);
        for (mine, more) in self.calls.iter_mut().zip(other.calls) {
            *mine += more;
        }
    }
}

/// The order that a worker made last.
#[derive(Debug, Clone, Copy)]
struct Made {
    order: OrderId,
    /// Of an order that was found by its id nobody tells the command.
    command: Option<CorrelationId>,
}

/// The last orders of a worker.
#[derive(Debug, Default)]
struct Last {
    delivery: Option<Made>,
    table: Option<Made>,
}

impl Load {
    /// Looks around for what orders need.
    pub async fn new(target: &Target) -> Result<Self, Error> {
        let retry = RetryPolicy::default().first_wait(Duration::from_millis(20));
        let client = Client::builder(target.login.as_str())
            .base_url(&target.url)
            .timeout(PATIENCE)
            .margin(Duration::ZERO)
            .response_limit(RESPONSE_LIMIT)
            .retry(retry)
            .build()?;
        client.organizations().await?;
        let organization = *client.organization_ids().first().expect("the simulator has organizations");
        let groups = client.terminal_groups([organization]).await?.terminal_groups;
        let group = groups.iter().flat_map(|groups| &groups.items).next().expect("and terminal groups").id;
        let menu = client.nomenclature(organization).await?;
        let dish = menu.products.iter().find(|product| is_simple_dish(product)).expect("and a simple dish");
        let price =
            dish.size_prices.first().and_then(|size| size.price.current_price.into()).unwrap_or_default();
        Ok(Self { client, organization, group, dish: dish.id, price, blind: false, once: false })
    }

    /// Repeats orders after any failure, as this project's client does not: to see whether the ledger would tell.
    pub fn blindly(self) -> Self {
        Self { blind: true, ..self }
    }

    /// Makes orders exactly once.
    pub fn exactly_once(self) -> Self {
        Self { once: true, ..self }
    }

    /// Makes the calls of these numbers, so many at once.
    pub async fn run(&self, numbers: Range<u64>, together: usize) -> Tally {
        let next = Arc::new(AtomicU64::new(numbers.start));
        let mut workers = JoinSet::new();
        for _ in 0..together {
            let (load, next, end) = (self.clone(), Arc::clone(&next), numbers.end);
            workers.spawn(async move {
                let (mut tally, mut last) = (Tally::default(), Last::default());
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= end {
                        return tally;
                    }
                    load.call(number, &mut last, &mut tally).await;
                }
            });
        }
        let mut sum = Tally::default();
        for tally in workers.join_all().await {
            sum.merge(tally);
        }
        sum
    }

    async fn call(&self, number: u64, last: &mut Last, tally: &mut Tally) {
        let call = Call::of(number);
        tally.calls[Call::ALL.iter().position(|known| *known == call).expect("a call of the mix")] += 1;
        let result = match (call, last.delivery, last.table) {
            (Call::DeliveryCreate | Call::OrderCreate, ..) => {
                self.make(call, number, last).await.map(|()| None)
            }
            (Call::DeliveryById, Some(made), _) => self.read_delivery(number, made).await,
            (Call::OrderById, _, Some(made)) => self.read_table_order(number, made).await,
            (Call::Status, Some(Made { command: Some(command), .. }), _) => {
                self.client.status(self.organization, command).await.map(|_| None)
            }
            // Also while a worker has made no order yet.
            _ => self
                .client
                .nomenclature(self.organization)
                .await
                .map(|menu| menu.products.is_empty().then(|| "the menu is empty".to_owned())),
        };
        match result {
            Ok(None) if call.makes_an_order() => tally.acknowledged.push(number),
            Ok(None) => {}
            Ok(Some(wrong)) => tally.wrong.push(format!("{call:?} {number}: {wrong}")),
            Err(error) => tally.failures.push(Failure {
                number,
                call,
                operation: error.operation().map(str::to_owned),
                text: error.to_string(),
                effect: error.effect(),
                end: End::of(&Err::<(), _>(error)),
            }),
        }
    }

    async fn make(&self, call: Call, number: u64, last: &mut Last) -> Result<(), Error> {
        let mut result = Ok(());
        for _ in 0..if self.blind { 3 } else { 1 } {
            result = match call {
                Call::DeliveryCreate => self.make_delivery(number, last).await,
                _ => self.make_table_order(number, last).await,
            };
            if result.is_ok() {
                break;
            }
        }
        result
    }

    async fn make_delivery(&self, number: u64, last: &mut Last) -> Result<(), Error> {
        let order = NewDeliveryOrder::builder()
            .phone("+79990000000")
            .order_service_type(NewOrderServiceType::DeliveryByClient)
            .items([NewOrderItem::product(self.dish).amount(1).price(self.price)])
            .external_number(tag(number))
            .build();
        let call = self.client.delivery_create(self.organization, order).terminal_group_id(self.group);
        let made = if self.once { call.exactly_once().await? } else { call.await? };
        last.delivery = Some(Made { order: made.order_info.id, command: made.correlation_id });
        Ok(())
    }

    async fn make_table_order(&self, number: u64, last: &mut Last) -> Result<(), Error> {
        let order = NewTableOrder::builder()
            .items([NewOrderItem::product(self.dish).amount(1).price(self.price)])
            .id(OrderId::from_uuid(uuid::Uuid::from_u128(u128::from(number) + 1)))
            .external_number(tag(number))
            .build();
        let call = self.client.order_create(self.organization, self.group, order);
        let made = if self.once { call.exactly_once().await? } else { call.await? };
        last.table = Some(Made { order: made.order_info.id, command: made.correlation_id });
        Ok(())
    }

    /// What is wrong with the answer, if anything is.
    async fn read_delivery(&self, number: u64, made: Made) -> Result<Option<String>, Error> {
        let call = self.client.deliveries().by_id(self.organization).order_ids([made.order]);
        let found = call.return_external_data_keys([tag(number)]).await?;
        let there = found.orders.iter().any(|order| order.id == made.order);
        Ok((!there).then(|| format!("the delivery {} was acknowledged and is not there", made.order)))
    }

    async fn read_table_order(&self, number: u64, made: Made) -> Result<Option<String>, Error> {
        let call = self.client.order_by_id([self.organization]).order_ids([made.order]);
        let found = call.return_external_data_keys([tag(number)]).await?;
        let there = found.orders.iter().any(|order| order.id == made.order);
        Ok((!there).then(|| format!("the order {} was acknowledged and is not there", made.order)))
    }
}

fn tag(number: u64) -> String {
    format!("{TAG}{number}")
}

/// A dish on sale that needs no choice of size or modifiers.
fn is_simple_dish(product: &Product) -> bool {
    let on_sale = matches!(product.size_prices.as_slice(), [size] if size.size_id.is_none() && size.price.is_included_in_menu);
    on_sale && product.group_modifiers.iter().all(|group| group.required != Some(true))
}
