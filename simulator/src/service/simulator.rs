//! The handle of a running simulator: where it listens, what it saw, and how to upset it.

use std::sync::Arc;
use std::time::Duration;
use std::{fmt, io};

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use uuid::Uuid;

use super::{dispatch, server};
use crate::control::scenario::{self, Scenario};
use crate::restaurant::{LedgerEntry, moves};
use crate::state::{Builder, Core, DEFAULT_LOGIN, Part, RecordedRequest, Rule, Strike};
use crate::{clock, synthesis};

/// An iikoCloud that listens on the loopback interface until it is stopped or dropped.
pub struct Simulator {
    core: Arc<Core>,
    address: std::net::SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    server: Option<JoinHandle<()>>,
}

impl Simulator {
    /// Starts a simulator with the default settings on a free port.
    ///
    /// # Errors
    ///
    /// When no port can be listened on.
    pub async fn start() -> io::Result<Self> {
        Self::builder().start().await
    }

    /// Chooses settings first.
    pub fn builder() -> Builder {
        Builder::new()
    }

    pub(crate) async fn launch(settings: Builder) -> io::Result<Self> {
        let mut scenario =
            settings.scenario.as_deref().map(Scenario::read).transpose().map_err(io::Error::other)?;
        let settings = match &scenario {
            Some(scenario) => scenario.settings(settings),
            None => settings,
        };
        let core = Arc::new(Core::new(settings)?);
        if let Some(scenario) = &mut scenario {
            scenario.begin(&core).map_err(io::Error::other)?;
        }
        let listener = server::listen(&core.settings).await?;
        let address = listener.local_addr()?;
        let (stop, stopped) = oneshot::channel();
        tokio::spawn(dispatch::run(Arc::downgrade(&core)));
        if let Some(scenario) = scenario.map(Arc::new) {
            let told = Arc::clone(&scenario);
            // Nobody else has set it: the simulator is new.
            let _ = core.scenario.set(Box::new(move |core: &Core| told.told(core)));
            tokio::spawn(scenario::run(Arc::downgrade(&core), scenario));
        }
        let server = tokio::spawn(server::serve(listener, Arc::clone(&core), stopped));
        Ok(Self { core, address, stop: Some(stop), server: Some(server) })
    }

    /// The address to give to a client: `http://127.0.0.1:PORT`.
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The first login that is accepted.
    pub fn default_login(&self) -> &str {
        self.core.settings.logins.first().map_or(DEFAULT_LOGIN, String::as_str)
    }

    /// Id and secret of the first application that is accepted.
    pub fn default_application(&self) -> (Uuid, &str) {
        self.core.settings.applications.first().map(|(id, secret)| (*id, secret.as_str())).unwrap_or_default()
    }

    /// A body that the operation of that id takes: with `all` fields, or only with those that it must have. Its ids are
    /// those of the restaurants. Null for an operation without a body, `None` when there is no such operation.
    ///
    /// It is valid by the schema, which does not say all: an order may name a product in a size that it does not have.
    pub fn example_request(&self, operation: &str, all: bool) -> Option<Value> {
        let Core { bundle, world, chance, clock, .. } = &*self.core;
        let operation = bundle.operation_by_id(operation)?;
        let now = clock::at(clock.now(), 0);
        Some(synthesis::request(bundle, world, operation, chance.seed(), now, all))
    }

    /// Stops listening and waits until the calls under way are answered.
    pub async fn stop(mut self) {
        self.core.changes.end();
        drop(self.stop.take());
        if let Some(server) = self.server.take() {
            // The task only ends or panics; after a panic there is nothing left to wait for.
            let _ = server.await;
        }
    }

    /// How many requests the two token endpoints got, refused ones included.
    pub fn token_requests(&self) -> usize {
        self.core.state().recorder.token_requests()
    }

    /// Makes all tokens given out so far worthless: calls that use them get 401.
    pub fn revoke_tokens(&self) {
        self.core.state().tokens.revoke();
    }

    /// Refuses (`true`) or accepts again (`false`) the login, whatever the credentials.
    pub fn refuse_login(&self, refuse: bool) {
        self.core.state().tokens.refuse(refuse);
    }

    /// What a scenario expected and did not get, a line each; nothing without [`Builder::scenario_file`].
    pub fn unmet(&self) -> Vec<String> {
        let told = self.core.scenario_told();
        let unmet = told.as_array().into_iter().flatten().filter(|expectation| expectation["met"] == false);
        let line = |expectation: &Value| {
            let limits = [("atLeast", "at least"), ("atMost", "at most")]
                .map(|(key, word)| expectation[key].as_u64().map(|limit| format!("{word} {limit}")));
            let wanted: Vec<String> = limits.into_iter().flatten().collect();
            let what = expectation["what"].as_str().unwrap_or_default();
            format!("{what}: {} instead of {}", expectation["count"], wanted.join(" and "))
        };
        unmet.map(line).collect()
    }

    /// Moves the simulator's clock on: commands and tokens end, kitchens cook and couriers ride as if the time had passed.
    pub fn advance(&self, time: Duration) {
        self.core.clock.advance(TimeDelta::from_std(time).unwrap_or(TimeDelta::MAX));
        self.core.state().store.settle();
        self.core.changes.tell(&[Part::Clock, Part::Orders]);
    }

    /// The time of the simulator's clock.
    pub fn now(&self) -> DateTime<Utc> {
        self.core.clock.now()
    }

    /// Moves an order to a status by hand, as the staff of the restaurant does.
    ///
    /// # Errors
    ///
    /// When there is no such order, or it cannot get there from where it is.
    pub fn move_order(&self, order: Uuid, status: &str) -> Result<(), String> {
        let result = moves::by_hand(&mut self.core.state().store, order, status);
        self.core.changes.tell(&[Part::Orders]);
        result.map_err(|fault| fault.message)
    }

    /// Kills the terminals of a group: what is sent there runs out of time, until they are brought back.
    pub fn kill_terminal(&self, terminal_group: Uuid) {
        self.core.terminal(terminal_group, false);
        self.core.changes.tell(&[Part::Terminals]);
    }

    /// Brings the terminals of a group back, and wakes them where they sleep.
    pub fn revive_terminal(&self, terminal_group: Uuid) {
        self.core.terminal(terminal_group, true);
        self.core.changes.tell(&[Part::Terminals]);
    }

    /// Lets the next call of an operation go wrong (of any operation, where none is named), as a text of the
    /// `X-Simulator` header says it: `latency:MS`, `status:CODE`, `reset`, `truncate:BYTES`, `401`, `429` or
    /// `command:CODE`, with `,before` or `,after` the call acts behind it if need be.
    ///
    /// # Errors
    ///
    /// When the bundle has no such operation, or there is no such fault.
    pub fn fail_next(&self, operation: Option<&str>, fault: &str) -> Result<(), String> {
        if let Some(unknown) = operation.filter(|id| self.core.bundle.operation_by_id(id).is_none()) {
            return Err(format!("there is no operation {unknown:?}"));
        }
        let Strike { effect, moment, .. } =
            Strike::parse(fault).ok_or_else(|| format!("there is no fault {fault:?}"))?;
        let operation = operation.map(str::to_owned);
        let rule =
            Rule { id: 0, operation, times: Some(1), after: 0, probability: 1.0, effect, moment, applied: 0 };
        self.core.state().faults.add(rule);
        self.core.changes.tell(&[Part::Faults]);
        Ok(())
    }

    /// Keeps a picture of the restaurants under a name; an earlier one of that name goes.
    pub fn snapshot(&self, name: &str) {
        let mut state = self.core.state();
        let picture = self.core.snapshot(&state);
        state.snapshots.insert(name.to_owned(), picture);
    }

    /// Puts the restaurants and the clock back to a picture: whether there is one of that name.
    pub fn restore(&self, name: &str) -> bool {
        let mut state = self.core.state();
        let Some(picture) = state.snapshots.get(name).cloned() else { return false };
        self.core.restore(&mut state, picture);
        drop(state);
        self.core.changes.tell(&Part::ALL);
        true
    }

    /// The requests that came in, oldest first: all of them, up to the latest 10,000.
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.core.state().recorder.requests()
    }

    /// Forgets the recorded requests and counts token requests from zero again.
    pub fn clear_requests(&self) {
        self.core.state().recorder.clear();
    }

    /// The ledger: each order that a client asked to create, oldest first, and how often it was asked for.
    pub fn orders(&self) -> Vec<LedgerEntry> {
        self.core.state().store.ledger()
    }

    /// Forgets the commands done so far: their statuses answer 410, as old ones do at the service.
    pub fn forget_commands(&self) {
        self.core.state().store.forget_commands();
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        self.core.changes.end();
        // Without its sender the server stops accepting and closes idle connections.
        drop(self.stop.take());
    }
}

impl fmt::Debug for Simulator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Simulator").field("base_url", &self.base_url()).finish_non_exhaustive()
    }
}
