//! Properties whose facts contradict each other.

use super::{refuses, refuses_property};

#[test]
fn required_names_no_property() {
    refuses(
        "        - limit\n",
        "        - limit\n        - offset\n",
        "- offset",
        "`required` of `ThingFindRequest` names `offset`, which is no property",
    );
}

#[test]
fn required_names_a_property_twice() {
    refuses(
        "        - limit\n",
        "        - 'limit'\n        - limit\n",
        "- limit\n",
        "`required` of `ThingFindRequest` names `limit` twice",
    );
}

#[test]
fn a_default_that_the_enum_does_not_have() {
    refuses(
        "default: RED",
        "default: PINK",
        "default: PINK",
        "the default of `ThingFindRequest.color` is no value of its type",
    );
}

#[test]
fn defaults_of_another_type() {
    for (kind, default) in [
        ("type: boolean", "'false'"),
        ("type: integer", "1.5"),
        ("type: string", "0"),
        ("type: number\nformat: decimal", "'0'"),
        ("type: array\nitems:\n  type: string", "none"),
        // Not nullable.
        ("type: string", "null"),
    ] {
        refuses_property(
            &format!("{kind}\ndefault: {default}"),
            &format!("default: {default}"),
            "the default of `Failure.extra` is no value of its type",
        );
    }
}

#[test]
fn a_limit_of_another_type() {
    refuses_property(
        "type: integer\nmaxLength: 5",
        "maxLength: 5",
        "`Failure.extra` is no string: `maxLength` says nothing",
    );
}

#[test]
fn a_limit_beside_a_reference() {
    refuses_property(
        "allOf:\n  - $ref: '#/components/schemas/Size'\nminimum: 5",
        "minimum: 5",
        "`Failure.extra` is no integer or number: `minimum` says nothing",
    );
}

#[test]
fn limits_that_leave_nothing() {
    refuses_property(
        "type: string\nminLength: 9\nmaxLength: 5",
        "        extra:",
        "`Failure.extra`: `minLength` is above `maxLength`",
    );
}

#[test]
fn a_constant_of_another_type() {
    refuses_property(
        "type: integer\nenum:\n  - 'A'",
        "- 'A'",
        "the only value of `Failure.extra`, `A`, is not of its type",
    );
}

#[test]
fn a_replacement_of_what_is_not_deprecated() {
    refuses(
        "          deprecated: true\n",
        "",
        "        oldWord:",
        "`ThingFindRequest.oldWord` has `x-deprecated-for`, yet is not `deprecated`",
    );
}

#[test]
fn a_null_on_purpose_where_null_is_not_allowed() {
    refuses_property(
        "type: string\nx-send-null: true",
        "        extra:",
        "`Failure.extra` has `x-send-null`: only an optional `nullable` property can be unset and `null`",
    );
}

#[test]
fn a_part_of_errors_that_nobody_knows() {
    refuses_property(
        "type: string\nx-error-part: reason",
        "          x-error-part: reason",
        "`x-error-part` of `Failure.extra` is none of `failure`, `description`, `code`, `correlation-id`",
    );
}

#[test]
fn a_choice_that_is_none() {
    let head = "      description: What to look for.\n      type: object\n";
    for (names, place, reason) in [
        (
            "[word]",
            "x-one-of",
            "`x-one-of` of `ThingFindRequest` leaves no choice: name two properties or more",
        ),
        ("[word, verb]", "verb", "`x-one-of` of `ThingFindRequest` names `verb`, which is no property"),
        ("[word, limit]", "limit]", "`ThingFindRequest.limit` is required, yet one of several in `x-one-of`"),
    ] {
        refuses(head, &format!("{head}      x-one-of: {names}\n"), place, reason);
    }
}
