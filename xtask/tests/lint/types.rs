//! Types that would not become good Rust.

use super::{refuses, refuses_property};

#[test]
fn a_schema_of_no_known_shape() {
    refuses(
        "description: One thing.\n      type: string\n      format: uuid\n",
        "description: One thing.\n      type: string\n",
        "    ThingId:",
        "schema `ThingId` is no object, enum, union or id (string with format uuid)",
    );
}

#[test]
fn a_bare_reference() {
    refuses(
        "          description: How big.\n          allOf:\n            - $ref: '#/components/schemas/Size'\n",
        "          $ref: '#/components/schemas/Size'\n",
        "        size:",
        "`Thing.size` is a bare `$ref`: put it in an `allOf`, beside a description",
    );
}

#[test]
fn a_reference_with_siblings() {
    refuses_property(
        "$ref: '#/components/schemas/Size'",
        "        extra:",
        "`Failure.extra` is a bare `$ref`: put it in an `allOf`, beside a description",
    );
}

#[test]
fn a_reference_with_siblings_in_a_list() {
    refuses_property(
        "type: array\nitems:\n  $ref: '#/components/schemas/Size'\n  nullable: true",
        "items:\n            $ref: '#/components/schemas/Size'",
        "`items` of `Failure.extra` has keys beside `$ref`: put the `$ref` in an `allOf`",
    );
}

#[test]
fn an_all_of_two() {
    refuses_property(
        "allOf:\n  - $ref: '#/components/schemas/Size'\n  - $ref: '#/components/schemas/Color'",
        "        extra:",
        "`Failure.extra`: `allOf` takes one `$ref` and nothing else",
    );
}

#[test]
fn a_type_beside_all_of() {
    refuses_property(
        "type: object\nallOf:\n  - $ref: '#/components/schemas/Size'",
        "type: object\n          allOf",
        "`Failure.extra`: `type` beside `allOf` contradicts the schema it names",
    );
}

#[test]
fn a_bare_uuid() {
    refuses_property(
        "type: string\nformat: uuid",
        "        extra:",
        "`Failure.extra` is a bare uuid: refer to an id schema, such as those of ids.yaml",
    );
}

#[test]
fn bare_uuids_in_a_list() {
    refuses_property(
        "type: array\nitems:\n  type: string\n  format: uuid",
        "items:\n            type: string\n            format",
        "`items` of `Failure.extra` is a bare uuid: refer to an id schema, such as those of ids.yaml",
    );
}

#[test]
fn an_inline_enum() {
    refuses_property(
        "type: string\nenum:\n  - A\n  - B",
        "        extra:",
        "`Failure.extra` is an inline enum: give it a name in `components.schemas`",
    );
}

#[test]
fn an_inline_object() {
    refuses_property(
        "type: object\nproperties: {}",
        "        extra:",
        "`Failure.extra` is an inline object: give it a name in `components.schemas`",
    );
}

#[test]
fn an_inline_object_in_a_list() {
    refuses_property(
        "type: array\nitems:\n  type: object",
        "items:\n            type: object",
        "`items` of `Failure.extra` is an inline object: give it a name in `components.schemas`",
    );
}

#[test]
fn an_inline_object_in_a_map() {
    refuses_property(
        "type: object\nadditionalProperties:\n  type: object",
        "additionalProperties:\n            type: object",
        "`additionalProperties` of `Failure.extra` is an inline object: give it a name in `components.schemas`",
    );
}

#[test]
fn an_unknown_type() {
    refuses_property("type: text", "        extra:", "`Failure.extra` has an unknown type: `text`");
}

#[test]
fn an_unknown_format() {
    refuses_property(
        "type: string\nformat: time",
        "        extra:",
        "`Failure.extra` has an unknown type: `string` with the format `time`",
    );
}

#[test]
fn a_number_that_may_be_money() {
    refuses_property(
        "type: number",
        "        extra:",
        "`Failure.extra` is a number without format: `decimal` for money and amounts, `double` for measures",
    );
}

#[test]
fn a_list_of_nothing() {
    refuses_property("type: array", "        extra:", "`Failure.extra` is a list without `items`");
}
