//! Faults that somebody asked for: which calls they strike, and how.

use std::time::Duration;

use crate::chance::Chance;

/// What goes wrong.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Effect {
    /// The answer comes late.
    Latency(Duration),
    /// Another answer comes.
    Status { status: u16, retry_after: Option<u64>, body: Option<String> },
    /// The connection ends without an answer.
    Reset,
    /// The connection ends within the answer's body.
    Truncate(usize),
    /// The token is refused.
    Unauthorized,
    /// Too many calls.
    TooManyRequests { retry_after: Option<u64> },
    /// The command that the call gives fails later.
    CommandFails { code: String, message: String },
}

/// Whether a fault strikes before the call acts, or takes the answer alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Moment {
    Before,
    After,
}

impl Effect {
    /// When it strikes unless somebody says otherwise.
    pub(crate) fn usual_moment(&self) -> Moment {
        match self {
            Self::Reset | Self::Truncate(_) | Self::CommandFails { .. } => Moment::After,
            _ => Moment::Before,
        }
    }
}

/// A fault that strikes one call.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Strike {
    /// The rule that it comes from, if it does.
    pub(crate) rule: Option<u64>,
    pub(crate) effect: Effect,
    pub(crate) moment: Moment,
}

impl Strike {
    /// A fault by its short text, such as `status:503` or `latency:200,after`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (fault, moment) = match text.split_once(',') {
            None => (text, None),
            Some((fault, "before")) => (fault, Some(Moment::Before)),
            Some((fault, "after")) => (fault, Some(Moment::After)),
            Some(_) => return None,
        };
        let effect = match fault.split_once(':') {
            None if fault == "reset" => Effect::Reset,
            None if fault == "401" => Effect::Unauthorized,
            None if fault == "429" => Effect::TooManyRequests { retry_after: Some(1) },
            Some(("latency", milliseconds)) => {
                Effect::Latency(Duration::from_millis(milliseconds.parse().ok()?))
            }
            Some(("truncate", bytes)) => Effect::Truncate(bytes.parse().ok()?),
            Some(("status", status)) => {
                let status = status.parse().ok().filter(|status| (200..600).contains(status))?;
                Effect::Status { status, retry_after: None, body: None }
            }
            Some(("command", code)) => Effect::CommandFails {
                code: code.to_owned(),
                message: "the simulator was asked to let this command fail".to_owned(),
            },
            _ => return None,
        };
        let moment = moment.unwrap_or_else(|| effect.usual_moment());
        Some(Self { rule: None, effect, moment })
    }
}

/// A rule by which calls are struck.
#[derive(Debug, Clone)]
pub(crate) struct Rule {
    pub(crate) id: u64,
    /// An operation, or none for all of them.
    pub(crate) operation: Option<String>,
    /// How many calls it strikes; all of them without a number.
    pub(crate) times: Option<u64>,
    /// How many calls it lets pass first.
    pub(crate) after: u64,
    /// How likely it strikes, from 0 to 1.
    pub(crate) probability: f64,
    pub(crate) effect: Effect,
    pub(crate) moment: Moment,
    /// How many calls it has struck.
    pub(crate) applied: u64,
}

/// All rules, in the order in which they are tried.
#[derive(Debug, Clone, Default)]
pub(crate) struct Faults {
    pub(crate) rules: Vec<Rule>,
    last: u64,
}

impl Faults {
    /// Adds a rule at the end: its id.
    pub(crate) fn add(&mut self, mut rule: Rule) -> u64 {
        self.last += 1;
        rule.id = self.last;
        self.rules.push(rule);
        self.last
    }

    /// Takes a rule away: whether it was there.
    pub(crate) fn remove(&mut self, id: u64) -> bool {
        let before = self.rules.len();
        self.rules.retain(|rule| rule.id != id);
        self.rules.len() < before
    }

    /// The first rule that strikes a call, if one does.
    pub(crate) fn strike(&mut self, operation: &str, chance: &Chance) -> Option<Strike> {
        self.rules.iter_mut().find_map(|rule| rule.strike(operation, chance))
    }
}

impl Rule {
    fn strike(&mut self, operation: &str, chance: &Chance) -> Option<Strike> {
        if self.operation.as_deref().is_some_and(|own| own != operation) {
            return None;
        }
        if self.after > 0 {
            self.after -= 1;
            return None;
        }
        if self.times.is_some_and(|times| self.applied >= times) {
            return None;
        }
        if self.probability < 1.0 && chance.share() >= self.probability {
            return None;
        }
        self.applied += 1;
        Some(Strike { rule: Some(self.id), effect: self.effect.clone(), moment: self.moment })
    }
}
