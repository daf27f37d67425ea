//! What the live service overlooks: names in another case, numbers in quotes, a union's tag that is missing.

use serde_json::{Map, Value};

use super::Bundle;

/// The body as the service understands it: what is right stays as it is.
pub(super) fn understood(bundle: &Bundle, schema: &Value, value: Value) -> Value {
    if let Some(target) = schema["$ref"].as_str().and_then(|reference| bundle.resolve(reference)) {
        return understood(bundle, target, value);
    }
    if let Some(all) = schema["allOf"].as_array() {
        return all.iter().fold(value, |value, part| understood(bundle, part, value));
    }
    if schema.get("oneOf").is_some() {
        return variant(bundle, schema, value);
    }
    match (schema["type"].as_str(), value) {
        (Some("object"), Value::Object(object)) => Value::Object(fields(bundle, schema, object)),
        (Some("array"), Value::Array(items)) => {
            items.into_iter().map(|item| understood(bundle, &schema["items"], item)).collect()
        }
        (Some("integer" | "number"), Value::String(text)) => number(text),
        (_, value) => value,
    }
}

/// A number that came in quotes.
fn number(text: String) -> Value {
    match serde_json::from_str(text.trim()) {
        Ok(Value::Number(number)) => Value::Number(number),
        _ => Value::String(text),
    }
}

/// Fields under the names of the schema, whatever the case in which they came.
fn fields(bundle: &Bundle, schema: &Value, object: Map<String, Value>) -> Map<String, Value> {
    let Some(properties) = schema["properties"].as_object() else { return object };
    let mut told = Map::new();
    for (name, value) in object.iter().filter(|(name, _)| properties.contains_key(*name)) {
        told.insert(name.clone(), understood(bundle, &properties[name], value.clone()));
    }
    for (name, value) in object.into_iter().filter(|(name, _)| !properties.contains_key(name)) {
        let own = properties.iter().find(|(own, _)| own.eq_ignore_ascii_case(&name));
        match own.filter(|(own, _)| !told.contains_key(*own)) {
            Some((own, property)) => {
                told.insert(own.clone(), understood(bundle, property, value));
            }
            None => {
                told.insert(name, value);
            }
        }
    }
    told
}

/// A union's variant: without a tag the one that the service falls back to.
fn variant(bundle: &Bundle, schema: &Value, value: Value) -> Value {
    let Value::Object(mut object) = value else { return value };
    let tag = schema["discriminator"]["propertyName"].as_str().unwrap_or_default();
    let named = object.keys().find(|name| name.eq_ignore_ascii_case(tag)).cloned();
    if let Some(chosen) =
        named.and_then(|name| object.remove(&name)).or_else(|| schema.get("x-fallback").cloned())
    {
        object.insert(tag.to_owned(), chosen);
    }
    let chosen = object.get(tag).and_then(Value::as_str).unwrap_or_default();
    let target = schema["discriminator"]["mapping"][chosen].as_str();
    match target.and_then(|target| bundle.resolve(target)) {
        Some(target) => understood(bundle, target, Value::Object(object)),
        None => Value::Object(object),
    }
}
