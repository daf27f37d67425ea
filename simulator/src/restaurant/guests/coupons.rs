//! Which coupons were used, and by which orders.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use uuid::Uuid;

/// The orders that used coupons, by the coupons' numbers.
#[derive(Debug, Clone, Default)]
pub(crate) struct Coupons(BTreeMap<String, (Uuid, DateTime<Utc>)>);

impl Coupons {
    /// When a coupon was used.
    pub(crate) fn used(&self, number: &str) -> Option<DateTime<Utc>> {
        self.0.get(number).map(|(_, at)| *at)
    }

    /// Uses a coupon for an order.
    pub(crate) fn take(&mut self, number: &str, order: Uuid, at: DateTime<Utc>) {
        self.0.insert(number.to_owned(), (order, at));
    }

    /// Frees the coupons of an order that was cancelled.
    pub(crate) fn free(&mut self, order: Uuid) {
        self.0.retain(|_, (by, _)| *by != order);
    }
}
