//! Enums that would not become Rust enums.

use super::{refuses, refuses_all};

#[test]
fn no_values() {
    refuses_all(
        &[
            ("      enum:\n        - 0\n        - 1\n", "      enum: []\n"),
            ("      x-enum-varnames:\n        - Small\n        - Large\n", "      x-enum-varnames: []\n"),
            (
                "      x-enum-descriptions:\n        '0': Fits a pocket.\n        '1': Fits a lorry.\n",
                "      x-enum-descriptions: {}\n",
            ),
        ],
        &[("    Size:", "enum `Size` has no values")],
    );
}

#[test]
fn a_value_twice() {
    refuses(
        "        - BLUE\n",
        "        - 'BLUE'\n        - BLUE\n",
        "- BLUE\n",
        "enum `Color` has the value `BLUE` twice",
    );
}

#[test]
fn an_integer_twice() {
    refuses_all(
        &[
            ("        - 0\n", "        - 0\n        - 0\n"),
            ("        - Large\n", "        - Large\n        - Larger\n"),
        ],
        &[("- 0\n        - 1", "enum `Size` has the value `0` twice")],
    );
}

#[test]
fn values_that_become_one_variant() {
    refuses_all(
        &[
            ("        - BLUE\n", "        - BLUE\n        - blue\n"),
            ("BLUE: Like the sky.\n", "BLUE: Like the sky.\n        blue: Like a lake.\n"),
        ],
        &[("- blue", "the values `blue` and `BLUE` of `Color` both become `Blue`")],
    );
}

#[test]
fn a_value_of_another_type() {
    refuses_all(
        &[("        - BLUE\n", "        - 7\n"), ("BLUE: Like the sky.", "'7': Like the sky.")],
        &[("- 7", "the value `7` of `Color` is no text: put it in quotes")],
    );
}

#[test]
fn a_text_among_integers() {
    refuses("        - 1\n", "        - '1'\n", "- '1'", "the value `1` of `Size` is no integer");
}

#[test]
fn a_type_that_is_neither() {
    refuses(
        "description: Colour of a thing.\n      type: string",
        "description: Colour of a thing.\n      type: number",
        "    Color:",
        "enum `Color` is neither of type string nor integer",
    );
}

#[test]
fn an_integer_without_a_name() {
    refuses(
        "        - Large\n",
        "",
        "    Size:",
        "integer enum `Size` needs `x-enum-varnames`: a name for each of its 2 values",
    );
}

#[test]
fn the_name_of_the_catch_all() {
    refuses(
        "- Large",
        "- Unknown",
        "- Unknown",
        "`Unknown` in `x-enum-varnames` of `Size` is no PascalCase Rust name, or that of the catch-all",
    );
}

#[test]
fn a_name_twice() {
    refuses("- Large", "- 'Small'", "- 'Small'", "`x-enum-varnames` of `Size` has `Small` twice");
}

const LAST_COLOR: &str = "BLUE: Like the sky.\n";

/// With these numbers for the colours, the lint says one thing.
#[track_caller]
fn refuses_numbers(numbers: &str, at: &str, reason: &str) {
    let edited = format!("{LAST_COLOR}      x-wire-numbers:\n{numbers}");
    refuses(LAST_COLOR, &edited, at, reason);
}

#[test]
fn a_number_for_no_value() {
    refuses_numbers(
        "        RED: 0\n        GREEN: 1\n",
        "GREEN: 1",
        "`x-wire-numbers` of `Color` names `GREEN`, which is no value of it",
    );
}

#[test]
fn a_number_that_is_none() {
    refuses_numbers(
        "        RED: 0.5\n",
        "RED: 0.5",
        "`x-wire-numbers` of `Color`: the number of `RED` is no integer",
    );
}

#[test]
fn a_number_for_two_values() {
    refuses_numbers(
        "        RED: 3\n        BLUE: 3\n",
        "BLUE: 3",
        "`x-wire-numbers` of `Color` gives 3 to `RED` and to `BLUE`",
    );
}

#[test]
fn numbers_for_numbers() {
    refuses(
        "'1': Fits a lorry.\n",
        "'1': Fits a lorry.\n      x-wire-numbers:\n        '1': 1\n",
        "x-wire-numbers",
        "`x-wire-numbers` of `Size`: only the values of texts have another",
    );
}

#[test]
fn a_name_that_says_no_more_than_the_number() {
    refuses(
        "        - Large\n",
        "        - Code1\n",
        "- Code1",
        "`Code1` in `x-enum-varnames` of `Size` says no more than the number: give it a name, or the enum none and \
         `x-constants`",
    );
}

const NAMES: &str = "      x-enum-varnames:\n        - Small\n        - Large\n";
const WORDS: &str = "      x-enum-descriptions:\n        '0': Fits a pocket.\n        '1': Fits a lorry.\n";

#[test]
fn a_constant_of_no_value() {
    let constants = "      x-constants:\n        '7': Huge\n";
    refuses_all(
        &[(NAMES, constants), (WORDS, "")],
        &[("'7': Huge", "`x-constants` of `Size` names `7`, which is no value of it")],
    );
}

#[test]
fn a_constant_without_words() {
    let constants = "      x-constants:\n        '1': Large\n";
    refuses_all(
        &[(NAMES, constants), (WORDS, "      x-enum-descriptions: {}\n")],
        &[("- 1\n", "`x-enum-descriptions` of `Size` does not describe `1`")],
    );
}
