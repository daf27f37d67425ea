//! Operations whose arguments could not be told apart by position.

use super::common::{HEAD, THINGS, edit, project};
use super::{refuses, refuses_all, said};

const PYTHON: &str = "      x-python-method: thing_find\n";
const REQUIRED: &str = "      required:\n        - limit\n      properties:\n";
const AT: &str = "    post:\n      operationId: thing_find";

/// More properties of the request, and all of them required.
fn properties(more: &[(&str, &str)]) -> String {
    let required: String = more.iter().map(|(name, _)| format!("        - {name}\n")).collect();
    let described = |(name, ty): &(&str, &str)| format!("        {name}:\n          description: One.\n{ty}");
    let properties: String = more.iter().map(described).collect();
    format!("      required:\n        - limit\n{required}      properties:\n{properties}")
}

const TEXT: &str = "          type: string\n";
const LOGIN: &str = "          type: string\n          format: password\n";
const FLAG: &str = "          type: boolean\n";
const ID: &str = "          allOf:\n            - $ref: '#/components/schemas/ThingId'\n";
const TIME: &str = "          type: string\n          format: iiko-date-time\n";

#[track_caller]
fn says(more: &[(&str, &str)], reason: &str) {
    let reason =
        format!("operation `thing_find` {reason}: mark it `x-whole-request: true`, and they go by name");
    refuses_all(&[(PYTHON, ""), (REQUIRED, &properties(more))], &[(AT, &reason)]);
}

#[test]
fn two_of_one_type() {
    let seen = |left: &str, right: &str| {
        format!("takes `{left}` and `{right}` by position, and nobody would see them swapped")
    };
    says(&[("first", TEXT), ("second", TEXT)], &seen("first", "second"));
    says(&[("first", TEXT), ("flag", FLAG), ("login", LOGIN)], &seen("first", "login"));
    says(&[("page", "          type: integer\n          format: int32\n")], &seen("limit", "page"));
}

#[test]
fn more_than_three() {
    let reason = "takes 4 arguments by position, more than 3";
    says(&[("first", TEXT), ("flag", FLAG), ("since", TIME)], reason);
}

#[test]
fn ids_of_one_type_and_three_arguments_pass() {
    let two_ids = properties(&[("first", ID), ("second", ID)]);
    let things = edit(&edit(THINGS, PYTHON, ""), REQUIRED, &two_ids);
    assert_eq!(said(project(HEAD, &things).path()), [""; 0]);
}

#[test]
fn a_whole_request_or_pythons_own_order_passes() {
    let many = properties(&[("first", TEXT), ("second", TEXT), ("third", TEXT)]);
    let pythons = edit(THINGS, REQUIRED, &many);
    assert_eq!(said(project(HEAD, &pythons).path()), [""; 0]);
    let whole = edit(&pythons, PYTHON, "      x-whole-request: true\n");
    assert_eq!(said(project(HEAD, &whole).path()), [""; 0]);
}

#[test]
fn a_whole_request_where_pythons_order_rules() {
    refuses(
        PYTHON,
        &format!("{PYTHON}      x-whole-request: true\n"),
        AT,
        "operation `thing_find` is `thing_find` of the Python client, whose arguments rule: no `x-whole-request`",
    );
}
