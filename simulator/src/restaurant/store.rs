//! The orders in memory, and the commands that make and change them.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Bound;

use serde_json::{Value, json};
use uuid::Uuid;

use super::commands::{Absent, Commands, Fault, Outcome};
use super::ledger::{CreationState, LedgerEntry, OrderKind};
use super::notice::Notice;
use super::order::{Draft, Effect, Order, error_info};
use super::pace::Pace;
use crate::clock;

/// All orders and commands.
pub(crate) struct Store {
    orders: Vec<Order>,
    by_id: HashMap<Uuid, usize>,
    by_pos_id: HashMap<Uuid, usize>,
    /// Which order a command that has not ended belongs to.
    by_command: HashMap<Uuid, usize>,
    /// Places of the orders by the revision of their latest change.
    by_revision: BTreeMap<i64, usize>,
    /// Places of the orders that wait for commands.
    unfinished: BTreeSet<usize>,
    external_numbers: HashMap<String, usize>,
    commands: Commands,
    revision: i64,
    /// What webhooks are to tell, the oldest first; kept only while somebody listens.
    notices: Option<Vec<Notice>>,
}

impl Store {
    pub(crate) fn new(pace: Pace) -> Self {
        Self {
            orders: Vec::new(),
            by_id: HashMap::new(),
            by_pos_id: HashMap::new(),
            by_command: HashMap::new(),
            by_revision: BTreeMap::new(),
            unfinished: BTreeSet::new(),
            external_numbers: HashMap::new(),
            commands: Commands::new(pace),
            revision: clock::wall().timestamp_millis(),
            notices: None,
        }
    }

    /// The number that the next order gets.
    pub(crate) fn next_number(&self) -> usize {
        self.orders.len() + 1001
    }

    /// The revision of the latest change.
    pub(crate) fn revision(&self) -> i64 {
        self.revision
    }

    /// Takes a create request: the answer's `orderInfo`.
    pub(crate) fn create(&mut self, command: Uuid, draft: Draft) -> Value {
        self.settle();
        if let Some(number) = &draft.external_number {
            *self.external_numbers.entry(number.clone()).or_default() += 1;
        }
        self.commands.start(command, draft.organization);
        if let Some(at) = draft.id.and_then(|id| self.by_id.get(&id).copied()) {
            return self.duplicate(command, at);
        }
        let at = self.orders.len();
        let order = self.accept(command, draft);
        let info = order.info(&[]);
        self.by_id.insert(order.id, at);
        self.by_pos_id.insert(order.pos_id, at);
        self.by_command.insert(command, at);
        self.by_revision.insert(order.timestamp, at);
        self.unfinished.insert(at);
        self.orders.push(order);
        info
    }

    fn accept(&mut self, command: Uuid, draft: Draft) -> Order {
        let details = draft.details;
        let effect: Effect = Box::new(move |told| details.map(|details| *told = details));
        Order {
            id: draft.id.unwrap_or_else(Uuid::new_v4),
            pos_id: Uuid::new_v4(),
            kind: draft.kind,
            organization: draft.organization,
            external_number: draft.external_number,
            source_key: draft.source_key,
            timestamp: self.next_revision(),
            creation: CreationState::InProgress,
            details: Value::Null,
            create_requests: 1,
            pending: vec![(command, effect)],
        }
    }

    /// Refuses a second order of the same id at once, and leaves the first alone.
    fn duplicate(&mut self, command: Uuid, at: usize) -> Value {
        let order = &mut self.orders[at];
        order.create_requests += 1;
        let fault =
            Fault::new("DuplicatedOrderId", format!("an order with the id {} exists already", order.id));
        let mut info = order.info(&[]);
        info["creationStatus"] = json!("Error");
        info["errorInfo"] = error_info(fault.code, &fault.message);
        info["order"] = Value::Null;
        self.commands.finish(command, Err(fault));
        info
    }

    /// Takes a command that changes an order; an unknown order fails it.
    pub(crate) fn change(
        &mut self,
        command: Uuid,
        organization: Uuid,
        (kind, order): (OrderKind, Uuid),
        effect: impl FnOnce(&mut Value) -> Result<(), Fault> + Send + 'static,
    ) {
        self.settle();
        self.commands.start(command, organization);
        let place = self.by_id.get(&order).copied();
        let place = place.filter(|at| {
            let order = &self.orders[*at];
            order.organization == organization && order.kind == kind
        });
        match place {
            Some(at) => {
                self.orders[at].pending.push((command, Box::new(effect)));
                self.by_command.insert(command, at);
                self.unfinished.insert(at);
            }
            None => {
                let kind = if kind == OrderKind::Delivery { "delivery" } else { "table order" };
                let fault = Fault::new("OrderNotFound", format!("the organization has no {kind} {order}"));
                self.commands.finish(command, Err(fault));
            }
        }
    }

    /// Takes a command that changes nothing here: it is done at once.
    pub(crate) fn done(&mut self, command: Uuid, organization: Uuid) {
        self.commands.start(command, organization);
        self.commands.finish(command, Ok(()));
    }

    /// How a command stands; looking at it counts.
    pub(crate) fn status(&mut self, command: Uuid, organization: Uuid) -> Result<Outcome, Absent> {
        self.settle();
        self.commands.outcome(command, organization)?;
        if self.commands.look(command) {
            self.end(command);
        }
        self.commands.outcome(command, organization)
    }

    /// Ends the commands whose time has come.
    fn settle(&mut self) {
        while let Some(command) = self.commands.next_due() {
            self.end(command);
        }
    }

    /// Ends a command, after all that the same order waits for before it.
    fn end(&mut self, command: Uuid) {
        let Some(at) = self.by_command.get(&command).copied() else { return };
        let pending = &self.orders[at].pending;
        let count = pending.iter().position(|(id, _)| *id == command).map_or(0, |position| position + 1);
        let due: Vec<_> = self.orders[at].pending.drain(..count).collect();
        for (id, effect) in due {
            let revision = self.next_revision();
            let before = self.orders[at].timestamp;
            let result = self.orders[at].apply(effect, revision);
            self.by_revision.remove(&before);
            self.by_revision.insert(self.orders[at].timestamp, at);
            self.by_command.remove(&id);
            if let Some(notices) = &mut self.notices {
                notices.push(Notice::new(&self.orders[at], id, result.as_ref().err()));
            }
            self.commands.finish(id, result);
        }
        if self.orders[at].pending.is_empty() {
            self.unfinished.remove(&at);
        }
    }

    fn next_revision(&mut self) -> i64 {
        self.revision = clock::wall().timestamp_millis().max(self.revision + 1);
        self.revision
    }

    /// The orders of a kind and of these organizations that changed after a revision and that `wanted` accepts, oldest
    /// first. Looking for orders counts for the commands of each that might be found.
    pub(crate) fn find(
        &mut self,
        kind: OrderKind,
        organizations: &[Uuid],
        since: Option<i64>,
        wanted: impl Fn(&Order) -> bool,
    ) -> Vec<&Order> {
        self.settle();
        let within = |order: &Order| order.kind == kind && organizations.contains(&order.organization);
        let waiting: Vec<usize> =
            self.unfinished.iter().copied().filter(|at| within(&self.orders[*at])).collect();
        self.look_at(&waiting);
        let after = since.map_or(Bound::Unbounded, Bound::Excluded);
        let mut places: Vec<usize> =
            self.by_revision.range((after, Bound::Unbounded)).map(|(_, at)| *at).collect();
        places.sort_unstable();
        let orders = places.into_iter().map(|at| &self.orders[at]);
        orders.filter(|order| within(order) && wanted(order)).collect()
    }

    /// The orders of these ids (or of these ids at the point of sale) that `wanted` accepts.
    pub(crate) fn by_ids(&mut self, ids: &[Uuid], pos: bool, wanted: impl Fn(&Order) -> bool) -> Vec<&Order> {
        self.settle();
        let index = if pos { &self.by_pos_id } else { &self.by_id };
        let known = ids.iter().filter_map(|id| index.get(id).copied());
        let mut places: Vec<usize> = known.filter(|at| wanted(&self.orders[*at])).collect();
        places.sort_unstable();
        places.dedup();
        self.look_at(&places);
        places.into_iter().map(|at| &self.orders[at]).collect()
    }

    fn look_at(&mut self, places: &[usize]) {
        for at in places {
            let pending: Vec<Uuid> = self.orders[*at].pending.iter().map(|(id, _)| *id).collect();
            for command in pending {
                if self.commands.look(command) {
                    self.end(command);
                }
            }
        }
    }

    /// Each order with the numbers of requests that named it.
    pub(crate) fn ledger(&mut self) -> Vec<LedgerEntry> {
        self.settle();
        let requests = |number: &String| self.external_numbers.get(number).copied().unwrap_or_default();
        let entry = |order: &Order| LedgerEntry {
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

    /// Begins to keep what webhooks are to tell.
    pub(crate) fn listen(&mut self) {
        self.notices.get_or_insert_default();
    }

    /// Ends what is due, and gives what webhooks are to tell.
    pub(crate) fn take_notices(&mut self) -> Vec<Notice> {
        if self.notices.is_none() {
            return Vec::new();
        }
        self.settle();
        self.notices.as_mut().map(std::mem::take).unwrap_or_default()
    }

    /// Forgets the commands that have ended.
    pub(crate) fn forget_commands(&mut self) {
        self.settle();
        self.commands.forget_done();
    }
}
