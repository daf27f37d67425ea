//! Finding orders, and the ledger of all of them.

use std::ops::Bound;
use std::sync::Arc;

use uuid::Uuid;

use super::ledger::{LedgerEntry, OrderKind};
use super::order::Order;
use super::store::Store;

impl Store {
    /// The orders of a kind and of these organizations that changed after a revision, oldest first. Looking for orders
    /// counts for the commands of each that might be found.
    pub(crate) fn find(
        &mut self,
        kind: OrderKind,
        organizations: &[Uuid],
        since: Option<i64>,
    ) -> Vec<Arc<Order>> {
        self.settle();
        let within = |order: &Order| order.kind == kind && organizations.contains(&order.organization);
        let waiting: Vec<usize> =
            self.pending.keys().copied().filter(|at| within(&self.orders[*at])).collect();
        self.look_at(&waiting);
        let after = since.map_or(Bound::Unbounded, Bound::Excluded);
        let mut places: Vec<usize> =
            self.by_revision.range((after, Bound::Unbounded)).map(|(_, at)| *at).collect();
        places.sort_unstable();
        let orders = places.into_iter().map(|at| &self.orders[at]);
        orders.filter(|order| within(order)).cloned().collect()
    }

    /// The orders of these ids (or of these ids at the point of sale) that `wanted` accepts.
    pub(crate) fn by_ids(
        &mut self,
        ids: &[Uuid],
        pos: bool,
        wanted: impl Fn(&Order) -> bool,
    ) -> Vec<Arc<Order>> {
        self.settle();
        let index = if pos { &self.by_pos_id } else { &self.by_id };
        let known = ids.iter().filter_map(|id| index.get(id).copied());
        let mut places: Vec<usize> = known.filter(|at| wanted(&self.orders[*at])).collect();
        places.sort_unstable();
        places.dedup();
        self.look_at(&places);
        places.into_iter().map(|at| Arc::clone(&self.orders[at])).collect()
    }

    /// An order as it is: looking at it this way counts for nothing.
    pub(crate) fn order(&mut self, id: Uuid) -> Option<&Arc<Order>> {
        self.settle();
        self.orders.get(*self.by_id.get(&id)?)
    }

    /// All orders as they are, the oldest first: looking at them this way counts for nothing.
    pub(crate) fn all(&mut self) -> &[Arc<Order>] {
        self.settle();
        &self.orders
    }

    fn look_at(&mut self, places: &[usize]) {
        for at in places {
            let pending = self.pending.get(at).into_iter().flatten();
            for command in pending.map(|(command, _)| command.id).collect::<Vec<_>>() {
                if self.commands.look(command) {
                    self.end(command, self.clock.now());
                }
            }
        }
    }

    /// Each order with the numbers of requests that named it.
    pub(crate) fn ledger(&mut self) -> Vec<LedgerEntry> {
        self.settle();
        let requests = |number: &String| self.external_numbers.get(number).copied().unwrap_or_default();
        let entry = |order: &Arc<Order>| LedgerEntry {
            id: order.id,
            kind: order.kind,
            organization_id: order.organization,
            external_number: order.external_number.clone(),
            create_requests: order.create_requests,
            external_number_requests: order.external_number.as_ref().map(requests).unwrap_or_default(),
            creation: order.creation.clone(),
        };
        self.orders.iter().map(entry).collect()
    }
}
