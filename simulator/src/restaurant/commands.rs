//! Asynchronous commands: under way for a while, then done or failed.

use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::fault::Fault;

/// How many done commands are remembered before the oldest is forgotten.
const KEPT: usize = 100_000;

/// Who asked for a change: a command and its operation.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Command {
    pub(crate) id: Uuid,
    /// The operation of the bundle.
    pub(crate) operation: &'static str,
}

/// What a status question gets.
#[derive(Debug, Clone)]
pub(crate) enum Outcome {
    InProgress,
    Success,
    Error(Fault),
}

/// Why there is no outcome.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Absent {
    /// It was there once.
    Forgotten,
    /// There never was one, or it is another organization's.
    Unknown,
}

/// When a command ends.
#[derive(Debug, Clone, Copy)]
pub(super) enum Due {
    At(DateTime<Utc>),
    AfterLooks(u32),
}

#[derive(Clone)]
struct Known {
    organization: Uuid,
    due: Due,
    outcome: Outcome,
}

/// All commands by correlation id.
#[derive(Clone, Default)]
pub(super) struct Commands {
    known: HashMap<Uuid, Known>,
    /// Those that wait for a time, the earliest first, those of one time in their order.
    waiting: BTreeSet<(DateTime<Utc>, u64, Uuid)>,
    taken: u64,
    /// Those that are done, the oldest first.
    done: VecDeque<Uuid>,
    forgotten: HashSet<Uuid>,
}

impl Commands {
    /// Takes a command on.
    pub(super) fn start(&mut self, id: Uuid, organization: Uuid, due: Due) {
        if let Due::At(time) = due {
            self.waiting.insert((time, self.taken, id));
            self.taken += 1;
        }
        self.known.insert(id, Known { organization, due, outcome: Outcome::InProgress });
    }

    /// Ends a command.
    pub(super) fn finish(&mut self, id: Uuid, result: Result<(), Fault>) {
        let Some(command) = self.known.get_mut(&id) else { return };
        command.outcome = match result {
            Ok(()) => Outcome::Success,
            Err(fault) => Outcome::Error(fault),
        };
        self.done.push_back(id);
        if self.done.len() > KEPT {
            self.forget_oldest();
        }
    }

    /// When the next command ends by itself.
    pub(super) fn next_time(&self) -> Option<DateTime<Utc>> {
        self.waiting.first().map(|(time, ..)| *time)
    }

    /// Takes the next command that has not ended by now.
    pub(super) fn pop_due(&mut self, now: DateTime<Utc>) -> Option<(DateTime<Utc>, Uuid)> {
        while self.next_time().is_some_and(|time| time <= now) {
            let (time, _, id) = self.waiting.pop_first()?;
            let open = |command: &Known| matches!(command.outcome, Outcome::InProgress);
            if self.known.get(&id).is_some_and(open) {
                return Some((time, id));
            }
        }
        None
    }

    /// Looks at a command once: true when it should end now.
    pub(super) fn look(&mut self, id: Uuid) -> bool {
        let Some(command) = self.known.get_mut(&id) else { return false };
        match (&command.outcome, &mut command.due) {
            (Outcome::InProgress, Due::AfterLooks(0)) => true,
            (Outcome::InProgress, Due::AfterLooks(left)) => {
                *left -= 1;
                false
            }
            _ => false,
        }
    }

    /// How a command of an organization stands.
    pub(super) fn outcome(&self, id: Uuid, organization: Uuid) -> Result<Outcome, Absent> {
        match self.known.get(&id) {
            Some(command) if command.organization == organization => Ok(command.outcome.clone()),
            None if self.forgotten.contains(&id) => Err(Absent::Forgotten),
            _ => Err(Absent::Unknown),
        }
    }

    /// Forgets all done commands.
    pub(super) fn forget_done(&mut self) {
        while !self.done.is_empty() {
            self.forget_oldest();
        }
    }

    fn forget_oldest(&mut self) {
        if let Some(id) = self.done.pop_front() {
            self.known.remove(&id);
            self.forgotten.insert(id);
        }
    }
}
