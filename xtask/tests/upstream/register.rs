//! The register accepts what stands in it, exactly, and is itself held against the documents.

use std::fs;

use serde_json::{Value, json};
use xtask::upstream::drift::Unreadable;
use xtask::upstream::register::Idleness;

use crate::project::{drift, small, vendor};

const NOTE: &str = "  - where: ParcelSendRequest.note\n    what: max-length\n    theirs: 50\n    ours: 100\n    why: It takes more.\n    evidence: live\n";

/// A small project with a further entry in its register.
fn with_entry(entry: &str) -> tempfile::TempDir {
    let project = small();
    let path = project.path().join("openapi/deviations.yaml");
    let text = fs::read_to_string(&path).expect("a register");
    fs::write(path, text + entry).expect("a writable register");
    project
}

fn note(limit: u32) -> Value {
    let mut document = vendor();
    document["components"]["schemas"]["Acme.Parcels.Send.SendRequest"]["properties"]["note"]["maxLength"] =
        json!(limit);
    document
}

#[test]
fn a_registered_departure_is_no_drift() {
    let drift = drift(with_entry(NOTE).path(), &note(50));
    assert!(drift.is_empty(), "{drift:?}");
    assert_eq!(drift.registered, 1);
}

#[test]
fn an_entry_is_unnecessary_once_they_say_the_same() {
    let drift = drift(with_entry(NOTE).path(), &note(100));
    assert_eq!(drift.idle.len(), 1);
    assert_eq!(drift.idle[0].reason, Idleness::Unnecessary);
    assert!(!drift.is_empty());
}

#[test]
fn an_entry_is_overtaken_when_they_say_something_else() {
    let drift = drift(with_entry(NOTE).path(), &note(60));
    assert_eq!((drift.found.len(), drift.idle.len()), (1, 1));
    assert_eq!(drift.idle[0].reason, Idleness::Overtaken);
}

#[test]
fn an_entry_is_stale_when_its_place_is_gone() {
    let drift = drift(with_entry(&NOTE.replace(".note", ".remark")).path(), &note(100));
    assert_eq!(drift.idle.len(), 1);
    assert_eq!(drift.idle[0].reason, Idleness::Stale);
    assert_eq!(drift.idle[0].line.to_string(), "openapi/deviations.yaml:21");
}

#[test]
fn a_rule_that_is_used_has_to_be_registered_and_one_that_is_not_has_not() {
    let project = small();
    let path = project.path().join("openapi/deviations.yaml");
    let text = fs::read_to_string(&path).expect("a register");
    fs::write(&path, text.replace("rule: numbers", "rule: schema-names")).expect("a writable register");
    let drift = drift(project.path(), &vendor());
    assert_eq!(drift.rules, [("numbers".to_owned(), 2)]);
    assert_eq!(drift.idle.len(), 1);
    assert_eq!(drift.idle[0].subject, "rule schema-names");
}

#[test]
fn an_entry_without_a_reason_is_refused() {
    let project = with_entry(&NOTE.replace("It takes more.", "''"));
    match xtask::upstream::drift::find(project.path(), &vendor().to_string(), &Default::default()) {
        Err(Unreadable::Curated(problems)) => {
            assert_eq!(
                problems[0].to_string(),
                "openapi/deviations.yaml:21: no `why`: say in a sentence why we depart"
            );
        }
        other => panic!("{other:?}"),
    }
}
