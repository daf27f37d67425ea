//! Shows the drift: as text for people, as JSON for programs.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use indexmap::IndexMap;
use serde_json::{Value, json};

use super::change::{Class, Kind};
use super::drift::{Counts, Drift, Found};
use super::register::Idleness;
use super::release::{self, Bump};
use super::wording::what;
use super::yaml::Edit;
use crate::fragments::REGISTER;

/// Most lines to add that are shown without being asked for.
const MOST_LINES: usize = 60;

/// The report in words: a summary, the changes, what to add. With `all_lines` every line to add is shown.
pub fn text(root: &Path, drift: &Drift, all_lines: bool) -> String {
    let mut out = String::new();
    summary(&mut out, root, drift);
    listed(&mut out, "how the document is written", &drift.remarks);
    listed(&mut out, "faults of the document; what is there was not compared", &drift.faults);
    changes(&mut out, drift);
    rules(&mut out, drift);
    idle(&mut out, drift);
    by_hand(&mut out, drift);
    to_add(&mut out, root, drift, all_lines);
    if drift.is_empty() {
        let _ = writeln!(out, "nothing new");
    }
    out
}

fn listed(out: &mut String, title: &str, lines: &[String]) {
    if !lines.is_empty() {
        let _ = writeln!(out, "\n{title}");
    }
    for line in lines {
        let _ = writeln!(out, "  {line}");
    }
}

/// The changes by section, those that break users first.
fn changes(out: &mut String, drift: &Drift) {
    let mut section = "";
    for found in &drift.found {
        if found.section != section {
            section = &found.section;
            let _ = writeln!(out, "\n{section}");
        }
        let _ = writeln!(out, "  {}", line(found));
    }
}

/// What a person has to do, and how.
fn by_hand(out: &mut String, drift: &Drift) {
    let found = || drift.found.iter().filter_map(|found| Some((found, found.by_hand.as_ref()?)));
    let count = found().count();
    if count > 0 {
        let _ = writeln!(out, "\nto change by hand, or to register in {REGISTER} with a reason: {count}");
    }
    for (found, reason) in found() {
        let aspect = found.change.aspect.name().replace('-', " ");
        let _ = writeln!(out, "  {} ({aspect}): {reason}", found.change.place);
    }
}

fn line(found: &Found) -> String {
    let change = &found.change;
    let mut line = format!("{:<10}  {}: {}", class(change.class), change.place, what(change));
    if let Some(place) = &found.place {
        let _ = write!(line, "  ({place})");
    }
    if change.partly() {
        let names = |names: &std::collections::BTreeSet<String>| {
            names.iter().map(|name| short(name)).collect::<Vec<_>>().join(", ")
        };
        let _ =
            write!(line, "\n              in {}, not in {}", names(&change.seen_in), names(&change.not_in));
    }
    line
}

/// The last part of a CLR name says enough.
fn short(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}

fn class(class: Class) -> &'static str {
    match class {
        Class::Breaking => "breaking",
        Class::Compatible => "compatible",
    }
}

fn rules(out: &mut String, drift: &Drift) {
    if !drift.rules.is_empty() {
        let _ = writeln!(out, "\nrules that {REGISTER} does not name");
    }
    for (rule, uses) in &drift.rules {
        let _ = writeln!(out, "  {rule}, used {uses} times");
    }
}

fn idle(out: &mut String, drift: &Drift) {
    if !drift.idle.is_empty() {
        let _ = writeln!(out, "\ndeviations that nothing bears out");
    }
    for idle in &drift.idle {
        let _ = writeln!(
            out,
            "  {}  {}: {}  ({})",
            idleness(idle.reason),
            idle.subject,
            advice(idle.reason),
            idle.line
        );
    }
}

fn idleness(reason: Idleness) -> &'static str {
    match reason {
        Idleness::Unnecessary => "unnecessary",
        Idleness::Stale => "stale",
        Idleness::Overtaken => "overtaken",
    }
}

fn advice(reason: Idleness) -> &'static str {
    match reason {
        Idleness::Unnecessary => "upstream now says what we say: take the entry out",
        Idleness::Stale => "the place is gone: take the entry out",
        Idleness::Overtaken => "upstream now says something else, listed above: look at it again",
    }
}

/// The lines to add where they are few or asked for, else how many there are in each file.
fn to_add(out: &mut String, root: &Path, drift: &Drift, all_lines: bool) {
    let edits = drift.edits();
    if edits.is_empty() {
        return;
    }
    let written: Vec<(&Edit, String, Vec<String>)> = edits
        .into_iter()
        .map(|edit| {
            let (at, lines) = written(root, edit);
            (edit, at, lines)
        })
        .collect();
    let total: usize = written.iter().map(|(_, _, lines)| lines.len()).sum();
    if all_lines || total <= MOST_LINES {
        let _ = writeln!(out, "\nto add (--apply writes it; the words are left to write)");
        for (edit, at, lines) in written {
            let _ = writeln!(out, "  {at}, {}", edit.place());
            lines.iter().for_each(|line| {
                let _ = writeln!(out, "    | {line}");
            });
        }
        return;
    }
    let _ = writeln!(
        out,
        "\nto add: {total} lines (--lines shows them, --apply writes them; the words are left to write)"
    );
    let mut files: IndexMap<&str, (usize, usize)> = IndexMap::new();
    for (edit, _, lines) in &written {
        let (pieces, count) = files.entry(&edit.file).or_default();
        *pieces += 1;
        *count += lines.len();
    }
    for (file, (pieces, lines)) in files {
        let _ = writeln!(out, "  {file}: {pieces} pieces, {lines} lines");
    }
}

/// Where the lines of an edit go, and the lines.
fn written(root: &Path, edit: &Edit) -> (String, Vec<String>) {
    let text = fs::read_to_string(root.join(&edit.file)).unwrap_or_default();
    match edit.write(&text) {
        Ok(written) => (format!("{}:{}", edit.file, written.line), written.lines),
        Err(reason) => (edit.file.clone(), vec![reason]),
    }
}

fn summary(out: &mut String, root: &Path, drift: &Drift) {
    let of = |counts: Counts| format!("{} of {}", counts.both, counts.upstream);
    let _ = writeln!(
        out,
        "{} operations ({} more left out) and {} webhooks compared, in {} pairs of schemas; \
         {} differences registered",
        of(drift.operations),
        drift.left_out,
        of(drift.events),
        drift.schemas,
        drift.registered,
    );
    let (breaking, compatible) = (drift.count(Class::Breaking), drift.count(Class::Compatible));
    if drift.is_empty() {
        return;
    }
    let _ = writeln!(
        out,
        "drift: {breaking} breaking and {compatible} compatible changes, {} deviations to look at, \
         {} rules to register, {} faults",
        drift.idle.len(),
        drift.rules.len(),
        drift.faults.len(),
    );
    match release::bump(root, drift) {
        Bump::None => {}
        Bump::Stands(version) => {
            let _ = writeln!(out, "version: {version} stands");
        }
        Bump::To(from, to) => {
            let _ = writeln!(out, "version: {from} has to become {to}");
        }
    }
}

/// The report for programs.
pub fn json(root: &Path, drift: &Drift) -> Value {
    let counts =
        |counts: Counts| json!({"upstream": counts.upstream, "curated": counts.curated, "both": counts.both});
    json!({
        "operations": counts(drift.operations),
        "events": counts(drift.events),
        "leftOut": drift.left_out,
        "schemaPairs": drift.schemas,
        "registered": drift.registered,
        "breaking": drift.count(Class::Breaking),
        "compatible": drift.count(Class::Compatible),
        "changes": drift.found.iter().map(|found| change(root, found)).collect::<Vec<_>>(),
        "unregisteredRules": drift
            .rules
            .iter()
            .map(|(rule, uses)| json!({"rule": rule, "uses": uses}))
            .collect::<Vec<_>>(),
        "remarks": drift.remarks,
        "faults": drift.faults,
        "changelog": release::text(drift),
        "version": match release::bump(root, drift) {
            Bump::None => Value::Null,
            Bump::Stands(version) | Bump::To(_, version) => json!(version.to_string()),
        },
        "idleDeviations": drift.idle.iter().map(|idle| json!({
            "at": idle.line.to_string(),
            "subject": idle.subject,
            "reason": idleness(idle.reason),
        })).collect::<Vec<_>>(),
    })
}

fn change(root: &Path, found: &Found) -> Value {
    let change = &found.change;
    let kind = match change.kind {
        Kind::Added => "added",
        Kind::Removed => "removed",
        Kind::Changed => "changed",
    };
    json!({
        "section": found.section,
        "where": change.place,
        "what": change.aspect.name(),
        "kind": kind,
        "class": class(change.class),
        "theirs": change.theirs,
        "ours": change.ours,
        "sent": change.usage.sent,
        "received": change.usage.received,
        "seenIn": change.seen_in,
        "notIn": change.not_in,
        "at": found.place.as_ref().map(ToString::to_string),
        "byHand": found.by_hand,
        "lines": found.edits.iter().map(|edit| {
            let (at, lines) = written(root, edit);
            json!({"at": at, "under": edit.place(), "lines": lines})
        }).collect::<Vec<_>>(),
    })
}
