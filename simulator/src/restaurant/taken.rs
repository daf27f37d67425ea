//! An order in the hands of a terminal group.

use chrono::{NaiveDateTime, TimeDelta};
use serde_json::Value;

use crate::chance::Chance;
use crate::world::{Organization, TerminalGroup, World};

/// An order that a terminal group has taken and now looks at.
#[derive(Clone, Copy)]
pub(crate) struct Taken<'a> {
    pub(crate) world: &'a World,
    pub(crate) organization: &'a Organization,
    pub(crate) group: &'a TerminalGroup,
    pub(crate) chance: &'a Chance,
    pub(crate) number: usize,
    pub(crate) order: &'a Value,
    /// The time at the restaurant.
    pub(crate) now: NaiveDateTime,
}

impl Taken<'_> {
    /// The time in UTC.
    pub(crate) fn utc(&self) -> NaiveDateTime {
        let offset = TimeDelta::hours(self.organization.utc_offset);
        self.now.checked_sub_signed(offset).unwrap_or(self.now)
    }
}
