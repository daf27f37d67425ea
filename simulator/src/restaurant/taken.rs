//! An order in the hands of a terminal group.

use serde_json::Value;

use crate::world::{Organization, TerminalGroup, World};

/// An order that a terminal group has taken and now looks at.
pub(crate) struct Taken<'a> {
    pub(crate) world: &'a World,
    pub(crate) organization: &'a Organization,
    pub(crate) group: &'a TerminalGroup,
    pub(crate) number: usize,
    pub(crate) order: &'a Value,
}
