//! Checks a request's body against the bundle's schema, and says where it is wrong.

use std::fmt;

use chrono::{DateTime, NaiveDate};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::clock;
use crate::contract::Bundle;

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

/// Checks `value` against `schema`. Unknown fields are let through, as the service does.
pub(crate) fn check(bundle: &Bundle, schema: &Value, value: &Value) -> Result<(), Problem> {
    if let Some(reference) = schema["$ref"].as_str() {
        let target = bundle.resolve(reference);
        return target.map_or_else(|| Err(unknown_schema(reference)), |target| check(bundle, target, value));
    }
    if value.is_null() && schema["nullable"] == true {
        return Ok(());
    }
    if let Some(all) = schema["allOf"].as_array() {
        return all.iter().try_for_each(|part| check(bundle, part, value));
    }
    if schema.get("oneOf").is_some() {
        return union(bundle, schema, value);
    }
    let Some(kind) = schema["type"].as_str() else { return Ok(()) };
    match (kind, value) {
        ("object", Value::Object(object)) => fields(bundle, schema, object),
        ("array", Value::Array(items)) => list(bundle, schema, items),
        ("string", Value::String(string)) => text(schema, string),
        ("boolean", Value::Bool(_)) => Ok(()),
        ("integer" | "number", Value::Number(_)) => number(schema, kind, value),
        _ => Err(Problem::new(format!("must be {}, but is {}", article(kind), name_of(value)))),
    }
}

fn unknown_schema(reference: &str) -> Problem {
    Problem::new(format!("cannot be checked: the bundle has no {reference}"))
}

fn fields(bundle: &Bundle, schema: &Value, object: &Map<String, Value>) -> Result<(), Problem> {
    for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        if !object.contains_key(name) {
            return Err(Problem::new("is required, but missing").at(Step::Key(name.to_owned())));
        }
    }
    for (name, value) in object {
        let own = schema["properties"].get(name);
        let other = schema.get("additionalProperties").filter(|other| other.is_object());
        if let Some(property) = own.or(other) {
            check(bundle, property, value).map_err(|problem| problem.at(Step::Key(name.clone())))?;
        }
    }
    Ok(())
}

fn list(bundle: &Bundle, schema: &Value, items: &[Value]) -> Result<(), Problem> {
    limits(schema, items.len(), "minItems", "maxItems", "items")?;
    for (index, item) in items.iter().enumerate() {
        check(bundle, &schema["items"], item).map_err(|problem| problem.at(Step::Index(index)))?;
    }
    Ok(())
}

fn union(bundle: &Bundle, schema: &Value, value: &Value) -> Result<(), Problem> {
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
        Some(reference) => match bundle.resolve(reference) {
            Some(variant) => check(bundle, variant, value),
            None => Err(unknown_schema(reference)),
        },
        None => {
            // Sorted, because how a JSON map is ordered depends on what else is built with it.
            let mut known: Vec<&str> = mapping.into_iter().flatten().map(|(tag, _)| tag.as_str()).collect();
            known.sort_unstable();
            Err(Problem::new(not_one_of(&chosen, known.into_iter())).at(step()))
        }
    }
}

fn text(schema: &Value, text: &str) -> Result<(), Problem> {
    match schema["format"].as_str() {
        Some("uuid") if Uuid::try_parse(text).is_err() => return Err(Problem::new("must be a UUID")),
        Some("iiko-date-time") if clock::parse(text).is_none() => {
            return Err(Problem::new("must be a date-time such as `2026-01-31 18:30:00.000`"));
        }
        Some("date-time") if DateTime::parse_from_rfc3339(text).is_err() => {
            return Err(Problem::new("must be a date-time such as `2026-01-31T18:30:00.000+03:00`"));
        }
        Some("date") if text.parse::<NaiveDate>().is_err() => {
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
            value.as_i64().ok_or_else(|| Problem::new(format!("must be a whole number, but is {value}")))?;
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
