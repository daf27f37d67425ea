//! Ids of things.

use uuid::Uuid;

/// The id of a thing: the same in each run and on each machine.
pub(crate) fn id(kind: &str, name: &str) -> Uuid {
    Uuid::new_v5(&Uuid::NAMESPACE_URL, format!("iiko-simulator/{kind}/{name}").as_bytes())
}
