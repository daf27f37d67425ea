//! A scenario from a file: how a simulator begins, what happens in it and when, and what is expected at the end.

use std::path::Path;
use std::sync::{Arc, Weak};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::time::timeout;
use uuid::Uuid;

use super::{cards, faults, orders, stops, terminals};
use crate::refusal::Refusal;
use crate::state::{Builder, Core};

/// Longest time without a look at the clock.
const LONGEST: Duration = Duration::from_secs(1);

/// What a file says.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct Scenario {
    /// The world's file, beside this one.
    world: Option<String>,
    seed: Option<u64>,
    /// Where the clock stands at first.
    clock: Option<DateTime<Utc>>,
    #[serde(default)]
    faults: Vec<faults::Wanted>,
    #[serde(default)]
    script: Vec<Step>,
    #[serde(default)]
    expect: Vec<Expectation>,
    /// When it began, by the simulator's clock.
    #[serde(skip)]
    begun: DateTime<Utc>,
}

/// Something that happens so many seconds after the beginning.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Step {
    at_seconds: i64,
    kill: Option<Uuid>,
    revive: Option<Uuid>,
    stop: Option<stops::Wanted>,
    #[serde(rename = "move")]
    put: Option<Move>,
    fault: Option<faults::Wanted>,
}

/// An order by its external number, and where it goes.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Move {
    external_number: String,
    status: String,
}

/// How often a call must have come, or how many orders there must be.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Expectation {
    /// Requests to this operation.
    requests: Option<String>,
    /// Orders of this status; of any, where it is empty.
    orders: Option<String>,
    at_least: Option<usize>,
    at_most: Option<usize>,
}

impl Scenario {
    /// Reads a file; the error names it, the place and the reason.
    pub(crate) fn read(path: &Path) -> Result<Self, String> {
        let named = |told: String| format!("{}: {told}", path.display());
        let text = std::fs::read_to_string(path).map_err(|error| named(error.to_string()))?;
        let mut scenario: Self = serde_saphyr::from_str(&text).map_err(|error| named(error.to_string()))?;
        let wrong =
            |expectation: &&Expectation| expectation.requests.is_some() == expectation.orders.is_some();
        if scenario.expect.iter().any(|expectation| wrong(&expectation)) {
            return Err(named("expect: each entry speaks of either `requests` or `orders`".to_owned()));
        }
        scenario.script.sort_by_key(|step| step.at_seconds);
        scenario.world = scenario.world.map(|world| {
            path.parent().unwrap_or_else(|| Path::new(".")).join(world).to_string_lossy().into_owned()
        });
        Ok(scenario)
    }

    /// The settings with what the scenario begins with.
    pub(crate) fn settings(&self, settings: Builder) -> Builder {
        let settings = match &self.world {
            Some(world) => settings.world_file(world),
            None => settings,
        };
        let settings = match self.seed {
            Some(seed) => settings.seed(seed),
            None => settings,
        };
        match self.clock {
            Some(clock) => settings.clock_stands_at(clock),
            None => settings,
        }
    }

    /// Begins: the clock is read, and the faults are set up that are there from the start.
    pub(crate) fn begin(&mut self, core: &Core) -> Result<(), String> {
        self.begun = core.clock.now();
        let added = self.faults.iter().try_for_each(|fault| faults::add(core, fault.clone()).map(drop));
        added.map_err(|refusal| format!("faults: {}", refusal.description))
    }

    /// What was expected, and how it stands.
    pub(crate) fn told(&self, core: &Core) -> Value {
        let requests = core.state().recorder.requests();
        let all = core.state().store.all().to_vec();
        let told = self.expect.iter().map(|expectation| {
            let (what, count) = match (&expectation.requests, &expectation.orders) {
                (Some(operation), _) => {
                    let own = requests.iter().filter(|request| request.operation.as_ref() == Some(operation));
                    (format!("requests to {operation}"), own.count())
                }
                (None, status) => {
                    let status = status.as_deref().unwrap_or_default();
                    let own = all.iter().filter(|order| status.is_empty() || cards::status(order) == Some(status));
                    (format!("orders {status}").trim_end().to_owned(), own.count())
                }
            };
            let met = expectation.at_least.is_none_or(|least| count >= least)
                && expectation.at_most.is_none_or(|most| count <= most);
            json!({ "what": what, "count": count, "atLeast": expectation.at_least, "atMost": expectation.at_most, "met": met })
        });
        told.collect()
    }
}

/// Does what the script says, as the clock reaches it, until the simulator is gone.
pub(crate) async fn run(core: Weak<Core>, scenario: Arc<Scenario>) {
    for step in &scenario.script {
        let time = scenario.begun + TimeDelta::seconds(step.at_seconds);
        loop {
            let Some(core) = core.upgrade() else { return };
            let left = (time - core.clock.now()).to_std().unwrap_or_default();
            if left.is_zero() {
                if let Err(refusal) = act(&core, step) {
                    eprintln!("scenario, after {} s: {}", step.at_seconds, refusal.description);
                }
                break;
            }
            let mut changes = core.changes.listen();
            drop(core);
            // A clock that stands is moved by somebody, and that is told.
            let _ = timeout(left.min(LONGEST), changes.recv()).await;
        }
    }
}

fn act(core: &Core, step: &Step) -> Result<(), Refusal> {
    for (group, alive) in [(step.kill, false), (step.revive, true)] {
        if let Some(group) = group {
            terminals::set(core, group, &terminals::Wanted { alive })?;
        }
    }
    if let Some(stop) = &step.stop {
        stops::set(core, stop)?;
    }
    if let Some(fault) = &step.fault {
        faults::add(core, fault.clone())?;
    }
    if let Some(wanted) = &step.put {
        let number = Some(wanted.external_number.as_str());
        let found =
            core.state().store.all().iter().find(|order| order.external_number.as_deref() == number).cloned();
        let order = found.ok_or_else(|| {
            Refusal::bad_request("ORDER_UNKNOWN", format!("there is no order {}", wanted.external_number))
        })?;
        orders::put(core, order.id, &orders::Move { status: wanted.status.clone() })?;
    }
    Ok(())
}
