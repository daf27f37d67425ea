//! Enums: values that are there, differ, and have Rust names that differ too.

use std::collections::HashMap;

use iiko_codegen::model::names;

use super::index::{Index, Shape, shape, spelling};
use crate::fragments::Node;
use crate::problem::{Place, Report};

/// Checks every named enum.
pub fn check(index: &Index<'_>, report: &mut Report) {
    for schema in index.schemas.iter().filter(|schema| shape(schema.node) == Some(Shape::Enum)) {
        let values = schema.node.items("enum");
        if values.is_empty() {
            report.add(&schema.node.place, format!("enum `{}` has no values", schema.name));
        }
        match schema.node.text_of("type") {
            Some("string") => {
                check_texts(schema.name, schema.node, report);
                check_wire_numbers(schema.name, schema.node, report);
            }
            Some("integer") if schema.node.get("x-enum-varnames").is_none() => {
                check_code(schema.name, schema.node, report);
            }
            Some("integer") => {
                check_integers(schema.name, schema.node, report);
                check_variants(schema.name, schema.node, report);
            }
            _ => report.add(
                &schema.node.place,
                format!("enum `{}` is neither of type string nor integer", schema.name),
            ),
        }
        if schema.node.text_of("type") != Some("string")
            && let Some(numbers) = schema.node.get("x-wire-numbers")
        {
            let reason =
                format!("`x-wire-numbers` of `{}`: only the values of texts have another", schema.name);
            report.add(&numbers.place, reason);
        }
    }
}

fn check_texts(name: &str, schema: &Node, report: &mut Report) {
    let mut variants: HashMap<String, String> = HashMap::new();
    for value in schema.items("enum") {
        let Some(text) = value.text() else {
            report.add(
                &value.place,
                format!("the value `{}` of `{name}` is no text: put it in quotes", spelling(value)),
            );
            continue;
        };
        let variant = names::variant(text);
        match variants.insert(variant.clone(), text.to_owned()) {
            Some(other) if other == text => {
                report.add(&value.place, format!("enum `{name}` has the value `{text}` twice"));
            }
            Some(other) => {
                let reason = format!("the values `{text}` and `{other}` of `{name}` both become `{variant}`");
                report.add(&value.place, reason);
            }
            None => {}
        }
    }
}

/// The numbers that the service also uses for the values of a string enum.
fn check_wire_numbers(name: &str, schema: &Node, report: &mut Report) {
    let mut values: HashMap<i64, &str> = HashMap::new();
    for (value, number) in schema.entries("x-wire-numbers") {
        if !schema.items("enum").iter().any(|known| known.text() == Some(value)) {
            let reason = format!("`x-wire-numbers` of `{name}` names `{value}`, which is no value of it");
            report.add(&number.place, reason);
        }
        let Some(integer) = number.scalar().and_then(serde_json::Value::as_i64) else {
            let reason = format!("`x-wire-numbers` of `{name}`: the number of `{value}` is no integer");
            report.add(&number.place, reason);
            continue;
        };
        if let Some(other) = values.insert(integer, value) {
            let reason =
                format!("`x-wire-numbers` of `{name}` gives {integer} to `{other}` and to `{value}`");
            report.add(&number.place, reason);
        }
    }
}

fn check_integers(name: &str, schema: &Node, report: &mut Report) {
    let values = schema.items("enum");
    for (at, value) in values.iter().enumerate() {
        if !value.scalar().is_some_and(|value| value.is_i64()) {
            report.add(&value.place, format!("the value `{}` of `{name}` is no integer", spelling(value)));
        }
        if values[..at].iter().any(|other| other.scalar() == value.scalar()) {
            report.add(&value.place, format!("enum `{name}` has the value `{}` twice", spelling(value)));
        }
    }
}

/// Integers whose meaning is known for some at most: a name says something, or it is none.
fn check_code(name: &str, schema: &Node, report: &mut Report) {
    check_integers(name, schema, report);
    let mut constants: HashMap<String, &str> = HashMap::new();
    for (value, constant) in schema.entries("x-constants") {
        if !schema.items("enum").iter().any(|known| spelling(known) == value) {
            let reason = format!("`x-constants` of `{name}` names `{value}`, which is no value of it");
            report.add(&constant.place, reason);
        }
        let text = constant.text().unwrap_or_default();
        check_variant("x-constants", name, text, &constant.place, report);
        if let Some(other) = constants.insert(names::constant(text), value) {
            let reason = format!("`x-constants` of `{name}` gives `{text}` to {other} and to {value}");
            report.add(&constant.place, reason);
        }
    }
}

fn check_variants(name: &str, schema: &Node, report: &mut Report) {
    let values = schema.items("enum");
    let variants = schema.items("x-enum-varnames");
    if variants.len() != values.len() {
        let reason = format!(
            "integer enum `{name}` needs `x-enum-varnames`: a name for each of its {} values",
            values.len()
        );
        report.add(&schema.place, reason);
    }
    for (at, variant) in variants.iter().enumerate() {
        let text = variant.text().unwrap_or_default();
        check_variant("x-enum-varnames", name, text, &variant.place, report);
        if variants[..at].iter().any(|other| other.text() == Some(text)) {
            report.add(&variant.place, format!("`x-enum-varnames` of `{name}` has `{text}` twice"));
        }
    }
}

fn check_variant(key: &str, name: &str, text: &str, place: &Place, report: &mut Report) {
    if names::variant(text) != text {
        let reason =
            format!("`{text}` in `{key}` of `{name}` is no PascalCase Rust name, or that of the catch-all");
        report.add(place, reason);
    }
    let number = ["Code", "Value", "Unnamed"].iter().find_map(|word| text.strip_prefix(word));
    if number.is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())) {
        let reason = format!(
            "`{text}` in `{key}` of `{name}` says no more than the number: give it a name, or the enum none and `x-constants`"
        );
        report.add(place, reason);
    }
}
