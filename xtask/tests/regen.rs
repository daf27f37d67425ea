//! `cargo xtask regen` writes what follows from the fragments, always the same, and `--check` tells what is stale.

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use common::{HEAD, THINGS, edit, project, write};
use serde_json::Value;
use xtask::fragments::Fragments;
use xtask::lint::objection;
use xtask::regen::{Outcome, run};

const OUTPUTS: [&str; 3] = ["openapi/iiko-transport.json", "openapi/surface.txt", "docs/methods.md"];

fn outputs(root: &Path) -> BTreeMap<&'static str, String> {
    let read = |file| fs::read_to_string(root.join(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
    OUTPUTS.into_iter().map(|file| (file, read(file))).collect()
}

/// The program, run as cargo runs it.
fn cargo_xtask(root: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.env("CARGO_MANIFEST_DIR", root.join("xtask")).args(arguments);
    command.output().expect("the program runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn a_second_run_changes_nothing() {
    let project = project(HEAD, THINGS);
    let first = run(project.path(), false).expect("a first run");
    assert!(matches!(&first, Outcome::Written(files) if *files == OUTPUTS), "{first:?}");
    let written = outputs(project.path());
    let second = run(project.path(), false).expect("a second run");
    assert!(matches!(second, Outcome::Current), "{second:?}");
    assert_eq!(outputs(project.path()), written);
}

#[test]
fn the_same_fragments_make_the_same_bytes() {
    let (one, other) = (project(HEAD, THINGS), project(HEAD, THINGS));
    run(one.path(), false).expect("a run");
    run(other.path(), false).expect("a run");
    assert_eq!(outputs(one.path()), outputs(other.path()));
}

#[test]
fn the_bundle_keeps_the_order_of_the_fragments() {
    let project = project(HEAD, THINGS);
    write(
        project.path(),
        "openapi/again.yaml",
        "components:\n  schemas:\n    Extra:\n      description: More.\n      type: object\n",
    );
    let things = edit(
        THINGS,
        "description: For people.\n          type: string\n",
        "description: For people.\n          allOf:\n            - $ref: '#/components/schemas/Extra'\n",
    );
    write(project.path(), "openapi/things.yaml", &things);
    run(project.path(), false).expect("a run");
    let bundle = &outputs(project.path())["openapi/iiko-transport.json"];
    assert!(bundle.starts_with("{\n  \"openapi\": \"3.0.3\",\n") && bundle.ends_with("}\n"));
    let bundle: Value = serde_json::from_str(bundle).expect("JSON");
    let names = |value: &Value| value.as_object().expect("a map").keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&bundle), ["openapi", "info", "servers", "tags", "paths", "components"]);
    assert_eq!(names(&bundle["paths"]), ["/api/1/thing/find", "/api/1/thing/drop"]);
    assert_eq!(
        names(&bundle["components"]["schemas"]),
        [
            "Extra",
            "ThingId",
            "Color",
            "Size",
            "ThingFindRequest",
            "ThingFindResponse",
            "Thing",
            "Pick",
            "PickById",
            "PickByWord",
            "Failure"
        ]
    );
    let properties = &bundle["components"]["schemas"]["ThingFindRequest"]["properties"];
    assert_eq!(names(properties), ["limit", "color", "word", "oldWord"]);
    assert_eq!(bundle["components"]["schemas"]["Size"]["enum"], serde_json::json!([0, 1]));
}

#[test]
fn the_surface_shows_what_users_can_name() {
    let project = project(HEAD, THINGS);
    run(project.path(), false).expect("a run");
    let surface = &outputs(project.path())["openapi/surface.txt"];
    for line in [
        "enum Color::Blue = \"BLUE\"",
        "enum Size::Large = 1",
        "fn things().find(limit: impl Into<i32>) -> ThingFindResponse",
        "fn things().find.word(word: impl Into<String>)",
        "handle Things by client.things()",
        "python thing_find(limit: impl Into<i32>)",
        "id ThingId",
        "struct Thing.id: ThingId",
        "struct ThingFindRequest with builder",
        "struct ThingFindResponse.items: Vec<Thing>",
        "struct ThingFindResponse.shelves: BTreeMap<String, String>",
        "struct Thing.price: Option<Decimal>",
        "union Pick::Word(PickByWord)",
    ] {
        assert!(surface.lines().any(|other| other == line), "{line} in\n{surface}");
    }
    assert!(
        surface
            .lines()
            .any(|line| line.starts_with("fn things().drop(") && line.ends_with("-> () (deprecated)")),
        "{surface}"
    );
    assert!(surface.lines().is_sorted(), "{surface}");
}

#[test]
fn the_table_of_methods_has_a_row_for_each_operation() {
    let project = project(HEAD, THINGS);
    run(project.path(), false).expect("a run");
    let methods = &outputs(project.path())["docs/methods.md"];
    let rows: Vec<&str> = methods.lines().filter(|line| line.starts_with("| `")).collect();
    assert_eq!(
        rows,
        [
            "| `/1/thing/find` | `things().find` | `thing_find` |  | `thing_find` | Things: finding | 1.0 | read |",
            "| `/1/thing/drop` | `things().drop` |  |  | `thing_drop` |  |  | command, deprecated: use `things().find` |",
        ]
    );
}

#[test]
fn check_shows_a_diff_after_an_edit_and_passes_after_a_run() {
    let project = project(HEAD, THINGS);
    let root = project.path();
    assert!(cargo_xtask(root, &["regen"]).status.success());
    assert!(cargo_xtask(root, &["regen", "--check"]).status.success());
    let before = outputs(root);

    write(
        root,
        "openapi/things.yaml",
        &edit(THINGS, "description: How many at most.", "description: At most so many."),
    );
    let stale = cargo_xtask(root, &["regen", "--check"]);
    assert_eq!(stale.status.code(), Some(1));
    let diff = text(&stale.stdout);
    for line in [
        "--- openapi/iiko-transport.json (as it is)",
        "+++ openapi/iiko-transport.json (as the fragments make it)",
        "-            \"description\": \"How many at most.\",",
        "+            \"description\": \"At most so many.\",",
    ] {
        assert!(diff.lines().any(|other| other == line), "{line} in\n{diff}");
    }
    assert!(text(&stale.stderr).contains("stale: openapi/iiko-transport.json"), "{stale:?}");
    assert_eq!(outputs(root), before, "--check writes nothing");

    assert!(cargo_xtask(root, &["regen"]).status.success());
    assert!(cargo_xtask(root, &["regen", "--check"]).status.success());
}

#[test]
fn check_notices_an_edit_of_what_is_generated() {
    let project = project(HEAD, THINGS);
    let root = project.path();
    run(root, false).expect("a run");
    for file in OUTPUTS {
        let right = fs::read_to_string(root.join(file)).expect("written");
        write(root, file, &format!("{right}x\n"));
        let outcome = run(root, true).expect("a check");
        assert!(
            matches!(&outcome, Outcome::Stale(files, diff) if *files == [file] && diff.contains("\n-x\n")),
            "{outcome:?}"
        );
        fs::remove_file(root.join(file)).expect("removable");
        let outcome = run(root, true).expect("a check");
        assert!(
            matches!(&outcome, Outcome::Stale(_, diff) if *diff == format!("{file}: missing\n")),
            "{outcome:?}"
        );
        write(root, file, &right);
    }
}

#[test]
fn a_long_diff_is_cut() {
    let project = project(HEAD, THINGS);
    run(project.path(), false).expect("a run");
    write(project.path(), "openapi/iiko-transport.json", &"x\n".repeat(5000));
    let outcome = run(project.path(), true).expect("a check");
    let Outcome::Stale(_, diff) = outcome else { panic!("{outcome:?}") };
    assert!(diff.lines().count() < 400 && diff.contains("lines more"), "{diff}");
}

#[test]
fn bad_fragments_are_named_and_nothing_is_written() {
    let things = edit(THINGS, "      description: A thing.\n", "");
    let line = things.lines().position(|line| line == "    Thing:").expect("a schema") + 1;
    let project = project(HEAD, &things);
    let refused = cargo_xtask(project.path(), &["regen"]);
    assert_eq!(refused.status.code(), Some(1));
    let fault = format!("openapi/things.yaml:{line}: schema `Thing` has no `description`\n");
    assert_eq!(text(&refused.stderr), fault + "1 fault in the fragments; nothing was written.\n");
    assert!(OUTPUTS.iter().all(|file| !project.path().join(file).exists()));
}

#[test]
fn what_the_code_generator_cannot_do_is_a_fault_of_the_fragment() {
    let project = project(HEAD, THINGS);
    let fragments = Fragments::read(project.path()).expect("fragments");
    let line = THINGS.lines().position(|line| line == "    Thing:").expect("a schema") + 1;
    for place in ["Thing.size", "components.schemas.Thing.properties.size"] {
        let objection = objection(&fragments, &iiko_codegen::Error::new(place, "too big"));
        let reason = format!("the code generator refuses it: {place}: too big");
        assert_eq!(objection.to_string(), format!("openapi/things.yaml:{line}: {reason}"));
    }
    let objection = objection(&fragments, &iiko_codegen::Error::new("tags", "too many"));
    assert_eq!(objection.to_string(), "openapi/api.yaml:1: the code generator refuses it: tags: too many");
}

#[test]
fn a_project_without_fragments_is_an_error_of_its_own() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let lost = cargo_xtask(folder.path(), &["regen"]);
    assert_eq!(lost.status.code(), Some(2));
    assert!(text(&lost.stderr).starts_with("error: no folder "), "{lost:?}");
}

#[test]
fn a_section_that_is_no_feature_is_refused_at_its_tag() {
    let project = project(HEAD, THINGS);
    for (manifest, refused) in [
        ("[features]\nfull = [\"things\"]\nthings = []\n", false),
        ("[features]\nfull = []\nthings = []\n", true),
        ("[features]\nfull = [\"things\"]\n", true),
    ] {
        write(project.path(), "Cargo.toml", manifest);
        let outcome = run(project.path(), true).expect("a run");
        let said = match outcome {
            Outcome::Refused(problems) => problems[0].to_string(),
            _ => String::new(),
        };
        assert_eq!(
            said.contains("openapi/things.yaml:3: section `things` is no feature"),
            refused,
            "{manifest}: {said}"
        );
    }
}
