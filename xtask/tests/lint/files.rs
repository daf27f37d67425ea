//! Files that cannot be read as fragments, and the head.

use super::common::{HEAD, THINGS, edit, project, write};
use super::{Fragments, refuses, said};

#[test]
fn what_is_no_yaml() {
    let things = edit(THINGS, "description: A thing.", "description: \"A thing.");
    let said = said(project(HEAD, &things).path());
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].starts_with("openapi/things.yaml:") && said[0].contains("no valid YAML"), "{said:?}");
}

#[test]
fn a_repeated_key() {
    refuses(
        "description: A thing.",
        "description: A thing.\n      description: Again.",
        "description: Again.",
        "the key `description` stands twice in this map",
    );
}

#[test]
fn a_key_that_is_no_text() {
    refuses("'0': Fits", "0: Fits", "0: Fits", "a key that is no text: put it in quotes");
}

#[test]
fn an_empty_file() {
    let project = project(HEAD, THINGS);
    write(project.path(), "openapi/empty.yaml", "");
    let expected = "openapi/empty.yaml:1: an empty file: give it `paths` or `components`, or remove it";
    assert_eq!(said(project.path()), [expected]);
}

#[test]
fn several_documents_in_a_file() {
    let project = project(HEAD, THINGS);
    write(project.path(), "openapi/two.yaml", "paths: {}\n---\npaths: {}\n");
    let expected = "openapi/two.yaml:1: several documents in one file: give each a file of its own";
    assert_eq!(said(project.path()), [expected]);
}

#[test]
fn a_file_that_is_a_list() {
    let project = project(HEAD, THINGS);
    write(project.path(), "openapi/list.yaml", "- paths\n");
    let expected = "openapi/list.yaml:1: a fragment is a map of `tags`, `paths` and `components`";
    assert_eq!(said(project.path()), [expected]);
}

#[test]
fn the_register_of_deviations_is_no_fragment() {
    let project = project(HEAD, THINGS);
    write(project.path(), "openapi/deviations.yaml", "- anything\n");
    assert_eq!(said(project.path()), [""; 0]);
}

#[test]
fn a_missing_folder_is_named() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let error = Fragments::read(folder.path()).expect_err("no fragments");
    assert!(format!("{error:#}").contains("openapi"), "{error:#}");
}

#[test]
fn a_head_without_servers() {
    let servers =
        "servers:\n  - url: https://things.example\n    description: Somewhere.\n    x-region: Russia\n";
    let head = edit(HEAD, servers, "");
    assert_eq!(said(project(&head, THINGS).path()), ["openapi/api.yaml:1: no `servers`"]);
}

#[test]
fn a_head_of_another_openapi() {
    let head = edit(HEAD, "openapi: 3.0.3", "openapi: 3.1.0");
    assert_eq!(said(project(&head, THINGS).path()), ["openapi/api.yaml:1: `openapi` must be `3.0.3`"]);
}

#[test]
fn a_head_without_the_paths_beginning() {
    let head = edit(HEAD, "x-path-prefix: /api\n", "");
    let expected =
        "openapi/api.yaml:1: `x-path-prefix` is missing, or does not start with `/`, or ends with it";
    assert_eq!(said(project(&head, THINGS).path()), [expected]);
}
