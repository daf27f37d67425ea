//! The register of deviations, `openapi/deviations.yaml`: where the curated spec departs on purpose.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use serde_json::Value;

use super::change::{Aspect, Change, NAMES};
use super::vendor::RULES;
use crate::fragments::{self, Node};
use crate::problem::{Place, Problem, Report};

/// How a departure is known to be right.
pub const EVIDENCE: [&str; 6] = ["live", "clients", "shape", "document", "design", "inferred"];
const KEYS: [&str; 8] = ["rule", "where", "what", "theirs", "ours", "why", "evidence", "partly"];

/// All entries.
#[derive(Debug, Default)]
pub struct Register {
    /// In the order of the file.
    pub entries: Vec<Entry>,
}

/// A departure.
#[derive(Debug)]
pub struct Entry {
    /// Where it stands in the register.
    pub line: Place,
    /// What it covers.
    pub subject: Subject,
}

/// What an entry covers.
#[derive(Debug)]
pub enum Subject {
    /// Everything that a rule of the reader does.
    Rule(String),
    /// Differences at a place.
    Difference(Difference),
}

/// Differences at one or several places.
#[derive(Debug)]
pub struct Difference {
    /// Places, `*` standing for anything.
    pub places: Vec<String>,
    /// What differs.
    pub aspect: Aspect,
    /// What they say; several values are several differences of the same kind.
    pub theirs: Vec<Option<String>>,
    /// What we say.
    pub ours: Vec<Option<String>>,
    /// Covers what only some of their schemas behind one of ours lack.
    pub partly: bool,
}

/// An entry that the documents no longer bear out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Idle {
    /// Where it stands in the register.
    pub line: Place,
    /// What it covers, in words.
    pub subject: String,
    /// Why it is idle.
    pub reason: Idleness,
}

/// Why an entry is idle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Idleness {
    /// Both say the same now.
    Unnecessary,
    /// The place is gone.
    Stale,
    /// They say something else now, which is reported as a change.
    Overtaken,
}

/// Places that entries can name.
#[derive(Debug)]
pub struct Places<'a> {
    /// Those that were compared.
    pub compared: &'a HashSet<String>,
    /// All that the curated spec has.
    pub ours: &'a HashSet<String>,
}

impl Register {
    /// Reads the register's text; faults are listed by line.
    pub fn parse(text: &str) -> Result<Self, Vec<Problem>> {
        let file: Arc<str> = fragments::REGISTER.into();
        let mut report = Report::default();
        let root = fragments::parse(&file, text, &mut report);
        for (key, node) in root.map().into_iter().flatten().filter(|(key, _)| *key != "deviations") {
            report.add(&node.place, format!("`{key}` is unknown here: the entries stand under `deviations`"));
        }
        let mut entries = Vec::new();
        for node in root.items("deviations") {
            match entry(node) {
                Ok(subject) => entries.push(Entry { line: node.place.clone(), subject }),
                Err(reason) => report.add(&node.place, reason),
            }
        }
        if report.is_empty() { Ok(Self { entries }) } else { Err(report.finish()) }
    }

    /// The entry that covers a change.
    pub fn covers(&self, change: &Change) -> Option<usize> {
        self.entries.iter().position(|entry| match &entry.subject {
            Subject::Rule(_) => false,
            Subject::Difference(difference) => difference.covers(change),
        })
    }

    /// Whether an operation of theirs is left out on purpose.
    pub fn leaves_out(&self, operation: &str) -> bool {
        self.left_out_by(operation).is_some()
    }

    /// The entry that leaves an operation out.
    pub fn left_out_by(&self, operation: &str) -> Option<usize> {
        self.entries.iter().position(|entry| match &entry.subject {
            Subject::Rule(_) => false,
            Subject::Difference(difference) => {
                difference.aspect == Aspect::Operation
                    && difference.ours.contains(&None)
                    && difference.at(operation)
            }
        })
    }

    /// Rules that were needed and are not registered.
    pub fn unregistered<'a>(&self, used: &'a BTreeMap<&'static str, usize>) -> Vec<(&'a str, usize)> {
        let registered: HashSet<&str> = self.entries.iter().filter_map(Entry::rule).collect();
        used.iter()
            .filter(|(rule, _)| !registered.contains(**rule))
            .map(|(rule, count)| (*rule, *count))
            .collect()
    }

    /// Entries that covered nothing: `used` are the others.
    pub fn idle(
        &self,
        used: &HashSet<usize>,
        rules: &BTreeMap<&'static str, usize>,
        places: &Places<'_>,
        changes: &[Change],
    ) -> Vec<Idle> {
        let idle = self.entries.iter().enumerate().filter(|(index, _)| !used.contains(index));
        idle.filter_map(|(_, entry)| {
            let reason = match &entry.subject {
                Subject::Rule(rule) if rules.contains_key(rule.as_str()) => return None,
                Subject::Rule(_) => Idleness::Unnecessary,
                Subject::Difference(difference) => difference.idleness(places, changes)?,
            };
            Some(Idle { line: entry.line.clone(), subject: entry.subject(), reason })
        })
        .collect()
    }
}

impl Entry {
    fn rule(&self) -> Option<&str> {
        match &self.subject {
            Subject::Rule(rule) => Some(rule),
            Subject::Difference(_) => None,
        }
    }

    /// What the entry covers, in words.
    pub fn subject(&self) -> String {
        match &self.subject {
            Subject::Rule(rule) => format!("rule {rule}"),
            Subject::Difference(difference) => {
                format!("{} of {}", difference.aspect.name(), difference.places.join(", "))
            }
        }
    }
}

impl Difference {
    fn at(&self, place: &str) -> bool {
        self.places.iter().any(|pattern| matches(pattern, place))
    }

    fn covers(&self, change: &Change) -> bool {
        self.aspect == change.aspect
            && self.theirs.contains(&change.theirs)
            && self.ours.contains(&change.ours)
            && (!self.partly || change.partly())
            && self.at(&change.place)
    }

    /// Why nothing bears the entry out; none where nothing was looked at, as below an operation that is gone.
    fn idleness(&self, places: &Places<'_>, changes: &[Change]) -> Option<Idleness> {
        if changes.iter().any(|change| change.aspect == self.aspect && self.at(&change.place)) {
            Some(Idleness::Overtaken)
        } else if places.compared.iter().any(|place| self.at(place)) {
            Some(Idleness::Unnecessary)
        } else if places.ours.iter().any(|place| self.at(place)) {
            None
        } else {
            Some(Idleness::Stale)
        }
    }
}

/// Whether a pattern, in which `*` stands for anything, fits a place.
fn matches(pattern: &str, place: &str) -> bool {
    let Some((head, tail)) = pattern.split_once('*') else { return pattern == place };
    let Some(rest) = place.strip_prefix(head) else { return false };
    let ends = rest.char_indices().map(|(index, _)| index).chain([rest.len()]);
    ends.into_iter().any(|index| matches(tail, &rest[index..]))
}

fn entry(node: &Node) -> Result<Subject, String> {
    let map = node.map().ok_or("an entry is a map")?;
    if let Some(key) = map.keys().find(|key| !KEYS.contains(&key.as_str())) {
        return Err(format!("`{key}` is unknown: an entry has {}", KEYS.join(", ")));
    }
    let words = |key: &str| node.text_of(key).filter(|text| !text.trim().is_empty());
    words("why").ok_or("no `why`: say in a sentence why we depart")?;
    let evidence = words("evidence").unwrap_or_default();
    if !EVIDENCE.contains(&evidence) {
        return Err(format!("`evidence` is one of {}", EVIDENCE.join(", ")));
    }
    if let Some(rule) = node.get("rule") {
        let rule = rule.text().unwrap_or_default();
        if !RULES.iter().any(|(name, _)| *name == rule) {
            let names: Vec<&str> = RULES.iter().map(|(name, _)| *name).collect();
            return Err(format!("no rule is called `{rule}`: there are {}", names.join(", ")));
        }
        return Ok(Subject::Rule(rule.to_owned()));
    }
    let aspect = words("what")
        .and_then(Aspect::from_name)
        .ok_or_else(|| format!("`what` is one of {}", NAMES.map(|(_, name)| name).join(", ")))?;
    let places: Vec<String> = values(node.get("where")).into_iter().flatten().collect();
    if places.is_empty() {
        return Err("no `where`: name the place, or the `rule`".to_owned());
    }
    let (theirs, ours) = (values(node.get("theirs")), values(node.get("ours")));
    Ok(Subject::Difference(Difference { places, aspect, theirs, ours, partly: node.flag("partly") }))
}

/// One value or a list of them, as text; what is missing or null is none.
fn values(node: Option<&Node>) -> Vec<Option<String>> {
    let text = |node: &Node| match node.scalar() {
        None | Some(Value::Null) => None,
        Some(value) => Some(super::ours::text(value)),
    };
    match node {
        None => vec![None],
        Some(node) => match node.list() {
            Some(items) => items.iter().map(text).collect(),
            None => vec![text(node)],
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_anything() {
        assert!(matches("/api/finance/*", "/api/finance/1/x"));
        assert!(matches("*Event.eventType", "StopListEvent.eventType"));
        assert!(matches("Menu*.type", "Menu.type"));
        assert!(!matches("Menu", "MenuItem"));
        assert!(!matches("Menu*.type", "Menu.types"));
    }

    #[test]
    fn an_entry_says_what_it_lacks() {
        let text = "deviations:\n  - where: Order.id\n    what: colour\n    why: So.\n    evidence: live\n\
                      \x20 - where: Order\n    what: field\n    evidence: live\n";
        let problems = Register::parse(text).expect_err("two faults");
        assert_eq!(problems.len(), 2);
        assert!(problems[0].to_string().starts_with("openapi/deviations.yaml:2: `what` is one of operation"));
        assert!(problems[1].to_string().starts_with("openapi/deviations.yaml:6: no `why`"));
    }
}
