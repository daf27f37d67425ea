//! Lowers the spec to the small dialect that progenitor turns into good Rust: plain objects, no enums, no
//! unions, no limits, one success answer. What is lowered away is emitted or refined from the model later.

use openapiv3::OpenAPI;
use serde_json::{Value, json};

use crate::error::Error;
use crate::model::{Directions, Field, Kind, Operation, Presence, Schema, Type, presence};

/// The document that progenitor is given.
pub fn lower(
    operations: &[&Operation],
    schemas: &[&Schema],
    directions: &Directions<'_>,
) -> Result<OpenAPI, Error> {
    let mut paths = serde_json::Map::new();
    for operation in operations {
        paths.insert(operation.path.clone(), json!({ "post": self::operation(operation) }));
    }
    let mut components = serde_json::Map::new();
    for schema in schemas {
        let lowered = match &schema.kind {
            Kind::Object(fields) => object(fields, directions.only_sent(&schema.name)),
            // Only the name counts: progenitor puts our own type in its place.
            _ => json!({ "type": "string" }),
        };
        components.insert(schema.name.clone(), lowered);
    }
    let document = json!({
        "openapi": "3.0.3",
        "info": { "title": "iikoCloud API", "version": "1.0.0" },
        "paths": paths,
        "components": { "schemas": components },
    });
    serde_json::from_value(document)
        .map_err(|error| Error::new("paths and components", format!("lowered document: {error}")))
}

fn operation(operation: &Operation) -> Value {
    let content = |body: &Type| json!({ "application/json": { "schema": ty(body) } });
    let mut answer = json!({ "description": "success" });
    if let Some(body) = operation.answer() {
        answer["content"] = content(&body);
    }
    let mut value = json!({
        "operationId": operation.id,
        "summary": operation.summary,
        "responses": { "200": answer },
    });
    if let Some(request) = &operation.request {
        value["requestBody"] = json!({ "required": true, "content": content(&Type::Ref(request.clone())) });
    }
    value
}

fn object(fields: &[Field], only_sent: bool) -> Value {
    let mut properties = serde_json::Map::new();
    let mut required = Vec::new();
    for field in fields.iter().filter(|field| field.constant.is_none()) {
        properties.insert(field.name.clone(), ty(&field.ty));
        if matches!(presence(field, only_sent), Presence::Always | Presence::List | Presence::OptionalList) {
            required.push(field.name.clone());
        }
    }
    // Closed, or an object without properties would become a map; the refinement opens it again.
    json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
}

fn ty(ty: &Type) -> Value {
    match ty {
        Type::Ref(name) => json!({ "$ref": format!("#/components/schemas/{name}") }),
        Type::String => json!({ "type": "string" }),
        Type::Secret => json!({ "type": "string", "format": "password" }),
        Type::Boolean => json!({ "type": "boolean" }),
        Type::Int32 => json!({ "type": "integer", "format": "int32" }),
        Type::Int64 => json!({ "type": "integer", "format": "int64" }),
        Type::Decimal => json!({ "type": "number", "format": "decimal" }),
        Type::Double => json!({ "type": "number", "format": "double" }),
        Type::DateTime => json!({ "type": "string", "format": "iiko-date-time" }),
        Type::IsoDateTime => json!({ "type": "string", "format": "date-time" }),
        Type::Date => json!({ "type": "string", "format": "date" }),
        Type::Any => json!({}),
        Type::Array(item, false) => json!({ "type": "array", "items": self::ty(item) }),
        Type::Array(item, true) => {
            json!({ "type": "array", "items": { "allOf": [self::ty(item)], "nullable": true } })
        }
        Type::Map(item) => json!({ "type": "object", "additionalProperties": self::ty(item) }),
    }
}
