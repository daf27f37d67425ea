//! Drafts of deliveries: kept in the cloud until somebody sends them to a restaurant.

use std::collections::BTreeMap;

use chrono::NaiveDateTime;
use serde_json::Value;
use uuid::Uuid;

/// A draft.
#[derive(Debug, Clone)]
pub(crate) struct DraftOrder {
    pub(crate) organization: Uuid,
    pub(crate) order: Value,
    pub(crate) group: Option<Uuid>,
    /// Who edits it, and since when (UTC).
    pub(crate) lock: Option<(Uuid, NaiveDateTime)>,
    /// When it was made, in UTC.
    pub(crate) created: NaiveDateTime,
}

/// All drafts by the ids of their orders.
#[derive(Debug, Clone, Default)]
pub(crate) struct Drafts(pub(crate) BTreeMap<Uuid, DraftOrder>);
