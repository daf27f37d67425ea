//! Who the guests are.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::world::{World, id};

/// A guest of the chain.
#[derive(Debug, Clone)]
pub(crate) struct Guest {
    pub(crate) id: Uuid,
    /// Fields as they were given: names, phone, email, consents and so on, by the names of the answer.
    pub(crate) told: BTreeMap<String, Value>,
    pub(crate) cards: Vec<Card>,
    pub(crate) categories: BTreeSet<Uuid>,
    /// Whether the guest takes part in the program.
    pub(crate) member: bool,
    pub(crate) deleted: bool,
    pub(crate) registered: DateTime<Utc>,
    pub(crate) registered_at: Uuid,
    /// Orders that were closed.
    pub(crate) visits: Vec<Visit>,
}

/// A card of a guest.
#[derive(Debug, Clone)]
pub(crate) struct Card {
    pub(crate) id: Uuid,
    pub(crate) track: String,
    pub(crate) number: String,
}

/// An order that a guest has had.
#[derive(Debug, Clone)]
pub(crate) struct Visit {
    pub(crate) organization: Uuid,
    pub(crate) at: DateTime<Utc>,
    pub(crate) sum: Decimal,
}

/// By what a guest is looked up.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Key<'a> {
    Id(Uuid),
    Phone(&'a str),
    Email(&'a str),
    CardTrack(&'a str),
    CardNumber(&'a str),
}

impl Guest {
    /// A text of the guest's.
    pub(crate) fn text(&self, key: &str) -> Option<&str> {
        self.told.get(key)?.as_str()
    }

    fn is(&self, key: Key<'_>) -> bool {
        match key {
            Key::Id(id) => self.id == id,
            Key::Phone(phone) => self.text("phone").is_some_and(|own| digits(own) == digits(phone)),
            Key::Email(email) => self.text("email").is_some_and(|own| own.eq_ignore_ascii_case(email)),
            Key::CardTrack(track) => self.cards.iter().any(|card| card.track == track),
            Key::CardNumber(number) => self.cards.iter().any(|card| card.number == number),
        }
    }
}

/// A phone without its signs.
fn digits(phone: &str) -> String {
    phone.chars().filter(char::is_ascii_digit).collect()
}

/// All guests, in the order in which they came.
#[derive(Debug, Clone, Default)]
pub(crate) struct Guests {
    all: Vec<Guest>,
}

impl Guests {
    pub(crate) fn new(world: &World) -> Self {
        let home = world.organizations.first().map(|organization| organization.id).unwrap_or_default();
        let guest = |known: &crate::world::KnownGuest| Guest {
            id: known.id(),
            told: [
                ("phone", &known.phone),
                ("name", &known.name),
                ("surname", &known.surname),
                ("email", &known.email),
            ]
            .into_iter()
            .map(|(key, value)| (key.to_owned(), json!(value)))
            .collect(),
            cards: vec![Card {
                id: id("card", &known.card.0),
                track: known.card.0.to_string(),
                number: known.card.1.to_string(),
            }],
            categories: [known.category].into(),
            member: true,
            deleted: false,
            registered: DateTime::<Utc>::UNIX_EPOCH + chrono::TimeDelta::days(19_000),
            registered_at: home,
            visits: Vec::new(),
        };
        Self { all: world.loyalty.guests.iter().map(guest).collect() }
    }

    /// The guest whom a key finds.
    pub(crate) fn find(&self, key: Key<'_>) -> Option<&Guest> {
        self.all.iter().find(|guest| guest.is(key))
    }

    /// The guest whom a key finds, to change them.
    pub(crate) fn find_mut(&mut self, key: Key<'_>) -> Option<&mut Guest> {
        self.all.iter_mut().find(|guest| guest.is(key))
    }

    /// Adds a guest.
    pub(crate) fn add(&mut self, guest: Guest) {
        self.all.push(guest);
    }
}
