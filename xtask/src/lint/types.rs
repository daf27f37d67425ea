//! Types: each schema and each property is of a shape that the code generator turns into a good Rust type.

use super::index::{Index, shape};
use crate::fragments::Node;
use crate::problem::Report;

/// Checks the types of every schema and property.
pub fn check(index: &Index<'_>, report: &mut Report) {
    for schema in &index.schemas {
        if shape(schema.node).is_none() {
            let reason =
                format!("schema `{}` is no object, enum, union or id (string with format uuid)", schema.name);
            report.add(&schema.node.place, reason);
        }
        for (name, property) in schema.node.entries("properties") {
            let what = format!("`{}.{name}`", schema.name);
            if property.get("$ref").is_some() {
                let reason = format!("{what} is a bare `$ref`: put it in an `allOf`, beside a description");
                report.add(&property.place, reason);
            } else {
                check_type(&what, property, report);
            }
        }
    }
}

fn check_type(what: &str, node: &Node, report: &mut Report) {
    if node.get("$ref").is_some() {
        if node.map().is_some_and(|map| map.len() > 1) {
            report.add(&node.place, format!("{what} has keys beside `$ref`: put the `$ref` in an `allOf`"));
        }
    } else if node.get("allOf").is_some() {
        check_wrapper(what, node, report);
    } else if node.get("oneOf").is_some() || node.get("anyOf").is_some() {
        report.add(&node.place, format!("{what} is an inline union: give it a name in `components.schemas`"));
    } else {
        check_enum(what, node, report);
        check_plain(what, node, report);
    }
}

fn check_wrapper(what: &str, node: &Node, report: &mut Report) {
    let single = matches!(node.items("allOf"), [only] if only.get("$ref").is_some());
    if !single {
        report.add(&node.place, format!("{what}: `allOf` takes one `$ref` and nothing else"));
    }
    for key in ["type", "format", "enum", "items", "properties"] {
        if let Some(other) = node.get(key) {
            report
                .add(&other.place, format!("{what}: `{key}` beside `allOf` contradicts the schema it names"));
        }
    }
}

fn check_enum(what: &str, node: &Node, report: &mut Report) {
    if node.get("enum").is_some() && node.items("enum").len() != 1 {
        let reason = format!("{what} is an inline enum: give it a name in `components.schemas`");
        report.add(&node.place, reason);
    }
}

fn check_plain(what: &str, node: &Node, report: &mut Report) {
    let format = node.text_of("format");
    match (node.text_of("type"), format) {
        (Some("string"), Some("uuid")) => {
            report.add(
                &node.place,
                format!("{what} is a bare uuid: refer to an id schema, such as those of ids.yaml"),
            );
        }
        (None, None)
        | (Some("string"), None | Some("iiko-date-time" | "date-time" | "date" | "password"))
        | (Some("boolean"), None)
        | (Some("integer"), None | Some("int32" | "int64"))
        | (Some("number"), Some("decimal" | "double")) => {}
        (Some("number"), None) => {
            report.add(
                &node.place,
                format!(
                    "{what} is a number without format: \
                     `decimal` for money and amounts, `double` for measures"
                ),
            );
        }
        (Some("array"), None) => check_inner(what, "items", node, report),
        (Some("object"), None)
            if node.get("additionalProperties").is_some_and(|item| item.map().is_some()) =>
        {
            check_inner(what, "additionalProperties", node, report);
        }
        (Some("object"), None) => {
            report.add(
                &node.place,
                format!("{what} is an inline object: give it a name in `components.schemas`"),
            );
        }
        (Some(kind), Some(format)) => {
            report
                .add(&node.place, format!("{what} has an unknown type: `{kind}` with the format `{format}`"));
        }
        (Some(kind), None) => report.add(&node.place, format!("{what} has an unknown type: `{kind}`")),
        (None, Some(format)) => {
            report.add(&node.place, format!("{what} has the format `{format}`, but no type"))
        }
    }
}

fn check_inner(what: &str, key: &str, node: &Node, report: &mut Report) {
    match node.get(key) {
        Some(inner) => check_type(&format!("`{key}` of {what}"), inner, report),
        None => report.add(&node.place, format!("{what} is a list without `items`")),
    }
}
