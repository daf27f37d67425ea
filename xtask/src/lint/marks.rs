//! Marks of how answers are read, `x-forgiving` and `x-independent`: only where they mean something.

use std::collections::HashSet;

use super::index::{Index, Shape, references, shape, target};
use crate::fragments::Node;
use crate::problem::Report;

const MARKS: [&str; 2] = ["x-forgiving", "x-independent"];

/// Checks every property that has a mark.
pub fn check(index: &Index<'_>, report: &mut Report) {
    let directions = Directions::of(index);
    for schema in &index.schemas {
        let required =
            |name: &str| schema.node.items("required").iter().any(|required| required.text() == Some(name));
        for (name, property) in schema.node.entries("properties") {
            let what = format!("`{}.{name}`", schema.name);
            if property.flag("x-forgiving") {
                let only_received = directions.only_received(schema.name);
                check_forgiving(index, &what, property, required(name), only_received, report);
            }
            if property.flag("x-independent") {
                check_independent(index, &what, property, directions.received(schema.name), report);
            }
            check_inner(&what, property, report);
        }
    }
}

fn check_forgiving(
    index: &Index<'_>,
    what: &str,
    property: &Node,
    required: bool,
    only_received: bool,
    report: &mut Report,
) {
    let mut refuse = |reason: &str| {
        report.add(&property.place, format!("{what} has `x-forgiving`: {reason}"));
    };
    if required {
        refuse("what may read as absent is not required");
    }
    if !only_received {
        refuse("a schema that is sent, or never received, has nothing to forgive");
    }
    if !is_scalar(index, property) {
        refuse("only a plain value or an id can be missed; a list or an object holds too much");
    }
}

fn is_scalar(index: &Index<'_>, property: &Node) -> bool {
    if let Some(name) = target(property) {
        // An unknown reference is another rule's business.
        return index.schema(name).is_none_or(|schema| shape(schema) == Some(Shape::Id));
    }
    matches!(property.text_of("type"), Some("string" | "boolean" | "integer" | "number"))
}

fn check_independent(index: &Index<'_>, what: &str, property: &Node, received: bool, report: &mut Report) {
    let mut refuse = |reason: &str| {
        report.add(&property.place, format!("{what} has `x-independent`: {reason}"));
    };
    if !received {
        refuse("nothing is received there");
    }
    let item = property.get("items").and_then(|items| target(items));
    let entity = item.and_then(|name| index.schema(name)).map(shape);
    if !matches!(entity, Some(Some(Shape::Object | Shape::Union))) {
        refuse("only a list of objects or unions has items that stand for themselves");
    }
}

/// Marks belong to a property, not to the items of its list or the values of its map.
fn check_inner(what: &str, property: &Node, report: &mut Report) {
    for inner in ["items", "additionalProperties"] {
        let Some(node) = property.get(inner) else { continue };
        for mark in MARKS {
            if let Some(mark_node) = node.get(mark) {
                report.add(&mark_node.place, format!("`{inner}` of {what}: `{mark}` belongs beside `type`"));
            }
        }
        check_inner(what, node, report);
    }
}

/// Which way the schemas travel.
struct Directions<'a> {
    sent: HashSet<&'a str>,
    received: HashSet<&'a str>,
}

impl<'a> Directions<'a> {
    fn of(index: &Index<'a>) -> Self {
        let operations = || index.operations.iter();
        let requests = operations().filter_map(|operation| operation.node.get("requestBody"));
        let answers = operations().filter_map(|operation| operation.node.get("responses"));
        // The head holds the error answers; tags name the events of webhooks.
        let events = index.sections.iter().copied();
        let received = answers.chain(events).chain([index.head]);
        Self { sent: closure(index, requests.collect()), received: closure(index, received.collect()) }
    }

    fn received(&self, schema: &str) -> bool {
        self.received.contains(schema)
    }

    fn only_received(&self, schema: &str) -> bool {
        self.received(schema) && !self.sent.contains(schema)
    }
}

/// Names of the schemas that the roots need.
fn closure<'a>(index: &Index<'a>, roots: Vec<&'a Node>) -> HashSet<&'a str> {
    let mut seen = HashSet::new();
    let mut open = roots;
    while let Some(node) = open.pop() {
        for reference in references(node) {
            let Some(name) = reference.target.strip_prefix(super::index::SCHEMAS) else { continue };
            if seen.insert(name) {
                open.extend(index.schema(name));
            }
        }
    }
    seen
}
