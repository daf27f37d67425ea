//! What all calls share: the settings, the restaurants' data and the state behind one lock.

use std::collections::{HashMap, HashSet};
use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};

use uuid::Uuid;

use super::recorder::Recorder;
use super::settings::Builder;
use super::tokens::Tokens;
use super::webhook::Webhook;
use crate::contract::Bundle;
use crate::restaurant::Store;
use crate::world::World;

/// Everything that a running simulator holds.
pub(crate) struct Core {
    pub(crate) settings: Builder,
    pub(crate) bundle: &'static Bundle,
    pub(crate) world: World,
    state: Mutex<State>,
}

/// What changes while the simulator runs.
pub(crate) struct State {
    pub(crate) tokens: Tokens,
    pub(crate) recorder: Recorder,
    pub(crate) store: Store,
    /// Terminal groups that sleep.
    pub(crate) asleep: HashSet<Uuid>,
    /// Webhooks by organization.
    pub(crate) webhooks: HashMap<Uuid, Webhook>,
}

impl Core {
    pub(crate) fn new(settings: Builder) -> io::Result<Self> {
        let bundle = Bundle::get().map_err(|reason| {
            io::Error::other(format!(
                "the bundle in this build cannot be read: {reason}; regenerate it and rebuild"
            ))
        })?;
        let world = World::new(settings.menu_size);
        let state = State {
            tokens: Tokens::new(),
            recorder: Recorder::new(),
            store: Store::new(settings.pace),
            asleep: world.asleep_at_first(),
            webhooks: HashMap::new(),
        };
        Ok(Self { settings, bundle, world, state: Mutex::new(state) })
    }

    /// The state. A panic elsewhere leaves it usable: no change is made in two steps that belong together.
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
