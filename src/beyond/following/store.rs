//! Everything that a feed has told, to be looked up.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use tokio::sync::watch;

use super::event::{Event, Followed};

/// Everything that a feed has told: a picture of what is there, in memory. Clones share it.
pub struct Store<T: Followed> {
    shared: Arc<Shared<T>>,
}

struct Shared<T: Followed> {
    things: RwLock<HashMap<T::Key, Arc<T>>>,
    /// What is told between the beginning and the end of all that is there; the old picture stands until then.
    coming: RwLock<Option<HashMap<T::Key, Arc<T>>>>,
    ready: watch::Sender<bool>,
}

impl<T: Followed> Store<T> {
    pub(super) fn new() -> Self {
        let shared =
            Shared { things: RwLock::default(), coming: RwLock::default(), ready: watch::Sender::new(false) };
        Self { shared: Arc::new(shared) }
    }

    /// The thing with that key.
    pub fn get(&self, key: &T::Key) -> Option<Arc<T>> {
        self.shared.things.read().unwrap_or_else(PoisonError::into_inner).get(key).cloned()
    }

    /// All things, in no order.
    pub fn all(&self) -> Vec<Arc<T>> {
        self.shared.things.read().unwrap_or_else(PoisonError::into_inner).values().cloned().collect()
    }

    /// A thing that is wanted.
    pub fn find(&self, wanted: impl Fn(&T) -> bool) -> Option<Arc<T>> {
        let things = self.shared.things.read().unwrap_or_else(PoisonError::into_inner);
        things.values().find(|thing| wanted(thing)).cloned()
    }

    /// How many things there are.
    pub fn len(&self) -> usize {
        self.shared.things.read().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether everything that is there has been told once.
    pub fn is_ready(&self) -> bool {
        *self.shared.ready.borrow()
    }

    /// Waits until everything that is there has been told once; the feed has to be read meanwhile.
    pub async fn wait_until_ready(&self) {
        let mut ready = self.shared.ready.subscribe();
        // The sender lives as long as this store.
        let _ = ready.wait_for(|ready| *ready).await;
    }

    /// Takes what was told.
    pub(super) fn take(&self, event: &Event<T>) {
        let mut things = self.shared.things.write().unwrap_or_else(PoisonError::into_inner);
        let mut coming = self.shared.coming.write().unwrap_or_else(PoisonError::into_inner);
        match event {
            Event::Init => *coming = Some(HashMap::new()),
            Event::InitApply(thing) => {
                coming.get_or_insert_default().insert(thing.key(), Arc::new(thing.clone()));
            }
            Event::InitDone => {
                *things = coming.take().unwrap_or_default();
                self.shared.ready.send_replace(true);
            }
            Event::Apply(thing) => {
                things.insert(thing.key(), Arc::new(thing.clone()));
            }
            Event::Delete(key) => {
                things.remove(key);
            }
        }
    }
}

impl<T: Followed> Clone for Store<T> {
    fn clone(&self) -> Self {
        Self { shared: Arc::clone(&self.shared) }
    }
}

impl<T: Followed> fmt::Debug for Store<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store").field("len", &self.len()).field("ready", &self.is_ready()).finish()
    }
}
