//! Asynchronous commands: under way for a while, then done or failed.

use std::collections::{HashMap, HashSet, VecDeque};

use tokio::time::Instant;
use uuid::Uuid;

use crate::restaurant::Pace;

/// How many done commands are remembered before the oldest is forgotten.
const KEPT: usize = 100_000;

/// Why the point of sale refused something.
#[derive(Debug, Clone)]
pub(crate) struct Fault {
    /// One of the bundle's `ErrorCode`s.
    pub(crate) code: &'static str,
    pub(crate) message: String,
}

impl Fault {
    pub(crate) fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }
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

struct Command {
    organization: Uuid,
    due: Due,
    outcome: Outcome,
}

#[derive(Clone, Copy)]
enum Due {
    At(Instant),
    AfterLooks(u32),
}

/// All commands by correlation id.
pub(crate) struct Commands {
    pace: Pace,
    known: HashMap<Uuid, Command>,
    /// Those that wait for a time, the earliest first: all wait equally long.
    waiting: VecDeque<Uuid>,
    /// Those that are done, the oldest first.
    done: VecDeque<Uuid>,
    forgotten: HashSet<Uuid>,
}

impl Commands {
    pub(crate) fn new(pace: Pace) -> Self {
        Self {
            pace,
            known: HashMap::new(),
            waiting: VecDeque::new(),
            done: VecDeque::new(),
            forgotten: HashSet::new(),
        }
    }

    /// Takes a command on.
    pub(crate) fn start(&mut self, id: Uuid, organization: Uuid) {
        let due = match self.pace {
            Pace::Polls(looks) => Due::AfterLooks(looks),
            Pace::Delay(delay) => {
                self.waiting.push_back(id);
                let now = Instant::now();
                Due::At(now.checked_add(delay).unwrap_or(now))
            }
        };
        self.known.insert(id, Command { organization, due, outcome: Outcome::InProgress });
    }

    /// Ends a command.
    pub(crate) fn finish(&mut self, id: Uuid, result: Result<(), Fault>) {
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

    /// The next command whose time has come.
    pub(crate) fn next_due(&mut self) -> Option<Uuid> {
        let id = *self.waiting.front()?;
        let waits = self.known.get(&id).is_some_and(|command| match (&command.outcome, command.due) {
            (Outcome::InProgress, Due::At(time)) => time > Instant::now(),
            _ => false,
        });
        if waits { None } else { self.waiting.pop_front() }
    }

    /// Looks at a command once: true when it should end now.
    pub(crate) fn look(&mut self, id: Uuid) -> bool {
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
    pub(crate) fn outcome(&self, id: Uuid, organization: Uuid) -> Result<Outcome, Absent> {
        match self.known.get(&id) {
            Some(command) if command.organization == organization => Ok(command.outcome.clone()),
            None if self.forgotten.contains(&id) => Err(Absent::Forgotten),
            _ => Err(Absent::Unknown),
        }
    }

    /// Forgets all done commands.
    pub(crate) fn forget_done(&mut self) {
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
