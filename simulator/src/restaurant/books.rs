//! The books of the restaurants: what commands change beside the order itself.

use chrono::{DateTime, Utc};

use super::bookings::Bookings;
use super::drafts::Drafts;
use super::guests::{Coupons, Guests, Key, Move, Movement, Wallets};
use super::shifts::{Message, Shifts};
use super::stops::Stops;
use crate::world::{World, id};

/// Everything that orders lean on.
#[derive(Clone)]
pub(crate) struct Books {
    /// What is running out.
    pub(crate) stops: Stops,
    /// Which tables are booked.
    pub(crate) bookings: Bookings,
    pub(crate) drafts: Drafts,
    pub(crate) guests: Guests,
    pub(crate) wallets: Wallets,
    pub(crate) coupons: Coupons,
    pub(crate) shifts: Shifts,
    /// What was sent to guests and to the staff, the oldest first.
    pub(crate) messages: Vec<Message>,
}

impl Books {
    pub(super) fn new(world: &World, now: DateTime<Utc>) -> Self {
        let guests = Guests::new(world);
        Self {
            stops: Stops::new(world),
            bookings: Bookings::default(),
            drafts: Drafts::default(),
            wallets: opened(world, &guests, now),
            guests,
            coupons: Coupons::default(),
            shifts: Shifts::default(),
            messages: Vec::new(),
        }
    }
}

/// Wallets with what the guests who are known from the start have in them.
fn opened(world: &World, guests: &Guests, now: DateTime<Utc>) -> Wallets {
    let mut wallets = Wallets::default();
    let organization = world.organizations.first().map(|organization| organization.id).unwrap_or_default();
    for known in &world.loyalty.guests {
        let Some(guest) = guests.find(Key::Phone(&known.phone)) else { continue };
        let first = Move {
            id: id("transaction", &known.phone),
            at: now,
            organization,
            guest: guest.id,
            sum: known.balance,
            movement: Movement::TopUp,
            comment: "",
            order: None,
        };
        // A guest whose balance is 0 has no entry.
        let _ = wallets.post(first);
    }
    wallets
}
