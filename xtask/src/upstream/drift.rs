//! Finds the drift: reads everything, compares, and holds the result against the register.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::path::Path;

use iiko_codegen::model::Spec;

use super::atlas::{self, Atlas};
use super::change::{Aspect, Change, Class};
use super::compare::Comparison;
use super::model::Contract;
use super::naming::{Names, title};
use super::register::{Idle, Places, Register};
use super::suggest::Suggest;
use super::yaml::Edit;
use super::{compare, ours, vendor};
use crate::bundle;
use crate::fragments::{Fragments, REGISTER};
use crate::problem::{Place, Problem};

/// Why there is no report.
#[derive(Debug)]
pub enum Unreadable {
    /// The vendor's document cannot be read.
    Document(String),
    /// The fragments or the register have faults.
    Curated(Vec<Problem>),
    /// The project's files are not there or make no spec.
    Project(String),
}

/// What is new.
#[derive(Debug, Default)]
pub struct Drift {
    /// Operations in scope upstream, in the curated spec, and in both.
    pub operations: Counts,
    /// Webhook events, likewise.
    pub events: Counts,
    /// Pairs of schemas that were compared.
    pub schemas: usize,
    /// Differences that are in the register.
    pub registered: usize,
    /// Operations upstream that the register leaves out.
    pub left_out: usize,
    /// Differences that are not.
    pub found: Vec<Found>,
    /// Rules of the reader that were needed, with their uses, and are not in the register.
    pub rules: Vec<(String, usize)>,
    /// Entries of the register that nothing bears out.
    pub idle: Vec<Idle>,
    /// How the document is spelled, where that needed a remark. None of it is drift.
    pub remarks: Vec<String>,
    /// What the document gets wrong: what is there could not be compared, all else was.
    pub faults: Vec<String>,
}

/// How many there are.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// Upstream, in scope.
    pub upstream: usize,
    /// In the curated spec.
    pub curated: usize,
    /// In both.
    pub both: usize,
}

/// A difference, where it is and what to write.
#[derive(Debug)]
pub struct Found {
    /// The difference.
    pub change: Change,
    /// Section of the spec.
    pub section: String,
    /// Where the curated spec says otherwise.
    pub place: Option<Place>,
    /// Lines to add; none where a person decides.
    pub edits: Vec<Edit>,
    /// Why a person has to, and how.
    pub by_hand: Option<String>,
}

impl Drift {
    /// Whether nothing is new.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty() && self.rules.is_empty() && self.idle.is_empty() && self.faults.is_empty()
    }

    /// What to write, each edit once however many changes ask for it.
    pub fn edits(&self) -> Vec<&Edit> {
        let mut edits: Vec<&Edit> = Vec::new();
        for edit in self.found.iter().flat_map(|found| &found.edits) {
            if !edits.contains(&edit) {
                edits.push(edit);
            }
        }
        edits
    }

    /// How many changes are of a class.
    pub fn count(&self, class: Class) -> usize {
        self.found.iter().filter(|found| found.change.class == class).count()
    }
}

/// Compares the text of a vendor's document with the spec below `root`.
pub fn find(root: &Path, document: &str, names: &Names) -> Result<Drift, Unreadable> {
    let fragments = Fragments::read(root).map_err(|error| Unreadable::Project(format!("{error:#}")))?;
    if !fragments.problems.is_empty() {
        return Err(Unreadable::Curated(fragments.problems));
    }
    let register = register(root)?;
    let spec = Spec::from_document(bundle::document(&fragments)).map_err(|error| {
        Unreadable::Project(format!("the fragments make no spec: {error}; run `cargo xtask regen`"))
    })?;
    let theirs = vendor::read(document, |path| !register.leaves_out(path)).map_err(Unreadable::Document)?;
    let ours = ours::contract(&spec);
    let comparison = compare::compare(&theirs.contract, &ours);
    let atlas = Atlas::new(&fragments);
    let mut suggest = Suggest::new(&spec, &theirs.contract, &ours, &comparison, &atlas, names);

    let mut drift = Drift {
        rules: register
            .unregistered(&theirs.rules)
            .into_iter()
            .map(|(rule, uses)| (rule.to_owned(), uses))
            .collect(),
        ..counted(&theirs, &ours, &comparison)
    };
    let mut used = left_out(&register, &theirs.all);
    for change in &comparison.changes {
        if let Some(entry) = register.covers(change) {
            used.insert(entry);
            drift.registered += 1;
        } else {
            drift.found.push(found(change, &mut suggest, &atlas, &ours));
        }
    }
    drift.found.sort_by(|a, b| (&a.section, a.change.class).cmp(&(&b.section, b.change.class)));
    let open: Vec<Change> = drift.found.iter().map(|found| found.change.clone()).collect();
    let places = Places { compared: &comparison.places, ours: &ours.places() };
    drift.idle = register.idle(&used, &theirs.rules, &places, &open);
    Ok(drift)
}

/// A drift with nothing in it yet but the counts.
fn counted(theirs: &vendor::Document, ours: &Contract, comparison: &Comparison) -> Drift {
    Drift {
        operations: Counts {
            upstream: theirs.contract.operations.len(),
            curated: ours.operations.len(),
            both: comparison.operations,
        },
        events: Counts {
            upstream: theirs.contract.events.len(),
            curated: ours.events.len(),
            both: comparison.events,
        },
        schemas: comparison.pairs.values().map(indexmap::IndexSet::len).sum(),
        left_out: theirs.all.len() - theirs.contract.operations.len(),
        remarks: theirs.remarks.clone(),
        faults: theirs.faults.clone(),
        ..Drift::default()
    }
}

/// Entries that leave out an operation which is there.
fn left_out(register: &Register, operations: &[String]) -> HashSet<usize> {
    let mut used = HashSet::new();
    for operation in operations {
        used.extend(register.left_out_by(operation));
    }
    used
}

fn register(root: &Path) -> Result<Register, Unreadable> {
    match fs::read_to_string(root.join(REGISTER)) {
        Ok(text) => Register::parse(&text).map_err(Unreadable::Curated),
        // A project without departures needs no register.
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Register::default()),
        Err(error) => Err(Unreadable::Project(format!("cannot read {REGISTER}: {error}"))),
    }
}

fn found(change: &Change, suggest: &mut Suggest<'_>, atlas: &Atlas<'_>, ours: &Contract) -> Found {
    let event = change.place.strip_prefix("event ").is_some();
    let place = match &ours.event_union {
        Some(union) if event => atlas.locate(union),
        _ => atlas.locate(&change.place),
    };
    let section = match &place {
        Some(place) => atlas::section(&place.file).to_owned(),
        None if change.aspect == Aspect::Operation => {
            atlas::section(&suggest.section(&change.place).1).to_owned()
        }
        None => "other".to_owned(),
    };
    let (edits, by_hand) = match suggest.edits(change) {
        Ok(edits) => (edits, None),
        Err(reason) => (Vec::new(), Some(reason)),
    };
    Found { edits, by_hand, change: change.clone(), section, place }
}

/// What applying the edits did.
#[derive(Debug, Default)]
pub struct Applied {
    /// Lines written, by file.
    pub files: BTreeMap<String, usize>,
    /// Edits that a person has to make, and why.
    pub refused: Vec<String>,
}

/// Writes the edits of a drift into the fragments below `root`.
pub fn apply(root: &Path, drift: &Drift) -> std::io::Result<Applied> {
    let mut applied = Applied::default();
    for edit in drift.edits() {
        let path = root.join(&edit.file);
        let text = match fs::read_to_string(&path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => new_file(&edit.file),
            text => text?,
        };
        match edit.write(&text) {
            Ok(written) => {
                if let Some(folder) = path.parent() {
                    fs::create_dir_all(folder)?;
                }
                fs::write(&path, &written.text)?;
                *applied.files.entry(edit.file.clone()).or_default() += written.lines.len();
            }
            Err(reason) => applied.refused.push(reason),
        }
    }
    Ok(applied)
}

/// The first line of a file that was not there.
fn new_file(file: &str) -> String {
    let title = title(atlas::section(file));
    format!("# {title}.\n")
}
