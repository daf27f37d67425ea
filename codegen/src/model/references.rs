//! References between the parts of the document.

use serde_json::Value;

/// What a reference to a component schema begins with.
pub const REF: &str = "#/components/schemas/";

/// Schemas of the error answers: always there, whatever the sections.
pub fn error_schemas(document: &Value) -> Vec<&str> {
    let schema = &document["components"]["responses"]["Error"]["content"]["application/json"]["schema"];
    schema["anyOf"].as_array().into_iter().flatten().filter_map(reference_of).collect()
}

/// The component that a reference names.
pub fn reference_of(value: &Value) -> Option<&str> {
    value.get("$ref")?.as_str()?.strip_prefix(REF)
}
