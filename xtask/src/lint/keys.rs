//! Only known keys, each with the right kind of value: a typing error must not lose a fact silently.

use serde_json::Value;

use super::index::{Index, Shape, shape};
use crate::fragments::{Node, Tree};
use crate::problem::Report;

/// The kind of value that a key takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Flag,
    Number,
    List,
    Map,
    Any,
}

type Keys = &'static [(&'static str, Kind)];

const HEAD: Keys = &[
    ("openapi", Kind::Text),
    ("info", Kind::Map),
    ("x-path-prefix", Kind::Text),
    ("servers", Kind::List),
    ("security", Kind::List),
    ("components", Kind::Map),
];
const HEAD_COMPONENTS: Keys =
    &[("securitySchemes", Kind::Map), ("parameters", Kind::Map), ("responses", Kind::Map)];
const SERVER: Keys = &[("url", Kind::Text), ("description", Kind::Text), ("x-region", Kind::Text)];
const FRAGMENT: Keys = &[("tags", Kind::List), ("paths", Kind::Map), ("components", Kind::Map)];
const COMPONENTS: Keys = &[("schemas", Kind::Map)];
const SECTION: Keys = &[
    ("name", Kind::Text),
    ("description", Kind::Text),
    ("x-title", Kind::Text),
    ("x-handle", Kind::Text),
    ("x-python-group", Kind::Text),
    ("x-events", Kind::Text),
    ("x-vendor-tag", Kind::Text),
];
const OPERATION: Keys = &[
    ("operationId", Kind::Text),
    ("tags", Kind::List),
    ("summary", Kind::Text),
    ("description", Kind::Text),
    ("deprecated", Kind::Flag),
    ("security", Kind::List),
    ("parameters", Kind::List),
    ("requestBody", Kind::Map),
    ("responses", Kind::Map),
    ("x-restriction-group", Kind::Text),
    ("x-allowed-from", Kind::Text),
    ("x-command", Kind::Flag),
    ("x-read-only", Kind::Flag),
    ("x-deprecated-for", Kind::Text),
    ("x-python-method", Kind::Text),
    ("x-go-method", Kind::Text),
    ("x-method", Kind::Text),
    ("x-keeps", Kind::Text),
    ("x-idempotency-key", Kind::Text),
    ("x-reconcile", Kind::Text),
    ("x-created", Kind::Text),
    ("x-changes", Kind::Text),
    ("x-result", Kind::Text),
    ("x-lookup", Kind::Map),
    ("x-paging", Kind::Map),
    ("x-oldest-start", Kind::Number),
    ("x-whole-request", Kind::Flag),
    ("x-vendor-tag", Kind::Text),
];
const LOOKUP: Keys = &[
    ("organization", Kind::Text),
    ("id", Kind::Text),
    ("found", Kind::Text),
    ("key", Kind::Text),
    ("version", Kind::Text),
    ("state", Kind::Text),
    ("failure", Kind::Text),
    ("events", Kind::List),
    ("errors", Kind::List),
];
const PAGING: Keys = &[
    ("items", Kind::Text),
    ("offset", Kind::Text),
    ("page", Kind::Text),
    ("total", Kind::Text),
    ("cursors", Kind::Map),
];
const BODY: Keys = &[("description", Kind::Text), ("required", Kind::Flag), ("content", Kind::Map)];
const RESPONSE: Keys = &[("description", Kind::Text), ("content", Kind::Map), ("$ref", Kind::Text)];
const OBJECT: Keys = &[
    ("description", Kind::Text),
    ("type", Kind::Text),
    ("required", Kind::List),
    ("properties", Kind::Map),
    ("x-one-of", Kind::List),
];
const ENUM: Keys = &[
    ("description", Kind::Text),
    ("type", Kind::Text),
    ("format", Kind::Text),
    ("enum", Kind::List),
    ("x-enum-descriptions", Kind::Map),
    ("x-enum-varnames", Kind::List),
    ("x-wire-numbers", Kind::Map),
    ("x-constants", Kind::Map),
    ("x-ends", Kind::Map),
    ("x-duplicates", Kind::List),
];
const UNION: Keys = &[
    ("description", Kind::Text),
    ("oneOf", Kind::List),
    ("discriminator", Kind::Map),
    ("x-fallback", Kind::Text),
];
const DISCRIMINATOR: Keys = &[("propertyName", Kind::Text), ("mapping", Kind::Map)];
const ID: Keys = &[
    ("description", Kind::Text),
    ("type", Kind::Text),
    ("format", Kind::Text),
    ("x-client-chosen", Kind::Flag),
];
const PROPERTY: Keys = &[
    ("description", Kind::Text),
    ("example", Kind::Any),
    ("type", Kind::Text),
    ("format", Kind::Text),
    ("$ref", Kind::Text),
    ("allOf", Kind::List),
    ("items", Kind::Map),
    // `false` and `true` are refused with a better reason by the rule of types.
    ("additionalProperties", Kind::Any),
    ("properties", Kind::Map),
    ("required", Kind::List),
    ("nullable", Kind::Flag),
    ("x-send-null", Kind::Flag),
    ("x-personal", Kind::Flag),
    ("x-forgiving", Kind::Flag),
    ("x-independent", Kind::Flag),
    ("x-reasons", Kind::List),
    ("x-error-part", Kind::Text),
    ("enum", Kind::List),
    ("default", Kind::Any),
    ("minLength", Kind::Number),
    ("maxLength", Kind::Number),
    ("minimum", Kind::Number),
    ("maximum", Kind::Number),
    ("minItems", Kind::Number),
    ("maxItems", Kind::Number),
    ("deprecated", Kind::Flag),
    ("x-deprecated-for", Kind::Text),
    ("x-allowed-from", Kind::Text),
];

/// Checks every map of the fragments.
pub fn check(index: &Index<'_>, report: &mut Report) {
    only(index.head, HEAD, "the head", report);
    if let Some(components) = index.head.get("components") {
        only(components, HEAD_COMPONENTS, "the head's `components`", report);
    }
    for server in index.head.items("servers") {
        only(server, SERVER, "a server", report);
    }
    for part in index.parts {
        only(part, FRAGMENT, "a fragment", report);
        if let Some(components) = part.get("components") {
            only(components, COMPONENTS, "a fragment's `components`", report);
        }
    }
    index.sections.iter().for_each(|section| only(section, SECTION, "a tag", report));
    index.operations.iter().for_each(|operation| check_operation(operation.node, report));
    index.schemas.iter().for_each(|schema| check_schema(schema.node, report));
}

fn check_operation(operation: &Node, report: &mut Report) {
    only(operation, OPERATION, "an operation", report);
    for (key, keys) in [("x-lookup", LOOKUP), ("x-paging", PAGING)] {
        if let Some(map) = operation.get(key) {
            only(map, keys, &format!("`{key}`"), report);
        }
    }
    if let Some(body) = operation.get("requestBody") {
        only(body, BODY, "a request body", report);
    }
    for (_, response) in operation.entries("responses") {
        only(response, RESPONSE, "a response", report);
    }
}

fn check_schema(schema: &Node, report: &mut Report) {
    match shape(schema) {
        Some(Shape::Object) => only(schema, OBJECT, "an object", report),
        Some(Shape::Enum) => only(schema, ENUM, "an enum", report),
        Some(Shape::Id) => only(schema, ID, "an id", report),
        Some(Shape::Union) => {
            only(schema, UNION, "a union", report);
            if let Some(discriminator) = schema.get("discriminator") {
                only(discriminator, DISCRIMINATOR, "a discriminator", report);
            }
        }
        // The rule of types says what is wrong with it.
        None => {}
    }
    for (_, property) in schema.entries("properties") {
        check_property(property, report);
    }
}

fn check_property(property: &Node, report: &mut Report) {
    only(property, PROPERTY, "a property", report);
    for inner in ["items", "additionalProperties"] {
        if let Some(inner) = property.get(inner).filter(|node| node.map().is_some()) {
            check_property(inner, report);
        }
    }
}

fn only(node: &Node, keys: Keys, what: &str, report: &mut Report) {
    let Some(map) = node.map() else {
        report.add(&node.place, format!("{what} is a map"));
        return;
    };
    for (key, value) in map {
        match keys.iter().find(|(known, _)| known == key) {
            None => report.add(&value.place, format!("unknown key `{key}` in {what}")),
            Some((_, kind)) if !fits(*kind, &value.tree) => {
                report.add(&value.place, format!("`{key}` takes {}", words(*kind)));
            }
            Some(_) => {}
        }
    }
}

fn fits(kind: Kind, tree: &Tree) -> bool {
    match (kind, tree) {
        (Kind::Any, _) | (Kind::List, Tree::List(_)) | (Kind::Map, Tree::Map(_)) => true,
        (Kind::Text, Tree::Scalar(value)) => value.is_string(),
        (Kind::Flag, Tree::Scalar(value)) => value.is_boolean(),
        (Kind::Number, Tree::Scalar(value)) => matches!(value, Value::Number(_)),
        _ => false,
    }
}

fn words(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "text: put a number, a flag or an empty value in quotes",
        Kind::Flag => "`true` or `false`",
        Kind::Number => "a number",
        Kind::List => "a list",
        Kind::Map => "a map",
        Kind::Any => "anything",
    }
}
