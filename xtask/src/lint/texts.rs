//! Words: whatever a reader of the documentation meets is described.

use super::index::{Index, Shape, shape, spelling};
use crate::fragments::Node;
use crate::problem::Report;

/// Checks summaries and descriptions.
pub fn check(index: &Index<'_>, report: &mut Report) {
    for section in &index.sections {
        need(section, "description", "the tag", report);
    }
    for operation in &index.operations {
        let what = format!("operation `{}`", operation.id);
        need(operation.node, "summary", &what, report);
        written(operation.node, "description", &what, report);
        for (status, response) in operation.node.entries("responses") {
            if response.get("$ref").is_none() {
                need(response, "description", &format!("the answer {status} of {what}"), report);
            }
        }
    }
    for schema in &index.schemas {
        need(schema.node, "description", &format!("schema `{}`", schema.name), report);
        for (name, property) in schema.node.entries("properties") {
            // A bare `$ref` has no room for words: the rule of types asks for an `allOf`.
            if property.get("$ref").is_none() {
                need(property, "description", &format!("property `{}.{name}`", schema.name), report);
            }
        }
        if shape(schema.node) == Some(Shape::Enum) {
            check_values(schema.name, schema.node, report);
        }
    }
}

/// Each value of an enum is described, and nothing else is.
fn check_values(name: &str, schema: &Node, report: &mut Report) {
    let values: Vec<String> = schema.items("enum").iter().map(spelling).collect();
    // Codes without names have no meaning to describe, but for those that have a constant.
    let is_code = schema.text_of("type") == Some("integer") && schema.get("x-enum-varnames").is_none();
    let nameless =
        |value: &str| is_code && schema.get("x-constants").is_none_or(|names| names.get(value).is_none());
    let Some(descriptions) = schema.get("x-enum-descriptions") else {
        if values.iter().all(|value| nameless(value)) {
            return;
        }
        report.add(&schema.place, format!("enum `{name}` has no `x-enum-descriptions`"));
        return;
    };
    for (value, node) in values.iter().zip(schema.items("enum")).filter(|(value, _)| !nameless(value)) {
        if descriptions.get(value).is_none() {
            report.add(&node.place, format!("`x-enum-descriptions` of `{name}` does not describe `{value}`"));
        }
        written(descriptions, value, &format!("enum `{name}`"), report);
    }
    for (value, node) in schema.entries("x-enum-descriptions") {
        if !values.iter().any(|known| known == value) || nameless(value) {
            report.add(
                &node.place,
                format!("`x-enum-descriptions` describes `{value}`, which `{name}` does not have"),
            );
        }
    }
}

fn need(node: &Node, key: &str, what: &str, report: &mut Report) {
    if node.get(key).is_none() {
        report.add(&node.place, format!("{what} has no `{key}`"));
    }
    written(node, key, what, report);
}

/// A text that is there must say something.
fn written(node: &Node, key: &str, what: &str, report: &mut Report) {
    let Some(entry) = node.get(key) else { return };
    let text = entry.text().unwrap_or_default().trim();
    if text.is_empty() {
        report.add(&entry.place, format!("`{key}` of {what} is empty"));
    } else if text.split(|c: char| !c.is_alphanumeric()).any(|word| word == "TODO") {
        report.add(&entry.place, format!("`{key}` of {what} is still to be written"));
    }
}
