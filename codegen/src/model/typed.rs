//! Parts of a JSON value as what they must be. What is missing may be; what is of another type is a mistake.

use serde_json::{Map, Value};

use super::references::{REF, reference_of};
use crate::error::Error;

/// The value itself as an object.
pub fn object<'a>(value: &'a Value, what: &str) -> Result<&'a Map<String, Value>, Error> {
    value.as_object().ok_or_else(|| Error::new("", format!("{what} is {}, not an object", kind(value))))
}

/// The object under `key`; empty where it is missing.
pub fn map<'a>(object: &'a Value, key: &str) -> Result<impl Iterator<Item = (&'a String, &'a Value)>, Error> {
    let map = part(object, key, "an object", Value::as_object)?;
    Ok(map.into_iter().flatten())
}

/// The list under `key`; empty where it is missing.
pub fn list<'a>(object: &'a Value, key: &str) -> Result<&'a [Value], Error> {
    Ok(part(object, key, "a list", Value::as_array)?.map(Vec::as_slice).unwrap_or_default())
}

/// The text under `key`.
pub fn text(object: &Value, key: &str) -> Result<Option<String>, Error> {
    Ok(part(object, key, "a text", Value::as_str)?.map(str::to_owned))
}

/// The texts in the list under `key`.
pub fn texts<'a>(object: &'a Value, key: &str) -> Result<Vec<&'a str>, Error> {
    let text = |item: &'a Value| item.as_str().ok_or_else(|| unlike(key, item, "a text"));
    list(object, key)?.iter().map(text).collect()
}

/// Whether `key` says `true`.
pub fn flag(object: &Value, key: &str) -> Result<bool, Error> {
    Ok(part(object, key, "`true` or `false`", Value::as_bool)?.unwrap_or(false))
}

/// The number of things under `key`.
pub fn count(object: &Value, key: &str) -> Result<Option<u64>, Error> {
    part(object, key, "a whole number", Value::as_u64)
}

/// The number under `key`, as it is written.
pub fn number(object: &Value, key: &str) -> Result<Option<Value>, Error> {
    part(object, key, "a number", |value| value.as_number().map(|number| Value::Number(number.clone())))
}

/// The name of the schema that a text refers to.
pub fn target(text: &str) -> Result<String, Error> {
    let name = text.strip_prefix(REF);
    name.map(str::to_owned)
        .ok_or_else(|| Error::new("", format!("`{text}` refers to no schema: `{REF}…` does")))
}

/// The schema of a JSON body, which must be a reference.
pub fn body(holder: &Value, place: &str) -> Result<Option<String>, Error> {
    let Some(content) = holder.get("content") else { return Ok(None) };
    let schema = &content["application/json"]["schema"];
    let name = reference_of(schema).map(str::to_owned);
    name.map(Some).ok_or_else(|| Error::new(place, "the body is no `$ref` to a schema, as JSON"))
}

/// The schema of a success body and whether the body is a list of it: a reference, or a list of references.
pub fn answer_body(holder: &Value, place: &str) -> Result<(Option<String>, bool), Error> {
    let schema = &holder["content"]["application/json"]["schema"];
    if schema["type"] != "array" {
        return Ok((body(holder, place)?, false));
    }
    let name = reference_of(&schema["items"]).map(str::to_owned);
    name.map(|name| (Some(name), true))
        .ok_or_else(|| Error::new(place, "the body is a list whose items are no `$ref` to a schema"))
}

fn part<'a, T>(
    object: &'a Value,
    key: &str,
    wanted: &str,
    read: impl FnOnce(&'a Value) -> Option<T>,
) -> Result<Option<T>, Error> {
    let Some(value) = object.get(key) else { return Ok(None) };
    read(value).map(Some).ok_or_else(|| unlike(key, value, wanted))
}

fn unlike(key: &str, value: &Value, wanted: &str) -> Error {
    Error::new(key, format!("it is {}, not {wanted}", kind(value)))
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "`true` or `false`",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}
