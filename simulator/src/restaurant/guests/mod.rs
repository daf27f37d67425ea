//! Guests: who they are, what is in their wallets, and what they have ordered.

mod coupons;
mod money;
mod people;

pub(crate) use coupons::Coupons;
pub(crate) use money::{Account, Entry, Move, Movement, Wallets};
pub(crate) use people::{Card, Guest, Guests, Key, Visit};
