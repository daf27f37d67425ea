//! The real bundle, cut to some of its sections, and the fragments that would make it.

use std::path::Path;
use std::sync::{Arc, LazyLock};

use iiko_codegen::model::Spec;
use serde_json::{Map, Value, json};
use xtask::fragments::{self, Fragments};
use xtask::problem::Report;

const PREFIX: &str = "/api";

static REAL: LazyLock<Spec> = LazyLock::new(|| {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../openapi/iiko-transport.json");
    Spec::parse(&std::fs::read_to_string(path).expect("the bundle")).expect("a good bundle")
});

/// The bundle with these sections and what they need alone.
pub fn bundle(sections: &[&str]) -> Value {
    let mut document = REAL.document.clone();
    let needed = REAL.reachable(sections);
    let is_needed = |name: &str| needed.iter().any(|schema| schema.name == name);
    let is_chosen = |name: &Value| sections.iter().any(|section| name == section);
    retain(&mut document["components"]["schemas"], |name, _| is_needed(name));
    retain(&mut document["paths"], |_, item| is_chosen(&item["post"]["tags"][0]));
    document["tags"].as_array_mut().expect("tags").retain(|tag| is_chosen(&tag["name"]));
    document
}

fn retain(object: &mut Value, keep: impl Fn(&str, &Value) -> bool) {
    object.as_object_mut().expect("an object").retain(|name, value| keep(name, value));
}

/// The head and a fragment with all else: JSON is YAML.
pub fn fragments(document: &Value) -> Fragments {
    let mut head = document.as_object().cloned().unwrap_or_default();
    let mut part = Map::new();
    for key in ["tags", "paths"] {
        part.extend(head.shift_remove_entry(key));
    }
    if let Some(paths) = part.get_mut("paths").and_then(Value::as_object_mut) {
        let all = std::mem::take(paths).into_iter();
        paths.extend(all.map(|(path, item)| (path.strip_prefix(PREFIX).unwrap_or(&path).to_owned(), item)));
    }
    if let Some(schemas) = head
        .get_mut("components")
        .and_then(Value::as_object_mut)
        .and_then(|components| components.shift_remove("schemas"))
    {
        part.insert("components".to_owned(), json!({ "schemas": schemas }));
    }
    head.insert("x-path-prefix".to_owned(), json!(PREFIX));
    let mut report = Report::default();
    let mut parse = |file: &str, value: Map<String, Value>| {
        fragments::parse(&Arc::from(file), &format!("{:#}", Value::Object(value)), &mut report)
    };
    let (head, part) = (parse(fragments::HEAD, head), parse("openapi/part.yaml", part));
    Fragments { head, parts: vec![part], problems: report.finish() }
}
