//! Properties of objects: `required`, defaults, limits and deprecation agree with what is there.

use serde_json::Value;

use super::index::{Index, Shape, constant, shape, spelling, target};
use crate::fragments::Node;
use crate::problem::Report;

/// What a property of an error body may tell.
const ERROR_PARTS: [&str; 4] = ["failure", "description", "code", "correlation-id"];

/// Checks the properties of every object.
pub fn check(index: &Index<'_>, report: &mut Report) {
    for schema in &index.schemas {
        check_required(schema.name, schema.node, report);
        check_one_of(schema.name, schema.node, report);
        let required =
            |name: &str| schema.node.items("required").iter().any(|required| required.text() == Some(name));
        for (name, property) in schema.node.entries("properties") {
            let what = format!("`{}.{name}`", schema.name);
            if let Some(default) = property.get("default")
                && !fits(index, &default.to_json(), property)
            {
                report.add(&default.place, format!("the default of {what} is no value of its type"));
            }
            check_limits(&what, property, report);
            if property.flag("x-send-null") && (required(name) || !property.flag("nullable")) {
                report.add(
                    &property.place,
                    format!("{what} has `x-send-null`: only an optional `nullable` property can be unset and `null`"),
                );
            }
            if let Some(part) = property.get("x-error-part")
                && !ERROR_PARTS.iter().any(|known| part.text() == Some(known))
            {
                let known = ERROR_PARTS.join("`, `");
                report.add(&part.place, format!("`x-error-part` of {what} is none of `{known}`"));
            }
            if property.get("x-deprecated-for").is_some() && !property.flag("deprecated") {
                report
                    .add(&property.place, format!("{what} has `x-deprecated-for`, yet is not `deprecated`"));
            }
        }
    }
}

/// Properties of which a request has exactly one: two or more, and none that it must have anyway.
fn check_one_of(schema: &str, node: &Node, report: &mut Report) {
    let Some(mark) = node.get("x-one-of") else { return };
    let names = node.items("x-one-of");
    if names.len() < 2 {
        report.add(
            &mark.place,
            format!("`x-one-of` of `{schema}` leaves no choice: name two properties or more"),
        );
    }
    for name in names {
        let text = name.text().unwrap_or_default();
        if node.get("properties").and_then(|properties| properties.get(text)).is_none() {
            report.add(&name.place, format!("`x-one-of` of `{schema}` names `{text}`, which is no property"));
        }
        if node.items("required").iter().any(|required| required.text() == Some(text)) {
            report
                .add(&name.place, format!("`{schema}.{text}` is required, yet one of several in `x-one-of`"));
        }
    }
}

fn check_required(name: &str, schema: &Node, report: &mut Report) {
    let required = schema.items("required");
    for (at, entry) in required.iter().enumerate() {
        let text = entry.text().unwrap_or_default();
        if schema.get("properties").and_then(|properties| properties.get(text)).is_none() {
            report.add(&entry.place, format!("`required` of `{name}` names `{text}`, which is no property"));
        }
        if required[..at].iter().any(|other| other.text() == Some(text)) {
            report.add(&entry.place, format!("`required` of `{name}` names `{text}` twice"));
        }
    }
}

/// Whether a default is a value that the property may have.
fn fits(index: &Index<'_>, value: &Value, property: &Node) -> bool {
    if value.is_null() {
        return property.flag("nullable");
    }
    if target(property).is_some() {
        // An unknown reference is another rule's business.
        return index.resolve(property).is_none_or(|schema| fits_schema(value, schema));
    }
    if let Some(only) = constant(property) {
        return only.to_json() == *value;
    }
    match property.text_of("type") {
        Some("string") => value.is_string(),
        Some("boolean") => value.is_boolean(),
        Some("integer") => value.is_i64(),
        Some("number") => value.is_number(),
        Some("array") => value.is_array(),
        Some("object") => value.is_object(),
        _ => true,
    }
}

fn fits_schema(value: &Value, schema: &Node) -> bool {
    match shape(schema) {
        Some(Shape::Enum) => schema.items("enum").iter().any(|known| known.to_json() == *value),
        Some(Shape::Id) => value.is_string(),
        Some(Shape::Object | Shape::Union) => value.is_object(),
        None => true,
    }
}

/// Which limits each type has: least and most.
const LIMITS: &[(&str, &str, &[&str])] = &[
    ("minLength", "maxLength", &["string"]),
    ("minimum", "maximum", &["integer", "number"]),
    ("minItems", "maxItems", &["array"]),
];

fn check_limits(what: &str, property: &Node, report: &mut Report) {
    let kind = property.text_of("type").unwrap_or_default();
    for (least, most, kinds) in LIMITS {
        for limit in [least, most] {
            if let Some(node) = property.get(limit)
                && !kinds.contains(&kind)
            {
                report
                    .add(&node.place, format!("{what} is no {}: `{limit}` says nothing", kinds.join(" or ")));
            }
        }
        let number = |key: &str| property.get(key).and_then(Node::scalar).and_then(Value::as_f64);
        if let (Some(low), Some(high)) = (number(least), number(most))
            && low > high
        {
            report.add(&property.place, format!("{what}: `{least}` is above `{most}`"));
        }
    }
    if let Some(only) = constant(property)
        && !fits_constant(property.text_of("type"), only)
    {
        report
            .add(&only.place, format!("the only value of {what}, `{}`, is not of its type", spelling(only)));
    }
}

fn fits_constant(kind: Option<&str>, only: &Node) -> bool {
    match (kind, only.scalar()) {
        (Some("string"), Some(value)) => value.is_string(),
        (Some("integer"), Some(value)) => value.is_i64(),
        _ => false,
    }
}
