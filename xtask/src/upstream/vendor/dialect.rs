//! Brings the text of a document to the one spelling that the reader knows: OpenAPI 3.0, references as they are named.
//!
//! What had to be changed for that is no difference of the API, yet worth a remark.

use percent_encoding::percent_decode_str;
use serde_json::{Map, Value, json};

/// Keys whose values are data, in which nothing is spelled.
const DATA: [&str; 4] = ["default", "example", "examples", "enum"];

/// The document, and remarks on how it was spelled.
///
/// Fails with the reason when it is no OpenAPI 3.0 or 3.1 document in JSON.
pub fn document(text: &str) -> Result<(Value, Vec<String>), String> {
    let mut remarks = Vec::new();
    let text = match text.strip_prefix('\u{feff}') {
        Some(rest) => {
            remarks.push("it begins with a byte order mark, which is skipped".to_owned());
            rest
        }
        None => text,
    };
    let mut document: Value = serde_json::from_str(text).map_err(|error| format!("no JSON: {error}"))?;
    let version = document["openapi"].as_str().unwrap_or_default().to_owned();
    if version.starts_with("3.1.") || version == "3.1" {
        remarks.push(format!("it is written in OpenAPI {version}, and read as the same facts in 3.0"));
        to_3_0(&mut document);
    } else if !version.starts_with("3.0") {
        return Err(match version.as_str() {
            "" => "no OpenAPI 3 document: it has no `openapi` that begins with `3.`".to_owned(),
            other => format!("OpenAPI {other} is not known here: 3.0 and 3.1 are"),
        });
    }
    let decoded = decode_references(&mut document);
    if decoded > 0 {
        remarks.push(format!("{decoded} references are percent-encoded"));
    }
    Ok((document, remarks))
}

/// The whole document from 3.1 to 3.0.
fn to_3_0(document: &mut Value) {
    if let Some(root) = document.as_object_mut() {
        if let Some(webhooks) = root.shift_remove("webhooks") {
            root.entry("x-webhooks").or_insert(webhooks);
        }
        for value in root.values_mut() {
            schemas_to_3_0(value, false);
        }
    }
}

/// Every schema in a value; of a map of names to schemas, such as `properties`, the names are no keywords.
fn schemas_to_3_0(value: &mut Value, names: bool) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| schemas_to_3_0(item, false)),
        Value::Object(map) => {
            if !names {
                keywords_to_3_0(map);
            }
            for (key, inner) in map.iter_mut().filter(|(key, _)| names || !DATA.contains(&key.as_str())) {
                schemas_to_3_0(inner, !names && matches!(key.as_str(), "properties" | "schemas" | "paths"));
            }
        }
        _ => {}
    }
}

fn keywords_to_3_0(schema: &mut Map<String, Value>) {
    if let Some(Value::Array(types)) = schema.get("type").cloned() {
        let kinds: Vec<&str> =
            types.iter().filter_map(Value::as_str).filter(|kind| *kind != "null").collect();
        if kinds.len() < types.len() {
            schema.insert("nullable".to_owned(), json!(true));
        }
        if kinds.is_empty() {
            schema.shift_remove("type");
        } else {
            schema.insert("type".to_owned(), json!(kinds.join(" or ")));
        }
    }
    if let Some(constant) = schema.shift_remove("const") {
        schema.insert("enum".to_owned(), json!([constant]));
    }
    for key in ["oneOf", "anyOf"] {
        let Some(Value::Array(members)) = schema.get_mut(key) else { continue };
        let before = members.len();
        members.retain(|member| member["type"] != "null");
        if members.len() < before {
            schema.insert("nullable".to_owned(), json!(true));
        }
    }
}

/// Decodes the percent signs of references, and counts those that had any.
fn decode_references(value: &mut Value) -> usize {
    match value {
        Value::Array(items) => items.iter_mut().map(decode_references).sum(),
        Value::Object(map) => map.values_mut().map(decode_references).sum(),
        Value::String(text) if text.starts_with("#/") && text.contains('%') => {
            let decoded = percent_decode_str(text).decode_utf8_lossy().into_owned();
            let changed = usize::from(decoded != *text);
            *text = decoded;
            changed
        }
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(document: &Value) -> (Value, Vec<String>) {
        super::document(&document.to_string()).expect("a document")
    }

    #[test]
    fn a_document_of_3_1_says_the_same_in_3_0() {
        let (document, remarks) = read(&json!({
            "openapi": "3.1.0", "paths": {}, "webhooks": {"x": {}},
            "components": {"schemas": {"A": {
                "type": "object",
                "properties": {
                    "type": {"type": ["string", "null"]},
                    "const": {"const": "A"},
                    "either": {"oneOf": [{"$ref": "#/components/schemas/A"}, {"type": "null"}]},
                    "both": {"type": ["string", "integer"], "default": {"type": ["string", "null"]}}
                }
            }}}
        }));
        let properties = &document["components"]["schemas"]["A"]["properties"];
        assert_eq!(properties["type"], json!({"type": "string", "nullable": true}));
        assert_eq!(properties["const"], json!({"enum": ["A"]}));
        assert_eq!(properties["either"]["nullable"], json!(true));
        assert_eq!(properties["both"]["type"], json!("string or integer"));
        assert_eq!(properties["both"]["default"]["type"], json!(["string", "null"]));
        assert_eq!(document["x-webhooks"], json!({"x": {}}));
        assert_eq!(remarks, ["it is written in OpenAPI 3.1.0, and read as the same facts in 3.0"]);
    }

    #[test]
    fn references_are_named_plainly() {
        let (document, remarks) =
            read(&json!({"openapi": "3.0.1", "a": {"$ref": "#/components/schemas/A%601%5B%D0%AF%5D"}}));
        assert_eq!(document["a"]["$ref"], "#/components/schemas/A`1[Я]");
        assert_eq!(remarks, ["1 references are percent-encoded"]);
    }

    #[test]
    fn other_versions_are_refused() {
        for (text, reason) in [
            ("\u{feff}<html>", "no JSON"),
            (r#"{"swagger": "2.0"}"#, "no OpenAPI 3 document"),
            (r#"{"openapi": "3.2.0"}"#, "OpenAPI 3.2.0 is not known here"),
        ] {
            let error = super::document(text).expect_err(reason);
            assert!(error.starts_with(reason), "{error}");
        }
    }
}
