//! The orders in memory, the commands that make and change them, and the log of what has changed.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde_json::Value;
use uuid::Uuid;

use super::books::Books;
use super::commands::{Absent, Command, Commands, Due, Outcome};
use super::effect::{Effect, Scene};
use super::fault::Fault;
use super::ledger::{CreationState, OrderKind};
use super::log::{Event, Log, Shift, What};
use super::order::{Draft, Order};
use super::pace::Pace;
use super::{kitchen, loyalty, rules};
use crate::chance::Chance;
use crate::clock::{self, Clock};
use crate::refusal::words;
use crate::world::World;

/// What the clock does has no operation.
const BY_CLOCK: &str = "clock";
/// What somebody does by hand has no operation either.
pub(crate) const BY_HAND: &str = "control";

/// All orders, deliveries and reserves, and what changes them. A copy is a picture of the restaurants at a time.
#[derive(Clone)]
pub(crate) struct Store {
    pub(super) world: Arc<World>,
    pub(super) clock: Clock,
    chance: Chance,
    pub(crate) books: Books,
    /// How long commands take.
    pub(crate) pace: Pace,
    /// Whether kitchens cook and couriers ride by themselves.
    pub(crate) kitchens_work: bool,
    /// Terminal groups that do not answer: what is sent to them runs out of time.
    pub(crate) dead: HashSet<Uuid>,
    pub(super) orders: Vec<Arc<Order>>,
    pub(super) by_id: HashMap<Uuid, usize>,
    pub(super) by_pos_id: HashMap<Uuid, usize>,
    /// Which order a command that has not ended belongs to.
    by_command: HashMap<Uuid, usize>,
    /// Places of the orders by the revision of their latest change.
    pub(super) by_revision: BTreeMap<i64, usize>,
    /// What orders wait for, by their places, in its order.
    pub(super) pending: BTreeMap<usize, Vec<(Command, Effect)>>,
    /// Why the next command of an order fails, whatever it will be.
    doomed: HashMap<Uuid, Fault>,
    /// When something happens to an order by itself.
    agenda: BTreeSet<(DateTime<Utc>, usize)>,
    pub(super) external_numbers: HashMap<String, usize>,
    pub(super) commands: Commands,
    revision: i64,
    log: Log,
}

/// What became of a create request.
pub(crate) struct Created {
    pub(crate) order: Arc<Order>,
    /// Why there is no second order of an id.
    pub(crate) refused: Option<Fault>,
}

impl Store {
    pub(crate) fn new(world: Arc<World>, clock: Clock, chance: Chance, pace: Pace) -> Self {
        let revision = clock.now().timestamp_millis();
        Self {
            books: Books::new(&world, clock.now()),
            world,
            clock,
            chance,
            pace,
            kitchens_work: true,
            dead: HashSet::new(),
            orders: Vec::new(),
            by_id: HashMap::new(),
            by_pos_id: HashMap::new(),
            by_command: HashMap::new(),
            by_revision: BTreeMap::new(),
            pending: BTreeMap::new(),
            doomed: HashMap::new(),
            agenda: BTreeSet::new(),
            external_numbers: HashMap::new(),
            commands: Commands::default(),
            revision,
            log: Log::default(),
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

    /// The events after a revision, the oldest first.
    pub(crate) fn events_after(&mut self, revision: i64) -> Vec<Event> {
        self.settle();
        self.log.after(revision).cloned().collect()
    }

    /// Takes a create request.
    pub(crate) fn create(&mut self, command: Command, draft: Draft) -> Created {
        self.settle();
        if let Some(number) = &draft.external_number {
            *self.external_numbers.entry(number.clone()).or_default() += 1;
        }
        if let Some(at) = draft.id.and_then(|id| self.by_id.get(&id).copied()) {
            let due = self.due(None);
            self.commands.start(command.id, draft.organization, due);
            return self.duplicate(command, at);
        }
        let (due, effect) = self.in_time(&draft);
        self.commands.start(command.id, draft.organization, due);
        let at = self.orders.len();
        let order = Arc::new(self.accept(draft));
        self.by_id.insert(order.id, at);
        self.by_pos_id.insert(order.pos_id, at);
        self.by_revision.insert(order.timestamp, at);
        self.orders.push(Arc::clone(&order));
        self.wait(at, command, effect);
        self.tell(order.timestamp, self.clock.now(), Some(command), What::Accepted(Arc::clone(&order)));
        Created { order, refused: None }
    }

    /// When a command ends; within so many seconds, if the point of sale has just them.
    fn due(&self, patience: Option<i64>) -> Due {
        match self.pace {
            Pace::Polls(looks) => Due::AfterLooks(looks),
            Pace::Delay(delay) => {
                let now = self.clock.now();
                let delay = chrono::TimeDelta::from_std(delay).unwrap_or(chrono::TimeDelta::MAX);
                let delay = patience.map_or(delay, |seconds| delay.min(chrono::TimeDelta::seconds(seconds)));
                Due::At(now.checked_add_signed(delay).unwrap_or(DateTime::<Utc>::MAX_UTC))
            }
        }
    }

    /// When a creation ends, and how: with the order, or with the end of its time.
    fn in_time(&self, draft: &Draft) -> (Due, Effect) {
        let due = self.due(Some(draft.patience));
        match self.pace {
            Pace::Delay(delay) if i64::try_from(delay.as_secs()).is_ok_and(|it| it < draft.patience) => {}
            Pace::Delay(delay) if !delay.is_zero() => {
                return (due, Arc::new(|_: &mut Scene<'_>| Err(Fault::timed_out(true))));
            }
            _ => {}
        }
        (due, Arc::clone(&draft.effect))
    }

    fn accept(&mut self, draft: Draft) -> Order {
        let now = self.clock.now();
        Order {
            id: draft.id.unwrap_or_else(|| self.chance.id()),
            pos_id: self.chance.id(),
            kind: draft.kind,
            organization: draft.organization,
            group: draft.group,
            external_number: draft.external_number,
            source_key: draft.source_key,
            timestamp: self.next_revision(now),
            creation: CreationState::InProgress,
            details: Arc::new(Value::Null),
            create_requests: 1,
        }
    }

    /// Refuses a second order of the same id at once, and leaves the first alone.
    fn duplicate(&mut self, command: Command, at: usize) -> Created {
        let order = &mut self.orders[at];
        Arc::make_mut(order).create_requests += 1;
        let rule = match order.kind {
            OrderKind::Reserve => rules::RESERVE_DOUBLED,
            OrderKind::Delivery | OrderKind::Table => rules::ORDER_DOUBLED,
        };
        let fault = rule.fault(format!("{}: its id is {}", words::DOUBLED, order.id));
        let order = Arc::clone(order);
        self.commands.finish(command.id, Err(fault.clone()));
        Created { order, refused: Some(fault) }
    }

    /// Takes a command that changes an order; an unknown order fails it.
    pub(crate) fn change(
        &mut self,
        command: Command,
        organization: Uuid,
        (kind, order): (OrderKind, Uuid),
        effect: Effect,
    ) {
        self.settle();
        let due = self.due(None);
        self.commands.start(command.id, organization, due);
        let place = self.by_id.get(&order).copied();
        let place = place.filter(|at| {
            let order = &self.orders[*at];
            order.organization == organization && order.kind == kind
        });
        match place {
            Some(at) => self.wait(at, command, effect),
            None => {
                let kind = match kind {
                    OrderKind::Delivery => "delivery",
                    OrderKind::Table => "table order",
                    OrderKind::Reserve => "reserve",
                };
                let fault = rules::ORDER_UNKNOWN.fault(format!("the organization has no {kind} {order}"));
                self.commands.finish(command.id, Err(fault));
            }
        }
    }

    fn wait(&mut self, at: usize, command: Command, mut effect: Effect) {
        if let Some(fault) = self.doomed.remove(&self.orders[at].id) {
            effect = Arc::new(move |_: &mut Scene<'_>| Err(fault.clone()));
        }
        self.pending.entry(at).or_default().push((command, effect));
        self.by_command.insert(command.id, at);
    }

    /// Takes a command that belongs to no order, done or failed already: told when its time has come.
    pub(crate) fn settled_command(
        &mut self,
        command: Command,
        organization: Uuid,
        result: Result<(), Fault>,
    ) {
        self.commands.start(command.id, organization, Due::AfterLooks(0));
        self.commands.finish(command.id, result);
    }

    /// How a command stands; looking at it counts.
    pub(crate) fn status(&mut self, command: Uuid, organization: Uuid) -> Result<Outcome, Absent> {
        self.settle();
        self.commands.outcome(command, organization)?;
        if self.commands.look(command) {
            self.end(command, self.clock.now());
        }
        self.commands.outcome(command, organization)
    }

    /// When something happens next by itself.
    pub(crate) fn next_time(&self) -> Option<DateTime<Utc>> {
        let kitchen = self.agenda.first().map(|(time, _)| *time).filter(|_| self.kitchens_work);
        [self.commands.next_time(), kitchen].into_iter().flatten().min()
    }

    /// Lets everything happen whose time has come, in the order of its times.
    pub(crate) fn settle(&mut self) {
        let now = self.clock.now();
        while let Some(time) = self.next_time().filter(|time| *time <= now) {
            if self.commands.next_time() == Some(time) {
                if let Some((time, command)) = self.commands.pop_due(now) {
                    self.end(command, time);
                }
            } else if let Some((time, at)) = self.agenda.pop_first() {
                self.kitchen_step(at, time);
            }
        }
    }

    fn kitchen_step(&mut self, at: usize, time: DateTime<Utc>) {
        let order = &self.orders[at];
        let kind = order.kind;
        // Planned for a state that has passed since: what comes next is on the agenda already.
        let Some((due, status)) = kitchen::next(order, self.offset(order.organization)) else { return };
        if due > time {
            self.agenda.insert((due, at));
            return;
        }
        let effect: Effect = Arc::new(move |scene| kitchen::step(kind, scene, status));
        if self.act(at, None, BY_CLOCK, &effect, time).is_err() {
            self.agenda.retain(|(_, place)| *place != at);
        }
    }

    /// Ends a command, after all that the same order waits for before it.
    pub(super) fn end(&mut self, command: Uuid, time: DateTime<Utc>) {
        let Some(at) = self.by_command.get(&command).copied() else { return };
        let Some(pending) = self.pending.get_mut(&at) else { return };
        let count = pending.iter().position(|(own, _)| own.id == command).map_or(0, |place| place + 1);
        let due: Vec<_> = pending.drain(..count).collect();
        if pending.is_empty() {
            self.pending.remove(&at);
        }
        for (command, effect) in due {
            let result = if self.dead.contains(&self.orders[at].group) {
                let creation = self.orders[at].creation == CreationState::InProgress;
                let silent: Effect = Arc::new(move |_: &mut Scene<'_>| Err(Fault::timed_out(creation)));
                self.act(at, Some(command), command.operation, &silent, time)
            } else {
                self.act(at, Some(command), command.operation, &effect, time)
            };
            self.by_command.remove(&command.id);
            self.commands.finish(command.id, result);
        }
    }

    /// Does something to an order and tells of it.
    fn act(
        &mut self,
        at: usize,
        command: Option<Command>,
        operation: &'static str,
        effect: &Effect,
        time: DateTime<Utc>,
    ) -> Result<(), Fault> {
        let command = command.unwrap_or(Command { id: Uuid::nil(), operation });
        let revision = self.next_revision(time);
        let result = self.apply(at, effect, revision, time);
        let order = Arc::clone(&self.orders[at]);
        let what = match &result {
            Ok(()) => What::Changed(order),
            Err(fault) => What::Failed(order, fault.clone()),
        };
        self.tell(revision, time, Some(command), what);
        let groups = self.books.stops.take_changed();
        self.tell_stops(command, self.orders[at].organization, groups, time);
        self.plan(at, time);
        result
    }

    fn apply(&mut self, at: usize, effect: &Effect, revision: i64, time: DateTime<Utc>) -> Result<(), Fault> {
        let offset = self.offset(self.orders[at].organization);
        let order = Arc::make_mut(&mut self.orders[at]);
        if matches!(order.creation, CreationState::Error { .. }) {
            return Err(rules::ORDER_UNKNOWN.fault(format!("the order {} was never made", order.id)));
        }
        let mut details = Value::clone(&order.details);
        let before = order.details["status"].as_str().map(str::to_owned);
        let mut scene = Scene {
            world: &self.world,
            books: &mut self.books,
            chance: &self.chance,
            order: &mut details,
            id: order.id,
            organization: order.organization,
            now: clock::at(time, offset),
            utc: clock::at(time, 0),
        };
        let result = effect(&mut scene);
        if result.is_ok() && order.kind != OrderKind::Reserve {
            loyalty::changed(&mut scene, before.as_deref());
        }
        let creating = order.creation == CreationState::InProgress;
        match &result {
            Ok(()) => {
                order.creation = CreationState::Success;
                order.details = Arc::new(details);
            }
            Err(fault) if creating => {
                let code = fault.code.clone().into_owned();
                order.creation = CreationState::Error { code, message: fault.message.clone() };
            }
            Err(_) => return result,
        }
        self.by_revision.remove(&order.timestamp);
        order.timestamp = revision;
        self.by_revision.insert(revision, at);
        result
    }

    fn offset(&self, organization: Uuid) -> i64 {
        self.world.organization(organization).map_or(0, |organization| organization.utc_offset)
    }

    /// Puts what happens next to an order on the agenda: not before what has happened, even when it is late.
    fn plan(&mut self, at: usize, happened: DateTime<Utc>) {
        let order = &self.orders[at];
        if order.creation != CreationState::Success {
            return;
        }
        if let Some((time, _)) = kitchen::next(order, self.offset(order.organization)) {
            self.agenda.insert((time.max(happened), at));
        }
    }

    fn next_revision(&mut self, time: DateTime<Utc>) -> i64 {
        self.revision = time.timestamp_millis().max(self.revision + 1);
        self.revision
    }

    fn tell(&mut self, revision: i64, at: DateTime<Utc>, command: Option<Command>, what: What) {
        let Some(organization) = what.order().map(|order| order.organization) else { return };
        let operation = command.map_or(BY_HAND, |command| command.operation);
        let command = command.map(|command| command.id).filter(|id| !id.is_nil());
        self.log.append(Event { revision, at, organization, command, operation, what });
    }

    /// Tells that somebody came or went.
    pub(crate) fn tell_shift(&mut self, command: Command, organization: Uuid, shift: Shift) {
        let at = self.clock.now();
        let revision = self.next_revision(at);
        let Command { id, operation } = command;
        let what = What::Shift(shift);
        self.log.append(Event { revision, at, organization, command: Some(id), operation, what });
    }

    /// Tells of stop lists that were changed by hand or by their operations.
    pub(crate) fn stops_changed(&mut self, command: Command, organization: Uuid) {
        let groups = self.books.stops.take_changed();
        self.tell_stops(command, organization, groups, self.clock.now());
    }

    fn tell_stops(&mut self, command: Command, organization: Uuid, groups: Vec<Uuid>, at: DateTime<Utc>) {
        if groups.is_empty() {
            return;
        }
        let revision = self.next_revision(at);
        let Command { id, operation } = command;
        let command = Some(id).filter(|id| !id.is_nil());
        self.log.append(Event { revision, at, organization, command, operation, what: What::Stops(groups) });
    }

    /// Does something to an order by hand, at once.
    pub(crate) fn by_hand(&mut self, order: Uuid, effect: &Effect) -> Result<(), Fault> {
        self.at_once(Command { id: Uuid::nil(), operation: BY_HAND }, order, effect)
    }

    /// Does something to an order at once, after all that it waits for.
    pub(crate) fn at_once(&mut self, command: Command, order: Uuid, effect: &Effect) -> Result<(), Fault> {
        self.settle();
        let at = self.by_id.get(&order).copied();
        let at = at.ok_or_else(|| rules::ORDER_UNKNOWN.fault(format!("there is no order {order}")))?;
        if let Some(last) = self.pending.get(&at).and_then(|pending| pending.last()) {
            self.end(last.0.id, self.clock.now());
        }
        self.act(at, Some(command), command.operation, effect, self.clock.now())
    }

    /// Lets a command fail when it ends, whatever it was to do: whether there is such a command.
    pub(crate) fn doom(&mut self, command: Uuid, fault: &Fault) -> bool {
        let Some(pending) = self.by_command.get(&command).and_then(|at| self.pending.get_mut(at)) else {
            return false;
        };
        for (own, effect) in pending {
            if own.id == command {
                let fault = fault.clone();
                *effect = Arc::new(move |_: &mut Scene<'_>| Err(fault.clone()));
            }
        }
        true
    }

    /// Lets the next command of an order fail: the one that it waits for, or the one that comes.
    pub(crate) fn fail_next(&mut self, order: Uuid, fault: Fault) {
        let Some(at) = self.by_id.get(&order) else { return };
        match self.pending.get(at).and_then(|pending| pending.first()).map(|(command, _)| command.id) {
            Some(command) => {
                self.doom(command, &fault);
            }
            None => {
                self.doomed.insert(order, fault);
            }
        }
    }

    /// Forgets the commands that have ended.
    pub(crate) fn forget_commands(&mut self) {
        self.settle();
        self.commands.forget_done();
    }
}
