//! Walks both contracts side by side, from operations and events down to the last field.
//!
//! A schema of theirs belongs to the schema of ours that stands in the same place; names do not matter. Each
//! pair is compared once for each way of use.

mod moves;
mod shapes;

use std::collections::{BTreeSet, HashSet};

use indexmap::{IndexMap, IndexSet};

use super::change::{Aspect, Change, Kind, Usage};
use super::class::{Context, classify};
use super::model::{Contract, Operation, Type, most_alike};

/// What the walk found.
#[derive(Debug, Default)]
pub struct Comparison {
    /// Differences, each once, in the order of the walk.
    pub changes: Vec<Change>,
    /// Operations that both have.
    pub operations: usize,
    /// Events that both have.
    pub events: usize,
    /// Schemas of theirs behind each of ours.
    pub pairs: IndexMap<String, IndexSet<String>>,
    /// Places of ours that were compared.
    pub places: HashSet<String>,
}

type Key = (String, Aspect, Option<String>, Option<String>);

struct Walk<'a> {
    theirs: &'a Contract,
    ours: &'a Contract,
    seen: HashSet<(String, String, Usage)>,
    changes: IndexMap<Key, Change>,
    /// The schema of theirs that is being compared, for the reports.
    inside: String,
    result: Comparison,
}

/// Compares the contracts.
pub fn compare(theirs: &Contract, ours: &Contract) -> Comparison {
    let mut walk = Walk {
        theirs,
        ours,
        seen: HashSet::new(),
        changes: IndexMap::new(),
        inside: String::new(),
        result: Comparison::default(),
    };
    walk.operations();
    walk.events();
    walk.errors();
    walk.finish()
}

impl<'a> Walk<'a> {
    fn finish(self) -> Comparison {
        let mut result = self.result;
        result.changes = self.changes.into_values().collect();
        for change in &mut result.changes {
            let behind = result.pairs.get(change.schema()).into_iter().flatten();
            change.not_in = behind.filter(|name| !change.seen_in.contains(*name)).cloned().collect();
        }
        result
    }

    /// Notes a difference; the same one seen again, in another use or schema, is the same.
    fn differ(
        &mut self,
        place: &str,
        aspect: Aspect,
        theirs: Option<String>,
        ours: Option<String>,
        context: Context,
    ) {
        let kind = match (&theirs, &ours) {
            (Some(_), None) => Kind::Added,
            (None, Some(_)) => Kind::Removed,
            _ => Kind::Changed,
        };
        let class = classify(aspect, kind, theirs.as_deref(), ours.as_deref(), context);
        let key = (place.to_owned(), aspect, theirs.clone(), ours.clone());
        let change = self.changes.entry(key).or_insert_with(|| Change {
            place: place.to_owned(),
            aspect,
            kind,
            theirs,
            ours,
            class,
            usage: Usage::default(),
            seen_in: BTreeSet::new(),
            not_in: BTreeSet::new(),
        });
        change.class = change.class.min(class);
        change.usage = change.usage.or(context.usage);
        if !self.inside.is_empty() {
            change.seen_in.insert(self.inside.clone());
        }
    }

    fn mark<T: PartialEq + ToString>(
        &mut self,
        place: &str,
        aspect: Aspect,
        theirs: Option<T>,
        ours: Option<T>,
        context: Context,
    ) {
        if theirs != ours {
            let text = |value: Option<T>| value.map(|value| value.to_string());
            self.differ(place, aspect, text(theirs), text(ours), context);
        }
    }

    fn visit(&mut self, place: &str) {
        self.result.places.insert(place.to_owned());
    }

    fn operations(&mut self) {
        let (theirs, ours) = (self.theirs, self.ours);
        let moves = moves::moves(theirs, ours);
        for (path, our) in &ours.operations {
            self.visit(path);
            let moved = moves.get(path.as_str()).copied();
            if let Some(new) = moved {
                let (new, old) = (Some(new.to_owned()), Some(path.clone()));
                self.differ(path, Aspect::Path, new, old, Context::default());
            }
            match theirs.operations.get(moved.unwrap_or(path)) {
                Some(their) => {
                    self.result.operations += 1;
                    self.operation(path, their, our);
                }
                None => self.differ(
                    path,
                    Aspect::Operation,
                    None,
                    Some("operation".to_owned()),
                    Context::default(),
                ),
            }
        }
        let is_new = |path: &&String| {
            !ours.operations.contains_key(*path) && !moves.values().any(|moved| moved == path)
        };
        for path in theirs.operations.keys().filter(is_new) {
            self.differ(path, Aspect::Operation, Some("operation".to_owned()), None, Context::default());
        }
    }

    fn operation(&mut self, path: &str, theirs: &Operation, ours: &Operation) {
        let context = Context::default();
        self.mark(path, Aspect::Deprecated, Some(theirs.deprecated), Some(ours.deprecated), context);
        self.mark(path, Aspect::Command, Some(theirs.command), Some(ours.command), context);
        self.mark(path, Aspect::Authorization, Some(theirs.authorized), Some(ours.authorized), context);
        self.mark(path, Aspect::AllowedFrom, theirs.allowed_from.clone(), ours.allowed_from.clone(), context);
        self.mark(path, Aspect::Status, Some(theirs.status), Some(ours.status), context);
        if !ours.tag.is_empty() {
            self.mark(path, Aspect::Section, Some(theirs.tag.clone()), Some(ours.tag.clone()), context);
        }
        if theirs.deprecated_for.is_some() {
            let (theirs, ours) = (theirs.deprecated_for.clone(), ours.deprecated_for.clone());
            self.mark(path, Aspect::Replacement, theirs, ours, context);
        }
        let (their_group, our_group) = (theirs.restriction_group.clone(), ours.restriction_group.clone());
        self.mark(path, Aspect::RestrictionGroup, their_group, our_group, context);
        for name in theirs.parameters.symmetric_difference(&ours.parameters) {
            let name = Some(name.clone());
            let (theirs, ours) = if theirs.parameters.contains(name.as_deref().unwrap_or_default()) {
                (name, None)
            } else {
                (None, name)
            };
            self.differ(path, Aspect::Parameter, theirs, ours, context);
        }
        self.body(path, Aspect::Request, theirs.request.as_ref(), ours.request.as_ref(), Usage::SENT);
        self.body(path, Aspect::Response, theirs.response.as_ref(), ours.response.as_ref(), Usage::RECEIVED);
    }

    fn body(&mut self, path: &str, aspect: Aspect, theirs: Option<&Type>, ours: Option<&Type>, usage: Usage) {
        let context = Context { usage, ..Context::default() };
        match (theirs, ours) {
            (Some(theirs), Some(ours)) => {
                let place = format!("{path} {}", aspect.name());
                self.visit(&place);
                self.types(&place, theirs, ours, usage);
            }
            (None, None) => {}
            (theirs, ours) => {
                let theirs = theirs.map(|ty| self.theirs.describe(ty));
                let ours = ours.map(|ty| self.ours.describe(ty));
                self.differ(path, aspect, theirs, ours, context);
            }
        }
    }

    fn events(&mut self) {
        let (theirs, ours) = (self.theirs, self.ours);
        for (event, our) in &ours.events {
            let place = format!("event {event}");
            self.visit(&place);
            match theirs.events.get(event).map(String::as_str).or_else(|| self.untold(our)) {
                Some(their) => {
                    self.result.events += 1;
                    self.shapes(&place, their, our, Usage::RECEIVED);
                }
                None => {
                    self.differ(&place, Aspect::Event, None, Some("event".to_owned()), Context::default())
                }
            }
        }
        for event in theirs.events.keys().filter(|event| !ours.events.contains_key(*event)) {
            let place = format!("event {event}");
            self.differ(&place, Aspect::Event, Some("event".to_owned()), None, Context::default());
        }
    }

    /// The webhook that does not tell its type, yet brings the same fields as an event of ours.
    fn untold(&self, our: &str) -> Option<&'a str> {
        let events = self.theirs.untold_events.iter().map(|name| (name, self.theirs.property_names(name)));
        let best = most_alike(&self.ours.property_names(our), events);
        best.filter(|(_, alike)| *alike > 0.9).map(|(name, _)| name.as_str())
    }

    /// Each error body of theirs is held against the most similar one of ours.
    fn errors(&mut self) {
        let (theirs, ours) = (self.theirs, self.ours);
        for error in &theirs.errors {
            let candidates = ours.errors.iter().map(|name| (name, ours.property_names(name)));
            if let Some((our, _)) = most_alike(&theirs.property_names(error), candidates) {
                self.shapes("error", error, our, Usage::RECEIVED);
            }
        }
    }
}
