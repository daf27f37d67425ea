//! Unions whose members could not be told apart.

use super::{refuses, refuses_all, refuses_property};

const MAPPING: &str = "        mapping:
          id: '#/components/schemas/PickById'
          word: '#/components/schemas/PickByWord'
";
const BY_WORD: &str = "          word: '#/components/schemas/PickByWord'\n";

#[test]
fn no_discriminator() {
    refuses(
        &format!("      discriminator:\n        propertyName: kind\n{MAPPING}"),
        "",
        "    Pick:",
        "union `Pick` has no `discriminator` with a `propertyName`",
    );
}

#[test]
fn no_mapping() {
    refuses(MAPPING, "", "    Pick:", "union `Pick` has no `mapping` of tags");
}

#[test]
fn a_member_without_a_tag_in_the_mapping() {
    refuses(
        BY_WORD,
        "",
        "- $ref: '#/components/schemas/PickByWord'",
        "`mapping` of `Pick` has no tag for `PickByWord`",
    );
}

#[test]
fn a_mapping_to_what_is_no_member() {
    refuses(
        BY_WORD,
        &format!("{BY_WORD}          thing: '#/components/schemas/Thing'\n"),
        "thing: '#/components/schemas/Thing'",
        "`mapping` of `Pick` sends `thing` to what is not in its `oneOf`",
    );
}

#[test]
fn a_member_twice() {
    refuses(
        "        - $ref: '#/components/schemas/PickByWord'\n",
        "        - $ref: '#/components/schemas/PickByWord'\n        - {$ref: '#/components/schemas/PickByWord'}\n",
        "- {$ref",
        "`oneOf` of `Pick` names `PickByWord` twice",
    );
}

#[test]
fn an_inline_member() {
    refuses(
        "        - $ref: '#/components/schemas/PickByWord'\n",
        "        - $ref: '#/components/schemas/PickByWord'\n        - type: object\n",
        "- type: object",
        "a member of the union `Pick` is no `$ref` to a schema",
    );
}

#[test]
fn a_member_without_the_tag() {
    refuses(
        "      required:
        - kind
        - word
      properties:
        kind:
          description: Marks the manner.
          type: string
          enum:
            - word
",
        "      required:
        - word
      properties:
",
        "    PickByWord:",
        "`PickByWord` is in a union, but has no property `kind`, the tag",
    );
}

#[test]
fn a_member_whose_tag_disagrees() {
    refuses(
        "            - word\n",
        "            - term\n",
        "- term",
        "`PickByWord.kind` is always `term`, but the union's mapping chooses it by `word`",
    );
}

#[test]
fn a_member_whose_tag_is_optional() {
    refuses(
        "        - kind\n        - word\n",
        "        - word\n",
        "kind:\n          description: Marks the manner.",
        "`PickByWord.kind` tells the union's members apart, but is not `required`",
    );
}

#[test]
fn a_member_with_any_tag() {
    refuses(
        "          description: Marks the manner.\n          type: string\n          enum:\n            - word\n",
        "          description: Marks the manner.\n          type: string\n",
        "kind:\n          description: Marks the manner.",
        "`PickByWord.kind` must be an enum of one value: the tag that chooses it",
    );
}

#[test]
fn a_tag_that_its_enum_does_not_have() {
    refuses(
        "          description: Marks the manner.\n          type: string\n          enum:\n            - word\n",
        "          description: Marks the manner.\n          allOf:\n            - $ref: '#/components/schemas/Color'\n",
        "kind:\n          description: Marks the manner.",
        "`PickByWord` is chosen by `word`, which its tag's enum does not have",
    );
}

#[test]
fn a_member_that_is_no_object() {
    refuses_all(
        &[
            (
                "        - $ref: '#/components/schemas/PickByWord'\n",
                "        - $ref: '#/components/schemas/PickByWord'\n        - $ref: '#/components/schemas/Color'\n",
            ),
            (BY_WORD, &format!("{BY_WORD}          color: '#/components/schemas/Color'\n")),
        ],
        &[("    Color:", "`Color` is in a union, but is no object")],
    );
}

#[test]
fn a_member_used_outside_its_union() {
    refuses_property(
        "allOf:\n  - {$ref: '#/components/schemas/PickById'}",
        "- {$ref",
        "`PickById` is told apart by its tag only inside `Pick`: refer to that, or to a schema without the tag",
    );
}

#[test]
fn a_fallback_that_is_no_tag() {
    refuses(
        "      description: Which thing is meant.\n",
        "      description: Which thing is meant.\n      x-fallback: term\n",
        "x-fallback: term",
        "`x-fallback` of `Pick` is no tag of its `mapping`",
    );
}
