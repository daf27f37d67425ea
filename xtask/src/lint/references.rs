//! References: each leads somewhere, and each schema is led to.

use std::collections::HashSet;

use super::index::{Index, SCHEMAS, references, target};
use crate::fragments::Node;
use crate::problem::Report;

/// Checks references, reachability and replacements of what is deprecated.
pub fn check(index: &Index<'_>, report: &mut Report) {
    for reference in index.parts.iter().chain([index.head]).flat_map(references) {
        if !exists(index, reference.target) {
            report.add(reference.place, format!("unknown `$ref`: {}", reference.target));
        }
    }
    check_reachable(index, report);
    for operation in &index.operations {
        if let Some(instead) = operation.node.get("x-deprecated-for")
            && !index.operations.iter().any(|other| Some(other.id) == instead.text())
        {
            report
                .add(&instead.place, format!("`x-deprecated-for` of `{}` names no operation", operation.id));
        }
    }
    for schema in &index.schemas {
        for (name, property) in schema.node.entries("properties") {
            if let Some(instead) = property.get("x-deprecated-for")
                && !leads_somewhere(index, schema.node, instead.text().unwrap_or_default())
            {
                let reason = format!("`x-deprecated-for` of `{}.{name}` names no property", schema.name);
                report.add(&instead.place, reason);
            }
        }
    }
}

fn exists(index: &Index<'_>, reference: &str) -> bool {
    if let Some(name) = reference.strip_prefix(SCHEMAS) {
        return index.schema(name).is_some();
    }
    let mut steps = reference.split('/');
    (steps.next(), steps.next()) == (Some("#"), Some("components"))
        && index.head.get("components").is_some_and(|node| node.dig(&steps.collect::<Vec<_>>()).is_some())
}

/// A schema that nothing needs is dead weight, or the sign of a forgotten reference.
fn check_reachable(index: &Index<'_>, report: &mut Report) {
    let mut open: Vec<&Node> = index.operations.iter().map(|operation| operation.node).collect();
    open.extend(&index.sections);
    open.push(index.head);
    let mut seen = HashSet::new();
    while let Some(node) = open.pop() {
        let names =
            references(node).into_iter().filter_map(|reference| reference.target.strip_prefix(SCHEMAS));
        for name in names {
            if seen.insert(name) {
                open.extend(index.schema(name));
            }
        }
    }
    for schema in index.schemas.iter().filter(|schema| !seen.contains(schema.name)) {
        report.add(&schema.node.place, format!("no operation or event reaches the schema `{}`", schema.name));
    }
}

/// Whether a dotted path of properties, such as `order.loyaltyInfo.coupon`, starts in `schema` and exists.
fn leads_somewhere(index: &Index<'_>, schema: &Node, path: &str) -> bool {
    let mut schema = Some(schema);
    for step in path.split('.') {
        let Some(property) = schema.and_then(|schema| schema.get("properties")?.get(step)) else {
            return false;
        };
        schema = target(property).and_then(|name| index.schema(name));
    }
    true
}
