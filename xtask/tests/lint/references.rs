//! References that lead nowhere, and schemas that nothing leads to.

use super::{refuses, refuses_all};

#[test]
fn an_unknown_schema() {
    refuses_all(
        &[(
            "            - $ref: '#/components/schemas/Size'",
            "            - $ref: '#/components/schemas/Sizes'",
        )],
        &[
            ("- $ref: '#/components/schemas/Sizes'", "unknown `$ref`: #/components/schemas/Sizes"),
            ("    Size:", "no operation or event reaches the schema `Size`"),
        ],
    );
}

#[test]
fn an_unknown_parameter() {
    refuses(
        "'#/components/parameters/Timeout'",
        "'#/components/parameters/Time'",
        "- $ref: '#/components/parameters/Time'",
        "unknown `$ref`: #/components/parameters/Time",
    );
}

#[test]
fn a_reference_to_a_file() {
    refuses_all(
        &[("            - $ref: '#/components/schemas/Size'", "            - $ref: 'other.yaml#/Size'")],
        &[
            ("- $ref: 'other.yaml#/Size'", "unknown `$ref`: other.yaml#/Size"),
            ("    Size:", "no operation or event reaches the schema `Size`"),
        ],
    );
}

#[test]
fn events_that_are_not_there() {
    refuses(
        "    x-handle: things\n",
        "    x-handle: things\n    x-events: '#/components/schemas/Event'\n",
        "x-events",
        "unknown `$ref`: #/components/schemas/Event",
    );
}

#[test]
fn a_schema_that_only_itself_needs() {
    let tree = "    Tree:
      description: Grows.
      type: object
      properties:
        branches:
          description: More.
          type: array
          items:
            $ref: '#/components/schemas/Tree'
";
    refuses(
        "    Pick:\n",
        &format!("{tree}    Pick:\n"),
        "    Tree:",
        "no operation or event reaches the schema `Tree`",
    );
}

#[test]
fn a_replacement_that_is_no_operation() {
    refuses(
        "x-deprecated-for: thing_find",
        "x-deprecated-for: thing_seek",
        "x-deprecated-for: thing_seek",
        "`x-deprecated-for` of `thing_drop` names no operation",
    );
}

#[test]
fn a_replacement_that_is_no_property() {
    refuses(
        "x-deprecated-for: word",
        "x-deprecated-for: word.text",
        "x-deprecated-for: word.text",
        "`x-deprecated-for` of `ThingFindRequest.oldWord` names no property",
    );
}
