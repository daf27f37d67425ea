//! Who is at work where, and messages that went out.

use std::collections::BTreeMap;

use uuid::Uuid;

/// Open personal shifts: who works at which terminal groups, in which role.
#[derive(Debug, Clone, Default)]
pub(crate) struct Shifts(BTreeMap<(Uuid, Uuid), Option<Uuid>>);

impl Shifts {
    /// Whether somebody is at work at a terminal group.
    pub(crate) fn open(&self, employee: Uuid, group: Uuid) -> bool {
        self.0.contains_key(&(employee, group))
    }

    /// Opens a shift: whether it was closed before.
    pub(crate) fn begin(&mut self, employee: Uuid, group: Uuid, role: Option<Uuid>) -> bool {
        !self.open(employee, group) && self.0.insert((employee, group), role).is_none()
    }

    /// Closes a shift: the role in which it was open, if it was.
    pub(crate) fn end(&mut self, employee: Uuid, group: Uuid) -> Option<Option<Uuid>> {
        self.0.remove(&(employee, group))
    }

    /// The terminal groups where somebody is at work.
    pub(crate) fn of(&self, employee: Uuid) -> impl Iterator<Item = Uuid> {
        self.0.keys().filter(move |(own, _)| *own == employee).map(|(_, group)| *group)
    }
}

/// A message to a guest or to the staff.
#[derive(Debug, Clone)]
pub(crate) struct Message {
    pub(crate) id: Uuid,
    pub(crate) kind: &'static str,
    pub(crate) to: String,
    pub(crate) text: String,
}
