//! What all calls share: the settings, the restaurants' data and the state behind one lock.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use serde_json::{Value, json};
use uuid::Uuid;

use super::changes::Changes;
use super::faults::Faults;
use super::gates::Gates;
use super::journal::Journal;
use super::recorder::Recorder;
use super::settings::Builder;
use super::snapshot::Snapshot;
use super::tokens::Tokens;
use super::webhook::Webhook;
use crate::chance::{Chance, Drawn};
use crate::clock::Clock;
use crate::contract::Bundle;
use crate::restaurant::Store;
use crate::world::World;

/// Everything that a running simulator holds.
pub(crate) struct Core {
    pub(crate) settings: Builder,
    pub(crate) bundle: &'static Bundle,
    pub(crate) world: Arc<World>,
    pub(crate) clock: Clock,
    pub(crate) chance: Chance,
    pub(crate) changes: Changes,
    /// Tells how the expectations of a scenario stand, where there is one.
    pub(crate) scenario: OnceLock<Told>,
    state: Mutex<State>,
}

/// Tells something of a simulator.
pub(crate) type Told = Box<dyn Fn(&Core) -> Value + Send + Sync>;

/// What changes while the simulator runs.
pub(crate) struct State {
    pub(crate) tokens: Tokens,
    pub(crate) recorder: Recorder,
    pub(crate) journal: Journal,
    pub(crate) store: Store,
    pub(crate) gates: Gates,
    pub(crate) faults: Faults,
    /// Terminal groups that sleep.
    pub(crate) asleep: HashSet<Uuid>,
    /// Webhooks by organization.
    pub(crate) webhooks: HashMap<Uuid, Webhook>,
    pub(crate) snapshots: BTreeMap<String, Snapshot>,
}

impl Core {
    pub(crate) fn new(settings: Builder) -> io::Result<Self> {
        let bundle = Bundle::get().map_err(|reason| {
            io::Error::other(format!(
                "the bundle in this build cannot be read: {reason}; regenerate it and rebuild"
            ))
        })?;
        let mut world = World::new(settings.menu_size);
        if let Some(path) = &settings.world {
            world.read(path).map_err(io::Error::other)?;
        }
        if let Some(path) = &settings.menu {
            world.read_menu(path).map_err(io::Error::other)?;
        }
        let world = Arc::new(world);
        let clock = Clock::new(settings.clock);
        let chance = Chance::new(settings.seed);
        let mut store = Store::new(Arc::clone(&world), clock.clone(), chance.clone(), settings.pace);
        store.kitchens_work = settings.kitchens_work;
        let state = State {
            tokens: Tokens::new(),
            recorder: Recorder::new(),
            journal: Journal::default(),
            store,
            gates: Gates::default(),
            faults: Faults::default(),
            asleep: world.asleep_at_first(),
            webhooks: HashMap::new(),
            snapshots: BTreeMap::new(),
        };
        let changes = Changes::new();
        let scenario = OnceLock::new();
        Ok(Self { settings, bundle, world, clock, chance, changes, scenario, state: Mutex::new(state) })
    }

    /// The state. A panic elsewhere leaves it usable: no change is made in two steps that belong together.
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How the expectations of the scenario stand; none without one.
    pub(crate) fn scenario_told(&self) -> Value {
        self.scenario.get().map_or_else(|| json!([]), |told| told(self))
    }

    /// Kills the terminals of a group, or brings them back and wakes them.
    pub(crate) fn terminal(&self, group: Uuid, alive: bool) {
        let mut state = self.state();
        if alive {
            state.store.dead.remove(&group);
            state.asleep.remove(&group);
        } else {
            state.store.dead.insert(group);
        }
    }

    /// A picture of the restaurants as they are.
    pub(crate) fn snapshot(&self, state: &State) -> Snapshot {
        Snapshot {
            store: state.store.clone(),
            gates: state.gates.clone(),
            faults: state.faults.clone(),
            asleep: state.asleep.clone(),
            webhooks: state.webhooks.clone(),
            hands: self.clock.hands(),
            drawn: self.chance.drawn(),
        }
    }

    /// Puts the restaurants back to a picture. Tokens stay, and so does what was recorded.
    pub(crate) fn restore(&self, state: &mut State, snapshot: Snapshot) {
        self.clock.set(snapshot.hands);
        self.chance.go_on(snapshot.drawn);
        state.store = snapshot.store;
        state.gates = snapshot.gates;
        state.faults = snapshot.faults;
        state.asleep = snapshot.asleep;
        state.webhooks = snapshot.webhooks;
    }

    /// Puts the restaurants back to their beginning, with another seed if one is given.
    pub(crate) fn reset(&self, state: &mut State, seed: Option<u64>) {
        self.clock.set(self.settings.clock);
        self.chance.go_on(Drawn::new(seed.or(self.settings.seed)));
        let (world, clock, chance) = (Arc::clone(&self.world), self.clock.clone(), self.chance.clone());
        state.store = Store::new(world, clock, chance, self.settings.pace);
        state.store.kitchens_work = self.settings.kitchens_work;
        state.gates = Gates::default();
        state.faults = Faults::default();
        state.asleep = self.world.asleep_at_first();
        state.webhooks.clear();
        state.journal.clear();
        state.tokens.refuse(false);
    }
}
