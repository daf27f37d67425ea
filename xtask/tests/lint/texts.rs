//! What nobody described.

use super::{refuses, refuses_all};

#[test]
fn a_tag() {
    refuses("    description: Things to find.\n", "", "name: things", "the tag has no `description`");
}

#[test]
fn an_operation() {
    refuses(
        "      summary: Finds things.\n",
        "",
        "    post:\n      operationId: thing_find",
        "operation `thing_find` has no `summary`",
    );
}

#[test]
fn an_empty_description_of_an_operation() {
    refuses(
        "summary: Finds things.\n",
        "summary: Finds things.\n      description: ' '\n",
        "description: ' '",
        "`description` of operation `thing_find` is empty",
    );
}

#[test]
fn an_answer() {
    refuses(
        "          description: It worked.\n",
        "",
        "'200':\n          content",
        "the answer 200 of operation `thing_find` has no `description`",
    );
}

#[test]
fn a_schema() {
    refuses("      description: A thing.\n", "", "    Thing:", "schema `Thing` has no `description`");
}

#[test]
fn a_property() {
    refuses(
        "          description: How big.\n",
        "",
        "        size:",
        "property `Thing.size` has no `description`",
    );
}

#[test]
fn a_description_still_to_be_written() {
    refuses(
        "description: How big.",
        "description: 'TODO: how big?'",
        "description: 'TODO",
        "`description` of property `Thing.size` is still to be written",
    );
}

#[test]
fn a_value_of_an_enum() {
    refuses(
        "        BLUE: Like the sky.\n",
        "",
        "- BLUE",
        "`x-enum-descriptions` of `Color` does not describe `BLUE`",
    );
}

#[test]
fn a_value_that_is_not_there() {
    refuses(
        "        BLUE: Like the sky.\n",
        "        BLUE: Like the sky.\n        GREEN: Like grass.\n",
        "GREEN",
        "`x-enum-descriptions` describes `GREEN`, which `Color` does not have",
    );
}

#[test]
fn an_empty_description_of_a_value() {
    refuses("BLUE: Like the sky.", "BLUE: ''", "BLUE: ''", "`BLUE` of enum `Color` is empty");
}

#[test]
fn all_values_of_an_enum() {
    refuses_all(
        &[("      x-enum-descriptions:\n        RED: Like a rose.\n        BLUE: Like the sky.\n", "")],
        &[("    Color:", "enum `Color` has no `x-enum-descriptions`")],
    );
}
