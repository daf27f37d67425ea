//! The simulator with its ledger, and the proxy before it.

use iiko_simulator::Simulator;
use serde::{Deserialize, Serialize};

use super::proxy::{Injected, Proxy};

/// What calls go through.
#[derive(Debug)]
pub struct World {
    simulator: Simulator,
    proxy: Proxy,
}

/// What really happened, to be compared with what the client was told.
#[derive(Debug, Serialize, Deserialize)]
pub struct Report {
    pub orders: Vec<Entry>,
    pub injected: Vec<Injected>,
    pub exchanges: u64,
    pub token_requests: usize,
}

/// An order of the ledger.
#[derive(Debug, Serialize, Deserialize)]
pub struct Entry {
    pub external_number: String,
    /// How many requests asked for this very order.
    pub by_id: usize,
    /// How many requests asked for an order of this number.
    pub by_number: usize,
}

impl World {
    pub async fn start(seed: u64) -> Result<Self, Box<dyn std::error::Error>> {
        let simulator = Simulator::start().await?;
        let upstream = simulator.base_url().trim_start_matches("http://").parse()?;
        let proxy = Proxy::start(upstream, seed).await?;
        Ok(Self { simulator, proxy })
    }

    pub fn url(&self) -> String {
        self.proxy.url.clone()
    }

    pub fn login(&self) -> String {
        self.simulator.default_login().to_owned()
    }

    /// From now on a part of the exchanges is broken.
    pub fn break_exchanges(&self) {
        self.proxy.break_exchanges();
    }

    pub fn report(&self) -> Report {
        let orders = self.simulator.orders();
        let entry = |order: &iiko_simulator::LedgerEntry| Entry {
            external_number: order.external_number.clone().unwrap_or_default(),
            by_id: order.create_requests,
            by_number: order.external_number_requests,
        };
        Report {
            orders: orders.iter().map(entry).collect(),
            injected: self.proxy.injected(),
            exchanges: self.proxy.exchanges(),
            token_requests: self.simulator.token_requests(),
        }
    }
}
