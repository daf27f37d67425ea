//! An application with a feed and webhooks is killed and started again at random while orders change, and ends with
//! exactly what the restaurant has.
//!
//! The long run: `RESTARTS=200 CHANGES=10000 cargo test --release --test life restarts -- --nocapture`

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use iiko_simulator::Simulator;
use iiko_transport::following::{Event, MemoryCheckpoint};
use iiko_transport::types::{DeliveryOrder, NewDeliveryStatus, OrderId, OrganizationId};
use iiko_transport::webhooks::{Receiver, everything};
use iiko_transport::{Client, Error, RateLimits};
use proptest::prelude::Rng as _;
use proptest::test_runner::{RngAlgorithm, TestRng};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use crate::restaurant::Restaurant;

const TOKEN: &str = "the token of these tests";
const SEED: [u8; 32] = [12; 32];

/// What is known of an order: its version, and its status.
type Known = BTreeMap<OrderId, (i64, String)>;

/// What outlives a process.
#[derive(Debug, Clone, Default)]
struct Disk {
    orders: Arc<Mutex<Known>>,
    checkpoint: MemoryCheckpoint,
    /// How often a feed began anew, and how many webhooks came.
    counts: Arc<Mutex<(usize, usize)>>,
}

impl Disk {
    fn write(&self, order: &DeliveryOrder) {
        let mut orders = self.orders.lock().expect("no panic");
        let known = state(order);
        let old = orders.entry(order.id).or_insert_with(|| known.clone());
        // Webhooks may come late, and after a restart nobody else remembers what is known.
        if known.0 >= old.0 {
            *old = known;
        }
    }
}

fn state(order: &DeliveryOrder) -> (i64, String) {
    let status = order.order.as_ref().map(|details| details.status.to_string());
    (order.timestamp.unwrap_or_default(), status.unwrap_or_default())
}

fn client(simulator: &Simulator) -> Result<Client, Error> {
    let builder = Client::builder(simulator.default_login()).base_url(simulator.base_url());
    builder.rate_limits(RateLimits::none()).build()
}

/// A process of the application: it ends when its tasks are dropped.
async fn start(
    simulator: &Simulator,
    organization: OrganizationId,
    address: SocketAddr,
    disk: &Disk,
) -> JoinSet<()> {
    let client = client(simulator).expect("good settings");
    let (receiver, mut inbox) = Receiver::builder(TOKEN).tell(&client).build();
    let listener = loop {
        match TcpListener::bind(address).await {
            Ok(listener) => break listener,
            Err(_) => tokio::time::sleep(Duration::from_millis(5)).await,
        }
    };
    let mut tasks = JoinSet::new();
    tasks.spawn(async move {
        let _ = axum::serve(listener, Router::new().route_service("/iiko", receiver)).await;
    });
    let counts = Arc::clone(&disk.counts);
    tasks.spawn(async move {
        while inbox.next().await.is_some() {
            counts.lock().expect("no panic").1 += 1;
        }
    });
    let disk = disk.clone();
    tasks.spawn(async move {
        let follow = client.deliveries().follow([organization]).checkpoint(disk.checkpoint.clone());
        let mut feed = follow.pace(Duration::from_millis(20), Duration::from_millis(100)).start();
        while let Some(event) = feed.next().await {
            match event {
                Ok(Event::Init) => disk.counts.lock().expect("no panic").0 += 1,
                Ok(Event::InitApply(order) | Event::Apply(order)) => disk.write(&order),
                Ok(Event::Delete(id)) => drop(disk.orders.lock().expect("no panic").remove(&id)),
                Ok(Event::InitDone) | Err(_) => {}
            }
        }
    });
    tasks
}

/// Changes orders at random.
struct Changes<'a> {
    simulator: &'a Simulator,
    client: Client,
    restaurant: Restaurant,
    orders: Vec<OrderId>,
    rng: TestRng,
}

impl<'a> Changes<'a> {
    async fn new(simulator: &'a Simulator) -> Result<Self, Error> {
        let client = client(simulator)?;
        let restaurant = Restaurant::find(&client).await?;
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &SEED);
        Ok(Self { simulator, client, restaurant, orders: Vec::new(), rng })
    }

    async fn change(&mut self) -> Result<(), Error> {
        let turn = self.rng.next_u32() % 10;
        let order = match self.orders.len() {
            0 => None,
            count => Some(self.orders[self.rng.next_u32() as usize % count]),
        };
        let (deliveries, organization) = (self.client.deliveries(), self.restaurant.organization);
        match (turn, order) {
            (0..3, _) | (_, None) => {
                let made = deliveries.create(organization, self.restaurant.order()).await?;
                self.orders.push(made.order_info.id);
            }
            (3, Some(order)) => {
                deliveries.cancel(organization, order).await?;
            }
            (4, Some(order)) => {
                deliveries.close(organization, order).await?;
            }
            (5, Some(order)) => {
                deliveries.confirm(organization, order).await?;
            }
            (6, Some(order)) => {
                // Cancelled and closed ones stay as they are.
                let _ = self.simulator.move_order(order.into(), "Waiting");
            }
            (turn, Some(order)) => {
                let status = match turn {
                    7 => NewDeliveryStatus::OnWay,
                    _ => NewDeliveryStatus::Delivered,
                };
                deliveries.update_order_delivery_status(organization, order, status).await?;
            }
        }
        Ok(())
    }

    /// What the restaurant has.
    async fn truth(&self) -> Result<Known, Error> {
        #[expect(clippy::disallowed_methods, reason = "a date is meant")]
        let from = chrono::Utc::now().naive_utc() - chrono::TimeDelta::days(2);
        let answer = self
            .client
            .deliveries()
            .by_delivery_date_and_status([self.restaurant.organization], from)
            .await?;
        let orders = answer.orders_by_organizations.into_iter().flat_map(|own| own.orders);
        Ok(orders.map(|order| (order.id, state(&order))).collect())
    }
}

fn number(name: &str, usual: usize) -> usize {
    std::env::var(name).ok().and_then(|number| number.parse().ok()).unwrap_or(usual)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_application_that_is_killed_misses_nothing() -> Result<(), Box<dyn std::error::Error>> {
    let (restarts, changes) = (number("RESTARTS", 20), number("CHANGES", 1000));
    let simulator = Simulator::builder().command_delay(Duration::from_millis(5)).start().await?;
    let mut driver = Changes::new(&simulator).await?;
    let (organization, disk) = (driver.restaurant.organization, Disk::default());
    let address = TcpListener::bind("127.0.0.1:0").await?.local_addr()?;
    let (receiver, _inbox) = Receiver::builder(TOKEN).build();
    let register = receiver.register(&driver.client, organization, format!("http://{address}/iiko"));
    register.web_hooks_filter(everything()).await?;

    let mut process = start(&simulator, organization, address, &disk).await;
    let mut killed = 0;
    for change in 0..changes {
        driver.change().await?;
        // As many as there are to be, spread at random.
        let left = (restarts - killed) as u64;
        if u64::from(driver.rng.next_u32()) % ((changes - change) as u64) < left {
            process.shutdown().await;
            // A while without anybody there.
            tokio::time::sleep(Duration::from_millis(u64::from(driver.rng.next_u32() % 30))).await;
            process = start(&simulator, organization, address, &disk).await;
            killed += 1;
        }
    }
    let ends = tokio::time::Instant::now() + Duration::from_secs(60);
    let truth = loop {
        tokio::time::sleep(Duration::from_millis(100)).await;
        let truth = driver.truth().await?;
        let known = disk.orders.lock().expect("no panic").clone();
        if truth == known || tokio::time::Instant::now() > ends {
            break truth;
        }
    };

    let (begun, told) = *disk.counts.lock().expect("no panic");
    println!(
        "{changes} changes of {} orders, {killed} kills, {told} webhooks, {begun} snapshots",
        truth.len()
    );
    assert_eq!(*disk.orders.lock().expect("no panic"), truth);
    assert_eq!(killed, restarts);
    assert!(told > 0, "webhooks came");
    Ok(())
}
