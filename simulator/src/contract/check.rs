//! Checks a body against the bundle's schema, and says where it is wrong.

use std::fmt;

use chrono::{DateTime, NaiveDate};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::clock;
use crate::contract::Bundle;

/// Up to here a floating-point number tells every whole number from its neighbours: 2⁵³.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// What is wrong with a body, and where.
#[derive(Debug)]
pub(crate) struct Problem {
    /// Steps from the body to the place, the last one first: errors travel upwards.
    steps: Vec<Step>,
    reason: String,
}

#[derive(Debug)]
enum Step {
    Key(String),
    Index(usize),
}

impl Problem {
    fn new(reason: impl Into<String>) -> Self {
        Self { steps: Vec::new(), reason: reason.into() }
    }

    fn at(mut self, step: Step) -> Self {
        self.steps.push(step);
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.steps.is_empty() {
            return write!(f, "the body {}", self.reason);
        }
        for (position, step) in self.steps.iter().rev().enumerate() {
            match step {
                Step::Key(key) if position == 0 => f.write_str(key)?,
                Step::Key(key) => write!(f, ".{key}")?,
                Step::Index(index) => write!(f, "[{index}]")?,
            }
        }
        write!(f, " {}", self.reason)
    }
}

/// Checks the value of a request. Unknown fields are let through, as the service does.
pub(crate) fn check(bundle: &Bundle, schema: &Value, value: &Value) -> Result<(), Problem> {
    Check { bundle, closed: false }.value(schema, value)
}

/// Checks the value of an answer: it has no field that the bundle does not name.
pub(crate) fn check_answer(bundle: &Bundle, schema: &Value, value: &Value) -> Result<(), Problem> {
    Check { bundle, closed: true }.value(schema, value)
}

#[derive(Clone, Copy)]
struct Check<'a> {
    bundle: &'a Bundle,
    /// Whether unknown fields are wrong.
    closed: bool,
}

impl Check<'_> {
    fn value(self, schema: &Value, value: &Value) -> Result<(), Problem> {
        // Null is right if the schema says so at any step of the way to its type.
        if value.is_null() && schema["nullable"] == true {
            return Ok(());
        }
        if let Some(reference) = schema["$ref"].as_str() {
            let target = self.bundle.resolve(reference).ok_or_else(|| unknown_schema(reference))?;
            return self.value(target, value);
        }
        if let Some(all) = schema["allOf"].as_array() {
            return all.iter().try_for_each(|part| self.value(part, value));
        }
        if schema.get("oneOf").is_some() {
            return self.union(schema, value);
        }
        let Some(kind) = schema["type"].as_str() else { return Ok(()) };
        match (kind, value) {
            ("object", Value::Object(object)) => self.fields(schema, object),
            ("array", Value::Array(items)) => self.list(schema, items),
            ("string", Value::String(string)) => text(schema, string),
            ("boolean", Value::Bool(_)) => Ok(()),
            ("integer" | "number", Value::Number(_)) => number(schema, kind, value),
            _ => Err(Problem::new(format!("must be {}, but is {}", article(kind), name_of(value)))),
        }
    }

    fn fields(self, schema: &Value, object: &Map<String, Value>) -> Result<(), Problem> {
        for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            if !object.contains_key(name) {
                return Err(Problem::new("is required, but missing").at(Step::Key(name.to_owned())));
            }
        }
        one_of(schema, object)?;
        for (name, value) in object {
            let step = || Step::Key(name.clone());
            match (schema["properties"].get(name), schema.get("additionalProperties")) {
                (Some(own), _) => self.value(own, value).map_err(|problem| problem.at(step()))?,
                (None, Some(Value::Bool(true))) => {}
                (None, Some(other @ Value::Object(_))) => {
                    self.value(other, value).map_err(|problem| problem.at(step()))?;
                }
                (None, None) if !self.closed => {}
                (None, _) => return Err(Problem::new("is not known").at(step())),
            }
        }
        Ok(())
    }

    fn list(self, schema: &Value, items: &[Value]) -> Result<(), Problem> {
        limits(schema, items.len(), "minItems", "maxItems", "items")?;
        for (index, item) in items.iter().enumerate() {
            self.value(&schema["items"], item).map_err(|problem| problem.at(Step::Index(index)))?;
        }
        Ok(())
    }

    fn union(self, schema: &Value, value: &Value) -> Result<(), Problem> {
        let discriminator = &schema["discriminator"];
        let tag = discriminator["propertyName"].as_str().unwrap_or_default();
        let Value::Object(object) = value else {
            return Err(Problem::new(format!("must be an object, but is {}", name_of(value))));
        };
        let step = || Step::Key(tag.to_owned());
        let chosen = match object.get(tag) {
            None => return Err(Problem::new("is required, but missing").at(step())),
            Some(Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
        };
        let mapping = discriminator["mapping"].as_object();
        match mapping.and_then(|mapping| mapping.get(&chosen)?.as_str()) {
            Some(reference) => {
                let variant = self.bundle.resolve(reference).ok_or_else(|| unknown_schema(reference))?;
                self.value(variant, value)
            }
            None => {
                // Sorted, because how a JSON map is ordered depends on what else is built with it.
                let mut known: Vec<&str> =
                    mapping.into_iter().flatten().map(|(tag, _)| tag.as_str()).collect();
                known.sort_unstable();
                Err(Problem::new(not_one_of(&chosen, known.into_iter())).at(step()))
            }
        }
    }
}

/// Of some properties a request has exactly one; an empty list counts for nothing.
fn one_of(schema: &Value, object: &Map<String, Value>) -> Result<(), Problem> {
    let Some(names) = schema["x-one-of"].as_array() else { return Ok(()) };
    let names: Vec<&str> = names.iter().filter_map(Value::as_str).collect();
    let given = |name: &&&str| match object.get(**name) {
        None | Some(Value::Null) => false,
        Some(Value::Array(items)) => !items.is_empty(),
        Some(_) => true,
    };
    match names.iter().filter(given).count() {
        1 => Ok(()),
        0 => Err(Problem::new(format!("must have one of {}, but has none of them", names.join(", ")))),
        _ => Err(Problem::new(format!("must have one of {}, but has several of them", names.join(", ")))),
    }
}

fn unknown_schema(reference: &str) -> Problem {
    Problem::new(format!("cannot be checked: the bundle has no {reference}"))
}

fn text(schema: &Value, text: &str) -> Result<(), Problem> {
    match schema["format"].as_str() {
        // Without the braces and bare digits that the crate would read, too.
        Some("uuid") if text.len() != 36 || Uuid::try_parse(text).is_err() => {
            return Err(Problem::new("must be a UUID"));
        }
        Some("iiko-date-time") if clock::parse(text).is_none() => {
            return Err(Problem::new("must be a date-time such as `2026-01-31 18:30:00.000`"));
        }
        Some("date-time") if DateTime::parse_from_rfc3339(text).is_err() => {
            return Err(Problem::new("must be a date-time such as `2026-01-31T18:30:00.000+03:00`"));
        }
        Some("date") if text.len() != 10 || text.parse::<NaiveDate>().is_err() => {
            return Err(Problem::new("must be a date such as `2026-01-31`"));
        }
        _ => {}
    }
    if let Some(values) = schema["enum"].as_array()
        && !values.iter().any(|value| value == text)
    {
        return Err(Problem::new(not_one_of(text, values.iter().filter_map(Value::as_str))));
    }
    limits(schema, text.chars().count(), "minLength", "maxLength", "characters")
}

fn number(schema: &Value, kind: &str, value: &Value) -> Result<(), Problem> {
    if kind == "integer" {
        let whole =
            whole(value).ok_or_else(|| Problem::new(format!("must be a whole number, but is {value}")))?;
        if schema["format"] == "int32" && i32::try_from(whole).is_err() {
            return Err(Problem::new(format!("must fit 32 bits, but is {whole}")));
        }
    }
    if let Some(values) = schema["enum"].as_array()
        && !values.contains(value)
    {
        let known: Vec<String> = values.iter().map(Value::to_string).collect();
        return Err(Problem::new(not_one_of(&value.to_string(), known.iter().map(String::as_str))));
    }
    let given = value.as_f64().unwrap_or_default();
    match (schema["minimum"].as_f64(), schema["maximum"].as_f64()) {
        (Some(least), _) if given < least => {
            Err(Problem::new(format!("must be at least {least}, but is {value}")))
        }
        (_, Some(most)) if given > most => {
            Err(Problem::new(format!("must be at most {most}, but is {value}")))
        }
        _ => Ok(()),
    }
}

/// A whole number that fits 64 bits, also when it is written as `2.0`.
fn whole(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| {
        let number = value.as_f64().filter(|number| number.fract() == 0.0 && number.abs() < EXACT)?;
        format!("{number:.0}").parse().ok()
    })
}

fn limits(schema: &Value, count: usize, least: &str, most: &str, what: &str) -> Result<(), Problem> {
    let limit = |key: &str| schema[key].as_u64().and_then(|limit| usize::try_from(limit).ok());
    match (limit(least), limit(most)) {
        (Some(least), _) if count < least => {
            Err(Problem::new(format!("must have at least {least} {what}, but has {count}")))
        }
        (_, Some(most)) if count > most => {
            Err(Problem::new(format!("must have at most {most} {what}, but has {count}")))
        }
        _ => Ok(()),
    }
}

fn not_one_of<'a>(given: &str, known: impl Iterator<Item = &'a str>) -> String {
    let known: Vec<&str> = known.collect();
    format!("must be one of {}, but is {given:?}", known.join(", "))
}

fn article(kind: &str) -> &str {
    match kind {
        "object" => "an object",
        "array" => "a list",
        "string" => "a string",
        "boolean" => "true or false",
        "integer" => "a whole number",
        _ => "a number",
    }
}

fn name_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::json;

    use super::*;

    /// What says something about a value: the check knows all of it.
    const CHECKED: &[&str] = &[
        "$ref",
        "additionalProperties",
        "allOf",
        "discriminator",
        "enum",
        "format",
        "items",
        "maxItems",
        "maxLength",
        "maximum",
        "minItems",
        "minLength",
        "minimum",
        "nullable",
        "oneOf",
        "properties",
        "required",
        "type",
    ];
    /// What only tells people something.
    const TOLD: &[&str] = &["default", "deprecated", "description", "example", "title"];

    fn keywords<'a>(schema: &'a Value, found: &mut BTreeSet<&'a str>) {
        let Some(object) = schema.as_object() else { return };
        found.extend(object.keys().map(String::as_str));
        for list in ["allOf", "oneOf"] {
            object
                .get(list)
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
                .for_each(|part| keywords(part, found));
        }
        for one in ["items", "additionalProperties"] {
            object.get(one).into_iter().for_each(|part| keywords(part, found));
        }
        let properties = object.get("properties").and_then(Value::as_object);
        properties.into_iter().flatten().for_each(|(_, part)| keywords(part, found));
    }

    #[test]
    fn no_keyword_of_the_bundle_goes_unchecked() {
        let mut found = BTreeSet::new();
        Bundle::get().unwrap().schemas.values().for_each(|schema| keywords(schema, &mut found));
        let known = |word: &&str| CHECKED.contains(word) || TOLD.contains(word) || word.starts_with("x-");
        let unknown: Vec<&str> = found.into_iter().filter(|word| !known(word)).collect();
        assert!(unknown.is_empty(), "{unknown:?}");
    }

    #[test]
    fn whole_numbers_may_have_a_point() {
        let bundle = Bundle::get().unwrap();
        let schema = json!({ "type": "integer", "format": "int32" });
        for (number, right) in [
            (json!(2), true),
            (json!(2.0), true),
            (json!(2.5), false),
            (json!(3e9), false),
            (json!(1e300), false),
        ] {
            assert_eq!(check(bundle, &schema, &number).is_ok(), right, "{number}");
        }
    }

    #[test]
    fn only_answers_are_closed() {
        let bundle = Bundle::get().unwrap();
        let schema = json!({ "type": "object", "properties": { "a": { "type": "string" } } });
        let value = json!({ "a": "", "b": 1 });
        assert!(check(bundle, &schema, &value).is_ok());
        assert_eq!(check_answer(bundle, &schema, &value).unwrap_err().to_string(), "b is not known");
    }

    #[test]
    fn ids_and_dates_are_written_in_one_way() {
        let bundle = Bundle::get().unwrap();
        let cases = [
            ("uuid", "00000001-0000-4000-8000-000000000001", true),
            ("uuid", "00000001000040008000000000000001", false),
            ("uuid", "{00000001-0000-4000-8000-000000000001}", false),
            ("date", "2026-01-31", true),
            ("date", "2026-1-31", false),
        ];
        for (format, text, right) in cases {
            let schema = json!({ "type": "string", "format": format });
            assert_eq!(check(bundle, &schema, &json!(text)).is_ok(), right, "{text}");
        }
    }
}
