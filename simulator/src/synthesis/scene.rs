//! What a value is made from: the bundle, the restaurants, chance, and what was asked.

use chrono::NaiveDateTime;
use uuid::Uuid;

use super::dice::Dice;
use super::echo::Echo;
use super::known::{self, Thing};
use super::place::Place;
use super::shape::names_kind;
use crate::contract::Bundle;
use crate::world::{Organization, World};

/// What a value is made from.
pub(super) struct Scene<'a> {
    pub(super) bundle: &'a Bundle,
    pub(super) world: &'a World,
    pub(super) dice: Dice,
    pub(super) echo: Echo<'a>,
    /// UTC.
    pub(super) now: NaiveDateTime,
    pub(super) purpose: Purpose,
}

/// What a value is made for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// To answer the call of that correlation id.
    Answer(Uuid),
    /// To show what a request looks like: with all fields, or only with those that it must have.
    Request { all: bool },
}

impl<'a> Scene<'a> {
    /// Whether a request is made.
    pub(super) fn asks(&self) -> bool {
        matches!(self.purpose, Purpose::Request { .. })
    }

    /// The organization that is spoken of at a place.
    pub(super) fn organization(&self, place: &Place<'_>) -> Option<&'a Organization> {
        let named = place.thing("OrganizationId").map(|thing| thing.id);
        let named = named.or_else(|| self.echo.ids("OrganizationId").first().copied());
        let known = named.and_then(|id| self.world.organization(id));
        known.or_else(|| self.dice.pick("organization", &self.world.organizations))
    }

    /// A thing of the restaurants by kind of id and a number of any size.
    pub(super) fn thing(&self, kind: &str, place: &Place<'_>, number: u64) -> Option<Thing> {
        let organization = self.organization(place)?;
        if kind == "OrganizationId" && self.asks() {
            // A request speaks of one organization only.
            return Some(Thing { id: organization.id, name: organization.name.to_string(), of: 1 });
        }
        known::thing(self.world, organization, kind, number)
    }

    /// The thing of that id.
    pub(super) fn named(&self, kind: &str, place: &Place<'_>, id: Uuid) -> Thing {
        let organization = self.organization(place);
        let name = organization.and_then(|organization| known::name(self.world, organization, kind, id));
        Thing { id, name: name.unwrap_or_default(), of: 1 }
    }

    /// An id of a kind for the field at a place.
    pub(super) fn id(&self, kind: &str, place: &Place<'_>) -> Uuid {
        if let (Purpose::Answer(call), "CorrelationId", "correlationId") = (self.purpose, kind, place.name) {
            return call;
        }
        if names_kind(place.name, kind) || kind == "OrganizationId" {
            let asked = || self.echo.ids(kind).first().copied();
            if let Some(id) = place.thing(kind).map(|thing| thing.id).or_else(asked) {
                return id;
            }
        }
        if kind == "OrganizationId"
            && let Some(organization) = self.organization(place)
        {
            return organization.id;
        }
        let thing = self.thing(kind, place, self.dice.roll(&place.pointer));
        thing.map_or_else(|| self.dice.id(&place.pointer), |thing| thing.id)
    }
}
