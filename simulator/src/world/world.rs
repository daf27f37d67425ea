//! Everything that stays the same while a simulator runs.

use std::collections::HashSet;

use uuid::Uuid;

use super::dictionaries::Dictionaries;
use super::loyalty::Loyalty;
use super::menu::Menu;
use super::organizations::{self, Organization, TerminalGroup};
use super::places::Places;
use super::staff::{self, Employee, Role};
use super::zones::{self, Zone};

/// Everything that stays the same while a simulator runs.
pub(crate) struct World {
    pub(crate) organizations: Vec<Organization>,
    pub(crate) dictionaries: Dictionaries,
    pub(crate) places: Places,
    pub(crate) menu: Menu,
    pub(crate) staff: Vec<Employee>,
    pub(crate) zones: Vec<Zone>,
    pub(crate) loyalty: Loyalty,
}

impl World {
    /// The world with a menu of at least `menu_size` products.
    pub(crate) fn new(menu_size: usize) -> Self {
        Self {
            organizations: organizations::all(),
            dictionaries: Dictionaries::new(),
            places: Places::new(),
            menu: Menu::new(menu_size),
            staff: staff::all(),
            zones: zones::all(),
            loyalty: Loyalty::new(),
        }
    }

    /// The organization of that id.
    pub(crate) fn organization(&self, id: Uuid) -> Option<&Organization> {
        self.organizations.iter().find(|organization| organization.id == id)
    }

    /// The employee of that id in an organization.
    pub(crate) fn employee(&self, organization: Uuid, id: Uuid) -> Option<&Employee> {
        self.staff_of(organization).find(|employee| employee.id == id)
    }

    /// Who works in an organization.
    pub(crate) fn staff_of(&self, organization: Uuid) -> impl Iterator<Item = &Employee> {
        self.staff.iter().filter(move |employee| employee.organization == organization)
    }

    /// The couriers of an organization.
    pub(crate) fn couriers(&self, organization: Uuid) -> impl Iterator<Item = &Employee> {
        self.staff_of(organization).filter(|employee| employee.role == Role::Courier)
    }

    /// The terminal group of that id, with its organization.
    pub(crate) fn terminal_group(&self, id: Uuid) -> Option<(&Organization, &TerminalGroup)> {
        self.organizations.iter().find_map(|organization| {
            Some((organization, organization.groups.iter().find(|group| group.id == id)?))
        })
    }

    /// Terminal groups that sleep until they are woken.
    pub(crate) fn asleep_at_first(&self) -> HashSet<Uuid> {
        let groups = self.organizations.iter().flat_map(|organization| &organization.groups);
        groups.filter(|group| group.asleep_at_first).map(|group| group.id).collect()
    }
}
