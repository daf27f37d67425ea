//! The bundle as plain JSON: read anew, so that the tests share no mistake with the code generator.

use std::sync::LazyLock;

use serde_json::{Map, Value};

/// The schemas of the bundle by name.
pub static SCHEMAS: LazyLock<Map<String, Value>> = LazyLock::new(|| {
    let mut document: Value = serde_json::from_str(iiko_spec::BUNDLE).expect("the bundle is JSON");
    match document["components"]["schemas"].take() {
        Value::Object(schemas) => schemas,
        other => panic!("the bundle's schemas are {other}"),
    }
});

/// The schema of that name.
pub fn schema(name: &str) -> &'static Value {
    SCHEMAS.get(name).unwrap_or_else(|| panic!("no schema `{name}` in the bundle"))
}

/// The name that a property schema refers to, bare or wrapped in `allOf`.
pub fn reference(schema: &Value) -> Option<&str> {
    let target = schema.get("$ref").or_else(|| schema["allOf"][0].get("$ref"))?;
    target.as_str()?.strip_prefix("#/components/schemas/")
}

/// What a property's schema is in the end: the one that it refers to, or itself.
pub fn resolved(property: &Value) -> &Value {
    match reference(property) {
        Some(name) => schema(name),
        None => property,
    }
}

/// Properties of an object.
pub fn properties(schema: &Value) -> impl Iterator<Item = (&String, &Value)> {
    schema["properties"].as_object().into_iter().flatten()
}

/// Whether an object must have the property.
pub fn is_required(schema: &Value, name: &str) -> bool {
    schema["required"].as_array().is_some_and(|required| required.iter().any(|other| other == name))
}

/// Whether a property may be `null`.
pub fn is_nullable(schema: &Value) -> bool {
    schema["nullable"] == true
}

/// The property that tells a union's variants apart.
pub fn tag(schema: &Value) -> Option<&str> {
    schema["discriminator"]["propertyName"].as_str()
}

/// Values of a union's tag, each with the schema that it chooses.
pub fn mapping(schema: &Value) -> impl Iterator<Item = (&String, &str)> {
    let mapping = schema["discriminator"]["mapping"].as_object().into_iter().flatten();
    mapping.map(|(value, target)| {
        let target = target.as_str().unwrap_or_default();
        (value, target.trim_start_matches("#/components/schemas/"))
    })
}

/// Whether a schema is a variant of some union, so that its tag is written by the union.
pub fn is_variant(name: &str) -> bool {
    SCHEMAS.values().any(|schema| mapping(schema).any(|(_, target)| target == name))
}
