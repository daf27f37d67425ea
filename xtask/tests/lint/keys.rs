//! Keys that nobody knows, and values of the wrong kind.

use super::{refuses, refuses_property};

#[test]
fn an_unknown_extension() {
    refuses("x-read-only", "x-readonly", "x-readonly", "unknown key `x-readonly` in an operation");
}

#[test]
fn a_misspelt_key() {
    refuses("minLength: 1", "minLenght: 1", "minLenght", "unknown key `minLenght` in a property");
}

#[test]
fn an_unknown_key_deep_in_a_list() {
    refuses_property(
        "type: array\nitems:\n  type: string\n  x-what: 1",
        "x-what",
        "unknown key `x-what` in a property",
    );
}

#[test]
fn a_closed_object() {
    refuses(
        "description: A thing.\n",
        "description: A thing.\n      additionalProperties: false\n",
        "additionalProperties: false",
        "unknown key `additionalProperties` in an object",
    );
}

#[test]
fn a_version_that_yaml_takes_for_a_number() {
    refuses(
        "x-allowed-from: '1.0'",
        "x-allowed-from: 1.0",
        "x-allowed-from",
        "`x-allowed-from` takes text: put a number, a flag or an empty value in quotes",
    );
}

#[test]
fn a_flag_that_is_text() {
    refuses("x-command: true", "x-command: 'yes'", "x-command", "`x-command` takes `true` or `false`");
}
