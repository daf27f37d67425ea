//! Which schemas are bases, and which are variants of one.

use std::collections::HashMap;

use serde_json::{Map, Value};

/// Where a variant comes from.
pub struct Lineage {
    /// The field that names the variant.
    pub(super) tag: String,
    /// The values that choose it.
    pub(super) values: Vec<String>,
}

/// The variants of every base.
pub fn lineage(schemas: &Map<String, Value>) -> HashMap<String, Lineage> {
    let mut lineage: HashMap<String, Lineage> = HashMap::new();
    for schema in schemas.values().filter(|schema| is_base(schema)) {
        let tag = tag(schema);
        for (value, target) in mapping(schema) {
            let variant =
                lineage.entry(target).or_insert_with(|| Lineage { tag: tag.to_owned(), values: Vec::new() });
            variant.values.push(value);
        }
    }
    lineage
}

/// Whether a schema is a base of others.
pub fn is_base(schema: &Value) -> bool {
    schema["discriminator"]["mapping"].is_object() && schema.get("oneOf").is_none()
}

pub(super) fn tag(schema: &Value) -> &str {
    schema["discriminator"]["propertyName"].as_str().unwrap_or_default()
}

/// Values of the tag, and the schema that each chooses.
pub(super) fn mapping(schema: &Value) -> impl Iterator<Item = (String, String)> {
    let mapping = schema["discriminator"]["mapping"].as_object().into_iter().flatten();
    mapping
        .filter_map(|(value, target)| Some((value.clone(), target.as_str()?.rsplit('/').next()?.to_owned())))
}

/// Whether a schema with `allOf` stands for an object, not for another name of an enum or a scalar.
pub fn extends_object(schema: &Value, schemas: &Map<String, Value>) -> bool {
    if schema["properties"].is_object() || schema["type"] == "object" {
        return true;
    }
    let bases = schema["allOf"].as_array().into_iter().flatten();
    bases
        .filter_map(|base| schemas.get(base["$ref"].as_str()?.rsplit('/').next()?))
        .any(|base| base["properties"].is_object() || base["type"] == "object" || base.get("allOf").is_some())
}
