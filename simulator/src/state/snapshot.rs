//! A picture of the restaurants at a time.

use std::collections::{HashMap, HashSet};

use uuid::Uuid;

use super::faults::Faults;
use super::gates::Gates;
use super::webhook::Webhook;
use crate::chance::Drawn;
use crate::clock::Hands;
use crate::restaurant::Store;

/// Everything that can be put back.
#[derive(Clone)]
pub(crate) struct Snapshot {
    pub(super) store: Store,
    pub(super) gates: Gates,
    pub(super) faults: Faults,
    pub(super) asleep: HashSet<Uuid>,
    pub(super) webhooks: HashMap<Uuid, Webhook>,
    pub(super) hands: Hands,
    pub(super) drawn: Drawn,
}
