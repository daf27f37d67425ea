//! Joins the fragments into one OpenAPI document.
//!
//! The order is the fragments': files by name, and within a file as it is written. So an edit moves nothing
//! but itself.

use serde_json::{Map, Value};

use crate::fragments::{Fragments, Node};

/// Where the bundle stands, below the root.
pub const FILE: &str = "openapi/iiko-transport.json";

/// The document that the fragments make together.
pub fn document(fragments: &Fragments) -> Value {
    let mut document = Map::new();
    let mut components = Map::new();
    for (key, node) in fragments.head.map().into_iter().flatten() {
        match key.as_str() {
            "x-path-prefix" => {}
            "components" => components.extend(object(node)),
            _ => {
                document.insert(key.clone(), node.to_json());
            }
        }
    }
    let prefix = fragments.path_prefix();
    let mut tags = Vec::new();
    let mut paths = Map::new();
    let mut schemas = Map::new();
    for part in &fragments.parts {
        tags.extend(part.items("tags").iter().map(Node::to_json));
        paths.extend(part.entries("paths").map(|(path, node)| (format!("{prefix}{path}"), node.to_json())));
        schemas
            .extend(part.get("components").and_then(|node| node.get("schemas")).into_iter().flat_map(object));
    }
    components.insert("schemas".to_owned(), Value::Object(schemas));
    document.insert("tags".to_owned(), Value::Array(tags));
    document.insert("paths".to_owned(), Value::Object(paths));
    document.insert("components".to_owned(), Value::Object(components));
    Value::Object(document)
}

fn object(node: &Node) -> impl Iterator<Item = (String, Value)> {
    node.map().into_iter().flatten().map(|(key, node)| (key.clone(), node.to_json()))
}

/// The document as the bundle's text.
pub fn text(document: &Value) -> String {
    // The alternate form of a JSON value is indented by two spaces.
    format!("{document:#}\n")
}
