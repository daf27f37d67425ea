//! Operations that the client could not make a method of.

use super::common::{HEAD, THINGS, edit, project, write};
use super::{line_of, refuses, refuses_all, said};

const DROP_TAGS: &str = "operationId: thing_drop\n      tags:\n        - things\n";

#[test]
fn no_tag() {
    refuses(
        DROP_TAGS,
        "operationId: thing_drop\n",
        "    post:\n      operationId: thing_drop",
        "operation `thing_drop` needs one tag: its section",
    );
}

#[test]
fn an_unknown_tag() {
    refuses(
        DROP_TAGS,
        "operationId: thing_drop\n      tags:\n        - shapes\n",
        "- shapes",
        "unknown tag `shapes`: this file's `tags` do not hold it",
    );
}

#[test]
fn the_tag_of_another_file() {
    let things = edit(THINGS, DROP_TAGS, "operationId: thing_drop\n      tags:\n        - shapes\n");
    let project = project(HEAD, &things);
    let shapes =
        "tags:\n  - name: shapes\n    description: Shapes.\n    x-title: Shapes\n    x-handle: shapes\n";
    write(project.path(), "openapi/shapes.yaml", shapes);
    let line = line_of(&things, "- shapes");
    let reason = "tag `shapes` belongs to openapi/shapes.yaml: move the operation there";
    assert_eq!(said(project.path()), [format!("openapi/things.yaml:{line}: {reason}")]);
}

#[test]
fn another_method_than_post() {
    refuses(
        "    post:\n      operationId: thing_drop",
        "    get:\n      operationId: thing_drop",
        "    get:",
        "`get` of `/1/thing/drop`: the client sends POST alone",
    );
}

#[test]
fn a_path_with_a_parameter() {
    refuses(
        "  /1/thing/drop:",
        "  /1/thing/{id}/drop:",
        "    post:\n      operationId: thing_drop",
        "`/1/thing/{id}/drop` has a parameter: the client fills in no paths",
    );
}

#[test]
fn a_request_that_is_an_enum() {
    refuses_all(
        &[("$ref: '#/components/schemas/ThingFindRequest'", "$ref: '#/components/schemas/Color'")],
        &[
            (
                "schema:\n              $ref: '#/components/schemas/Color'",
                "the request `Color` is neither an object nor a union",
            ),
            ("    ThingFindRequest:", "no operation or event reaches the schema `ThingFindRequest`"),
        ],
    );
}

#[test]
fn a_request_without_a_name() {
    refuses_all(
        &[("$ref: '#/components/schemas/ThingFindRequest'", "type: object")],
        &[
            (
                "requestBody:\n        required: true\n        content:\n          application/json:\n            schema:\n              type: object",
                "the request of `thing_find` is no `$ref` to a schema, as JSON",
            ),
            ("    ThingFindRequest:", "no operation or event reaches the schema `ThingFindRequest`"),
            ("    Color:", "no operation or event reaches the schema `Color`"),
        ],
    );
}

#[test]
fn a_request_that_may_be_missing() {
    refuses(
        "x-command: true\n      requestBody:\n        required: true\n",
        "x-command: true\n      requestBody:\n",
        "requestBody:\n        content",
        "the request of `thing_drop` is not marked `required: true`",
    );
}

#[test]
fn an_answer_without_a_name() {
    refuses(
        "description: It was dropped.\n",
        "description: It was dropped.\n          content:\n            application/json:\n              schema:\n                type: string\n",
        "'200':\n          description: It was dropped.",
        "the answer of `thing_drop` is no `$ref` to a schema, as JSON",
    );
}

#[test]
fn no_success() {
    refuses(
        "'200':\n          description: It was dropped.",
        "'301':\n          description: It was dropped.",
        "    post:\n      operationId: thing_drop",
        "operation `thing_drop` has no response '200', or another success, and one only",
    );
}

#[test]
fn a_list_of_what_has_no_name() {
    refuses(
        "description: It was dropped.\n",
        "description: It was dropped.\n          content:\n            application/json:\n              schema:\n                type: array\n                items:\n                  type: string\n",
        "'200':\n          description: It was dropped.",
        "the answer of `thing_drop` is a list whose items are no `$ref` to a schema",
    );
}

#[test]
fn no_failure() {
    refuses(
        "description: It was dropped.\n        default:\n          $ref: '#/components/responses/Error'\n",
        "description: It was dropped.\n",
        "    post:\n      operationId: thing_drop",
        "operation `thing_drop` has no `default` response: refer to the head's `Error`",
    );
}

#[test]
fn a_command_that_only_reads() {
    refuses(
        "x-command: true",
        "x-command: true\n      x-read-only: true",
        "    post:\n      operationId: thing_drop",
        "`thing_drop` is both `x-command` and `x-read-only`",
    );
}

#[test]
fn a_replacement_of_what_is_not_deprecated() {
    refuses(
        "      deprecated: true\n      x-deprecated-for",
        "      x-deprecated-for",
        "    post:\n      operationId: thing_drop",
        "`thing_drop` has `x-deprecated-for`, yet is not `deprecated`",
    );
}

#[test]
fn a_whole_request_that_is_no_object() {
    refuses(
        "x-command: true",
        "x-command: true\n      x-whole-request: true",
        "x-whole-request",
        "`x-whole-request`: `thing_drop` has no object as its request",
    );
}

#[test]
fn a_setter_that_every_call_has() {
    for (name, setter) in [("timeout", "timeout"), ("untilDone", "until_done")] {
        let said = said_of(&THINGS.replace("        oldWord:", &format!("        {name}:")));
        assert!(
            said.contains(&format!("`{name}` of `ThingFindRequest` would be a setter `{setter}`")),
            "{said}"
        );
    }
}

#[test]
fn an_answer_of_nothing() {
    let bare = THINGS.replace(
        "          description: It was dropped.\n",
        "          description: It was dropped.\n          content:\n            application/json:\n              schema:\n                \
         $ref: '#/components/schemas/Nothing'\n",
    );
    let nothing = "    Nothing:\n      description: Nothing.\n      type: object\n      properties: {}\n";
    let said = said_of(&format!("{bare}{nothing}"));
    assert!(said.contains("`Nothing` has no properties: leave the answer's content out"), "{said}");
}

/// All that the lint says of a section.
fn said_of(things: &str) -> String {
    said(project(HEAD, things).path()).join("\n")
}
