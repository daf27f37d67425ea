//! Validates answers by the bundle's schemas, with a validator that is not the simulator's own.

use jsonschema::Validator;
use serde_json::{Map, Value, json};

use super::BUNDLE;

/// Validates answers by operation.
pub struct Bundle(pub Value);

impl Bundle {
    /// Reads the bundle.
    pub fn read() -> Self {
        Self(serde_json::from_str(BUNDLE).unwrap())
    }

    /// What validates values of a schema.
    pub fn validator(&self, schema: &Value) -> Validator {
        let mut needed = Map::new();
        self.collect(schema, &mut needed);
        let mut schema = strict(schema);
        schema["components"] = json!({ "schemas": needed });
        jsonschema::options()
            .with_draft(jsonschema::Draft::Draft202012)
            .with_format("iiko-date-time", is_date_time)
            .should_validate_formats(true)
            .build(&schema)
            .unwrap()
    }

    /// The schemas that a schema needs: to read all of them for each operation takes long.
    fn collect(&self, schema: &Value, needed: &mut Map<String, Value>) {
        match schema {
            Value::String(text) => {
                let name = text.strip_prefix("#/components/schemas/").unwrap_or_default();
                let target = &self.0["components"]["schemas"][name];
                if !target.is_null() && !needed.contains_key(name) {
                    needed.insert(name.to_owned(), strict(target));
                    self.collect(target, needed);
                }
            }
            Value::Object(object) => object.values().for_each(|value| self.collect(value, needed)),
            Value::Array(items) => items.iter().for_each(|value| self.collect(value, needed)),
            _ => {}
        }
    }

    /// The operation of that id.
    pub fn operation(&self, id: &str) -> &Value {
        let paths = self.0["paths"].as_object().unwrap();
        paths.values().map(|item| &item["post"]).find(|operation| operation["operationId"] == id).unwrap()
    }

    /// An answer must be valid.
    pub fn check(&self, operation: &str, answer: &Value) {
        let schema = &self.operation(operation)["responses"]["200"]["content"]["application/json"]["schema"];
        assert_valid(&self.validator(schema), operation, answer);
    }
}

/// A value must be valid.
pub fn assert_valid(validator: &Validator, what: &str, answer: &Value) {
    let errors = validator.iter_errors(answer).map(|error| {
        let reason: String = error.to_string().chars().take(300).collect();
        format!("{}: {reason}", error.instance_path())
    });
    let errors: Vec<String> = errors.collect();
    assert!(errors.is_empty(), "{what} answered\n{}", errors.join("\n"));
}

/// OpenAPI 3.0 as JSON Schema: `nullable` becomes a choice, a union goes by its tag, and objects allow no field that
/// they do not name.
fn strict(schema: &Value) -> Value {
    match schema {
        Value::Object(object) if object.contains_key("discriminator") => union(&object["discriminator"]),
        Value::Object(object) => {
            let mut told: Map<String, Value> =
                object.iter().map(|(key, value)| (key.clone(), strict(value))).collect();
            let nullable = told.get("nullable") == Some(&Value::Bool(true));
            if nullable {
                told.remove("nullable");
            }
            if told.get("type") == Some(&json!("object")) && !told.contains_key("additionalProperties") {
                told.insert("additionalProperties".to_owned(), json!(false));
            }
            if nullable { json!({ "anyOf": [told, { "type": "null" }] }) } else { Value::Object(told) }
        }
        Value::Array(items) => items.iter().map(strict).collect(),
        other => other.clone(),
    }
}

/// A union by its tag, which may be a number: so that an error tells what is wrong inside the variant.
fn union(discriminator: &Value) -> Value {
    let tag = discriminator["propertyName"].as_str().unwrap();
    let mapping = discriminator["mapping"].as_object().unwrap();
    let tags: Vec<Value> =
        mapping.keys().flat_map(|tag| [json!(tag), tag.parse().unwrap_or(json!(tag))]).collect();
    let variant = |(value, reference): (&String, &Value)| {
        let values = [json!(value), value.parse().unwrap_or(json!(value))];
        json!({ "if": { "properties": { tag: { "enum": values } } }, "then": { "$ref": reference } })
    };
    json!({
        "type": "object",
        "required": [tag],
        "properties": { tag: { "enum": tags } },
        "allOf": mapping.iter().map(variant).collect::<Vec<_>>(),
    })
}

/// `yyyy-MM-dd HH:mm:ss.fff`, to the letter.
fn is_date_time(text: &str) -> bool {
    let shape: String = text.chars().map(|char| if char.is_ascii_digit() { '0' } else { char }).collect();
    shape == "0000-00-00 00:00:00.000"
}
