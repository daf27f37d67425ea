//! Ids and names of things.

use std::borrow::Cow;

use uuid::Uuid;

/// A name: built in, or read from a file.
pub(crate) type Text = Cow<'static, str>;

/// The id of a thing: the same in each run and on each machine.
pub(crate) fn id(kind: &str, name: &str) -> Uuid {
    Uuid::new_v5(&Uuid::NAMESPACE_URL, format!("iiko-simulator/{kind}/{name}").as_bytes())
}
