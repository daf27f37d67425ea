//! Names that stand twice, or that Rust cannot use.

use super::common::{HEAD, THINGS, edit, project, write};
use super::{line_of, refuses, refuses_all, said};

/// What the lint says with a second file beside the section.
fn beside(text: &str) -> Vec<String> {
    let project = project(HEAD, THINGS);
    write(project.path(), "openapi/xtra.yaml", text);
    said(project.path())
}

/// What the lint says when `Failure` has another name.
fn renamed(name: &str) -> (usize, Vec<String>) {
    let things = edit(THINGS, "Failure", name);
    let head = edit(HEAD, "Failure", name);
    (line_of(&things, &format!("    {name}:")), said(project(&head, &things).path()))
}

#[test]
fn a_schema_of_another_file() {
    let text = "components:\n  schemas:\n    Thing:\n      description: Another.\n      type: object\n";
    let first = line_of(THINGS, "    Thing:");
    let expected =
        format!("openapi/xtra.yaml:3: schema `Thing` stands already at openapi/things.yaml:{first}");
    assert_eq!(beside(text), [expected]);
}

#[test]
fn what_another_file_says_already() {
    let start = THINGS.find("tags:").expect("tags");
    let end = THINGS.find("components:").expect("components");
    let said = beside(&THINGS[start..end]);
    for expected in [
        "openapi/xtra.yaml:2: tag `things` stands already at openapi/things.yaml:3",
        "openapi/xtra.yaml:7: path `/1/thing/find` stands already at openapi/things.yaml:8",
        "openapi/xtra.yaml:9: operationId `thing_find` stands already at openapi/things.yaml:10",
        "openapi/xtra.yaml:16: x-python-method `thing_find` stands already at openapi/things.yaml:17",
    ] {
        assert!(said.iter().any(|line| line == expected), "{expected} in {said:#?}");
    }
}

#[test]
fn a_schema_that_is_not_pascal_case() {
    let (line, said) = renamed("failure_text");
    let reason = "schema `failure_text` is no PascalCase name: `FailureText` would be";
    assert_eq!(said, [format!("openapi/things.yaml:{line}: {reason}")]);
}

#[test]
fn a_schema_that_hides_a_name_of_rust() {
    let (line, said) = renamed("Option");
    let reason = "schema `Option` hides what Rust calls so: choose a longer name";
    assert_eq!(said, [format!("openapi/things.yaml:{line}: {reason}")]);
}

#[test]
fn an_operation_that_is_not_snake_case() {
    refuses(
        "operationId: thing_drop",
        "operationId: thingDrop",
        "operationId: thingDrop",
        "operationId `thingDrop` is no snake_case Rust name: `thing_drop` would be",
    );
}

#[test]
fn an_operation_without_a_name() {
    refuses(
        "      operationId: thing_drop\n",
        "",
        "    post:\n      tags",
        "an operation without `operationId`",
    );
}

#[test]
fn a_handle_that_hides_an_operation() {
    let first = line_of(THINGS, "operationId: thing_find");
    let reason = format!("method `thing_find` stands already at openapi/things.yaml:{first}");
    refuses("x-handle: things", "x-handle: thing_find", "x-handle", &reason);
}

#[test]
fn a_tag_without_a_title() {
    refuses("    x-title: Things\n", "", "name: things", "a tag without `x-title`");
}

#[test]
fn a_path_without_a_slash() {
    refuses(
        "  /1/thing/drop",
        "  1/thing/drop",
        "1/thing/drop",
        "the path `1/thing/drop` does not start with `/`",
    );
}

#[test]
fn two_properties_with_one_rust_name() {
    refuses_all(&[("oldWord:", "Word:")], &[("        Word:", "`Word` and `word` have the same Rust name")]);
}

#[test]
fn a_method_twice_in_a_section() {
    let first = line_of(THINGS, "  /1/thing/find:") + 1;
    let reason =
        format!("method `find` of `things` stands already at openapi/things.yaml:{first}: say `x-method`");
    let place = "    post:\n      operationId: thing_drop";
    refuses("  /1/thing/drop:", "  /2/thing/find:", place, &reason);
}

#[test]
fn a_method_that_says_the_tail() {
    refuses(
        "      operationId: thing_drop\n",
        "      operationId: thing_drop\n      x-method: drop\n",
        "x-method: drop",
        "x-method `drop` is the tail of the path anyway",
    );
}

#[test]
fn a_method_that_rust_would_spell_otherwise() {
    refuses(
        "      operationId: thing_drop\n",
        "      operationId: thing_drop\n      x-method: dropAll\n",
        "x-method: dropAll",
        "x-method `dropAll` is no snake_case Rust name: `drop_all` would be",
    );
}

#[test]
fn an_operation_of_another_python_name() {
    refuses(
        "x-python-method: thing_find",
        "x-python-method: find_thing",
        "x-python-method",
        "`thing_find` has another Python name: the `operationId` is that name",
    );
}
