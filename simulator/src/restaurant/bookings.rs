//! Which tables are booked when.

use std::collections::BTreeMap;

use chrono::{NaiveDateTime, TimeDelta};
use uuid::Uuid;

/// Tables for a time.
#[derive(Debug, Clone)]
pub(crate) struct Booking {
    pub(crate) tables: Vec<Uuid>,
    pub(crate) start: NaiveDateTime,
    pub(crate) minutes: i64,
}

impl Booking {
    fn end(&self) -> NaiveDateTime {
        self.start.checked_add_signed(TimeDelta::minutes(self.minutes)).unwrap_or(self.start)
    }

    fn meets(&self, other: &Self) -> bool {
        self.start < other.end() && other.start < self.end()
    }
}

/// All bookings by their reserves.
#[derive(Debug, Clone, Default)]
pub(crate) struct Bookings(BTreeMap<Uuid, Booking>);

impl Bookings {
    /// A table of a booking that somebody else has at that time.
    pub(crate) fn taken(&self, reserve: Uuid, wanted: &Booking) -> Option<Uuid> {
        let others = self.0.iter().filter(|(id, own)| **id != reserve && own.meets(wanted));
        let mut tables = others.flat_map(|(_, own)| &own.tables);
        tables.find(|table| wanted.tables.contains(table)).copied()
    }

    /// Books tables; an earlier booking of the reserve goes.
    pub(crate) fn set(&mut self, reserve: Uuid, booking: Booking) {
        self.0.insert(reserve, booking);
    }

    /// Frees the tables of a reserve.
    pub(crate) fn free(&mut self, reserve: Uuid) {
        self.0.remove(&reserve);
    }
}
