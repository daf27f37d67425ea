//! Each way in which a fragment can be wrong is refused with its file, its line and a reason.

mod arguments;
#[path = "../common/mod.rs"]
mod common;
mod enums;
mod files;
mod keys;
mod marks;
mod mutants;
mod names;
mod operations;
mod properties;
mod references;
mod schemes;
mod texts;
mod types;
mod unions;

use std::path::Path;

use common::{HEAD, THINGS, edit, project};
use xtask::fragments::Fragments;
use xtask::lint;

/// What the lint says about a project, a line per problem.
fn said(root: &Path) -> Vec<String> {
    let fragments = Fragments::read(root).expect("readable fragments");
    lint::problems(&fragments).iter().map(ToString::to_string).collect()
}

/// The number of the line where `text` begins; it must stand once.
#[track_caller]
fn line_of(fragment: &str, text: &str) -> usize {
    assert_eq!(fragment.matches(text).count(), 1, "{text:?} must stand once");
    let before = fragment.split(text).next().unwrap_or_default();
    before.matches('\n').count() + 1
}

/// After the edits, the lint says exactly `expected`: where a text begins, and the reason given for that line.
#[track_caller]
fn refuses_all(edits: &[(&str, &str)], expected: &[(&str, &str)]) {
    let things = edits.iter().fold(THINGS.to_owned(), |text, (old, new)| edit(&text, old, new));
    let project = project(HEAD, &things);
    let mut expected: Vec<(usize, &str)> =
        expected.iter().map(|(at, reason)| (line_of(&things, at), *reason)).collect();
    expected.sort();
    let expected: Vec<String> =
        expected.iter().map(|(line, reason)| format!("openapi/things.yaml:{line}: {reason}")).collect();
    assert_eq!(said(project.path()), expected);
}

/// After the edit, the lint says one thing.
#[track_caller]
fn refuses(old: &str, new: &str, at: &str, reason: &str) {
    refuses_all(&[(old, new)], &[(at, reason)]);
}

/// The last property of the section, behind which `extra` is put.
const LAST: &str = "          description: For people.\n          type: string\n";

/// With a property `extra` of these lines, the lint says one thing.
#[track_caller]
fn refuses_property(lines: &str, at: &str, reason: &str) {
    let lines: String = lines.lines().map(|line| format!("          {line}\n")).collect();
    refuses(LAST, &format!("{LAST}        extra:\n          description: Something.\n{lines}"), at, reason);
}

#[test]
fn a_good_fragment_passes() {
    assert_eq!(said(project(HEAD, THINGS).path()), [""; 0]);
}

#[test]
fn every_problem_is_listed_in_the_order_of_the_file() {
    refuses_all(
        &[("description: A thing.", "description: TODO"), ("summary: Finds things.", "summary: ''")],
        &[
            ("summary: ''", "`summary` of operation `thing_find` is empty"),
            ("description: TODO", "`description` of schema `Thing` is still to be written"),
        ],
    );
}
