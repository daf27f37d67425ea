//! Documents with one change each: the change is named, nothing else is, and what is written for it passes the lint.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};
use xtask::upstream::drift::{self, Drift};
use xtask::upstream::naming::Names;

use crate::project::{apply, changes, drift, regenerate, small, vendor};
use crate::real;

/// Where a document is changed.
#[derive(Debug, Clone, Copy)]
pub struct Places {
    /// An operation.
    pub path: &'static str,
    /// An object that is answered.
    pub object: &'static str,
    /// Two other objects.
    pub others: [&'static str; 2],
}

const SMALL: Places = Places {
    path: "/api/1/parcel/find",
    object: "Acme.Parcels.Send.SendResponse",
    others: ["Acme.Parcels.Find.Parcel2", "Acme.Parcels.Send.Parcel"],
};

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

fn operation(document: &mut Value, at: Places) -> &mut Value {
    &mut document["paths"][at.path]["post"]
}

fn answer(document: &mut Value, at: Places) -> &mut Value {
    &mut operation(document, at)["responses"]["200"]
}

type Edit = fn(&mut Value, Places);

/// Fields, each of a type that needed thought, and what becomes of it.
const FIELDS: [(&str, &str, &str); 9] = [
    ("openedAt", r#"{"type": "string", "format": "date-time"}"#, "iso date-time"),
    ("openedOn", r#"{"type": "string", "format": "date"}"#, "date"),
    ("levels", r#"{"type": "array", "items": {"type": "number", "format": "double"}}"#, "list of number"),
    ("days", r#"{"type": "array", "items": {"type": "string", "format": "date"}}"#, "list of date"),
    (
        "clocks",
        r#"{"type": "array", "items": {"type": "string", "format": "date-time"}}"#,
        "list of iso date-time",
    ),
    ("mode", r#"{"type": "string", "enum": ["A", "B"], "nullable": true}"#, "string enum"),
    (
        "box",
        r#"{"type": "object", "properties": {"w": {"type": "number"}, "h": {"type": "number"}}}"#,
        "object",
    ),
    ("either", r#"{"oneOf": [{"type": "string"}, {"type": "integer"}]}"#, "one of string, int64"),
    (
        "both",
        r#"{"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}"#,
        "one of string, list of string",
    ),
];

/// Changes of an operation, and what the report says of each.
const OPERATIONS: [(&str, Edit, &str); 9] = [
    (
        "a list answered",
        |document, at| {
            let schema = &mut answer(document, at)["content"]["application/json"]["schema"];
            *schema = json!({"type": "array", "items": schema.take()});
        },
        "breaking PATH response: type is now list of object, was object",
    ),
    (
        "nothing answered",
        |document, at| drop(answer(document, at).as_object_mut().expect("an answer").shift_remove("content")),
        "breaking PATH: response removed: object",
    ),
    (
        "another status",
        |document, at| {
            let responses = operation(document, at)["responses"].as_object_mut().expect("responses");
            let answer = responses.shift_remove("200").expect("an answer");
            responses.insert("202".into(), answer);
        },
        "compatible PATH: status is now 202, was 200",
    ),
    (
        "nothing sent",
        |document, at| {
            drop(operation(document, at).as_object_mut().expect("an operation").shift_remove("requestBody"));
        },
        "breaking PATH: request removed: object",
    ),
    (
        "no token",
        |document, at| {
            let parameters = operation(document, at)["parameters"].as_array_mut().expect("parameters");
            parameters.retain(|parameter| parameter["name"] != "Authorization");
        },
        "breaking PATH: names no authorization parameter any more",
    ),
    (
        "another tag",
        |document, at| operation(document, at)["tags"] = json!(["Geo"]),
        "compatible PATH: section is now geo, was TAG",
    ),
    (
        "a twin by GET",
        |document, at| {
            let twin = operation(document, at).clone();
            document["paths"][at.path]["get"] = twin;
        },
        "compatible get PATH: operation added",
    ),
    (
        "another path",
        |document, at| {
            let paths = document["paths"].as_object_mut().expect("paths");
            let moved = paths.shift_remove(at.path).expect("the operation");
            paths.insert(format!("{}/v2", at.path), moved);
        },
        "breaking PATH: moved to PATH/v2",
    ),
    (
        "something to use instead",
        |document, at| {
            let operation = operation(document, at);
            operation["deprecated"] = json!(true);
            operation["description"] = json!("> Deprecated: use `/api/9/other` instead.");
        },
        "compatible PATH: is now deprecated",
    ),
];

fn with_field(mut document: Value, at: Places, name: &str, schema: &str) -> Value {
    let schema: Value = serde_json::from_str(schema).expect("JSON");
    document["components"]["schemas"][at.object]["properties"][name] = schema;
    document
}

fn edited(mut document: Value, at: Places, edit: Edit) -> Value {
    let before = document.clone();
    edit(&mut document, at);
    assert_ne!(document, before, "an edit that changes nothing tests nothing");
    document
}

/// Whether a person has to write what is new.
fn is_by_hand(drift: &Drift) -> bool {
    drift.found.iter().any(|found| found.by_hand.is_some())
}

#[test]
fn fields_of_every_type() {
    for (name, schema, told) in FIELDS {
        let document = with_field(vendor(), SMALL, name, schema);
        let project = small();
        let first = drift(project.path(), &document);
        let expected = format!("compatible parcelsendresponse.{}: field added: {told}", name.to_lowercase());
        assert_eq!(changes(&first), [expected], "{name}");
        assert_eq!(is_by_hand(&first), told.starts_with("one of"), "{name}");
        apply(project.path(), &first);
        regenerate(project.path());
        let left = changes(&drift(project.path(), &document));
        assert_eq!(left.is_empty(), !told.starts_with("one of"), "{name}: {left:?}");
    }
}

#[test]
fn a_union_that_nothing_tells_apart_is_left_to_people() {
    let members = SMALL.others.map(reference);
    let document = with_field(vendor(), SMALL, "pick", &json!({"oneOf": members}).to_string());
    let drift = drift(small().path(), &document);
    assert_eq!(changes(&drift), ["compatible parcelsendresponse.pick: field added: union"]);
    let reason = drift.found[0].by_hand.as_deref().expect("a reason");
    assert!(reason.contains("no constant tells which"), "{reason}");
}

#[test]
fn operations_changed_in_every_way() {
    for (name, edit, told) in OPERATIONS {
        let document = edited(vendor(), SMALL, edit);
        let lines = changes(&drift(small().path(), &document));
        let told = told.replace("PATH", SMALL.path).replace("TAG", "parcels: find");
        assert_eq!(lines.first(), Some(&told), "{name}: {lines:?}");
        assert_eq!(lines.len(), if name == "something to use instead" { 2 } else { 1 }, "{name}: {lines:?}");
    }
}

#[test]
fn a_document_in_another_dress_says_the_same() {
    for (text, remark) in [
        (format!("\u{feff}{}", vendor()), "byte order mark"),
        (vendor().to_string().replace("schemas/Acme.Parcels.", "schemas/Acme%2EParcels."), "percent-encoded"),
        (in_3_1(vendor()).to_string(), "OpenAPI 3.1.0"),
    ] {
        let drift = drift::find(small().path(), &text, &Names::default()).expect("a report");
        assert_eq!(changes(&drift), [""; 0], "{remark}");
        assert!(drift.is_empty() && drift.remarks[0].contains(remark), "{remark}: {:?}", drift.remarks);
    }
}

/// The document as a generator of OpenAPI 3.1 would write it.
fn in_3_1(document: Value) -> Value {
    fn convert(value: Value) -> Value {
        match value {
            Value::Array(items) => items.into_iter().map(convert).collect(),
            Value::Object(map) => {
                let mut map: serde_json::Map<String, Value> =
                    map.into_iter().map(|(key, value)| (key, convert(value))).collect();
                if map.get("nullable") == Some(&json!(true)) && map.get("type").is_some_and(Value::is_string)
                {
                    map.shift_remove("nullable");
                    map["type"] = json!([map["type"], "null"]);
                }
                Value::Object(map)
            }
            other => other,
        }
    }
    let mut document = convert(document);
    document["openapi"] = json!("3.1.0");
    let root = document.as_object_mut().expect("a document");
    let webhooks = root.shift_remove("x-webhooks").expect("webhooks");
    root.insert("webhooks".into(), webhooks);
    document
}

#[test]
fn a_fault_of_the_document_hides_nothing_else() {
    let mut document = with_field(vendor(), SMALL, "extra", &reference("Nowhere").to_string());
    document["components"]["schemas"]["Acme.Parcels.Hooks.MovedEvent"]["properties"]["eventType"] =
        json!({"type": "string"});
    document["components"]["schemas"][SMALL.object]["properties"]["known"] = json!({"type": "string"});
    let drift = drift(small().path(), &document);
    assert_eq!(
        changes(&drift),
        [
            "breaking movedevent.eventtype: type is now string, was constant string moved",
            "compatible parcelsendresponse.extra: field added: missing schema nowhere",
            "compatible parcelsendresponse.known: field added: string",
        ]
    );
    assert_eq!(drift.faults.len(), 2, "{:?}", drift.faults);
    assert!(drift.faults.iter().any(|fault| fault.contains("no constant")), "{:?}", drift.faults);
    assert!(drift.faults.iter().any(|fault| fault.contains("no `Nowhere`")), "{:?}", drift.faults);
    assert_eq!((drift.events.both, drift.events.upstream), (2, 1));
}

#[test]
fn a_union_that_becomes_an_object_is_compared_still() {
    let mut document = vendor();
    let letter = document["components"]["schemas"]["Acme.Parcels.Send.LetterPayload"]["properties"].clone();
    let mut payload = json!({"type": "object", "properties": letter});
    payload["properties"]["news"] = json!({"type": "string"});
    document["components"]["schemas"]["Acme.Parcels.Send.Payload"] = payload;
    let mut drift = drift(small().path(), &document);
    // Nothing of the document is a union any more, so that the rule for them rests.
    drift.idle.retain(|idle| idle.subject != "rule inheritance");
    let lines = changes(&drift);
    assert!(lines.iter().any(|line| line.ends_with("type is now object, was union")), "{lines:?}");
    assert!(lines.iter().any(|line| line.ends_with(".news: field added: string")), "{lines:?}");
}

#[test]
fn names_are_chosen_by_a_file() {
    let document = with_field(vendor(), SMALL, "mode", r#"{"type": "string", "enum": ["A", "B"]}"#);
    let project = small();
    let place = format!("{}.mode", SMALL.object);
    let names = Names { schemas: BTreeMap::from([(place, "ParcelMode".to_owned())]), ..Names::default() };
    let drift = drift::find(project.path(), &document.to_string(), &names).expect("a report");
    apply(project.path(), &drift);
    regenerate(project.path());
    let fragment = fs::read_to_string(project.path().join("openapi/parcels.yaml")).expect("a fragment");
    assert!(fragment.contains("    ParcelMode:\n"), "{fragment}");
}

#[test]
fn shapes_that_say_the_same_are_written_once() {
    let mut document = vendor();
    let schemas = document["components"]["schemas"].as_object_mut().expect("schemas");
    let filter =
        json!({"type": "object", "properties": {"from": {"type": "string"}, "to": {"type": "string"}}});
    for name in ["Acme.In.FilterDto2", "Acme.Out.FilterDto7"] {
        schemas.insert(name.to_owned(), filter.clone());
    }
    let mut wider = filter;
    wider["properties"]["by"] = json!({"type": "string"});
    schemas.insert("Acme.Side.Filter".to_owned(), wider);
    let properties = schemas[SMALL.object]["properties"].as_object_mut().expect("properties");
    for (field, name) in
        [("in", "Acme.In.FilterDto2"), ("out", "Acme.Out.FilterDto7"), ("side", "Acme.Side.Filter")]
    {
        properties.insert(field.to_owned(), reference(name));
    }
    let project = small();
    apply(project.path(), &drift(project.path(), &document));
    regenerate(project.path());
    let fragment = fs::read_to_string(project.path().join("openapi/parcels.yaml")).expect("a fragment");
    assert_eq!(fragment.matches("    Filter:\n").count(), 1);
    assert_eq!(fragment.matches("    SideFilter:\n").count(), 1, "{fragment}");
    assert!(!fragment.contains("Filter2") && !fragment.contains("InFilter"), "{fragment}");
}

#[test]
fn the_real_document_changed_in_every_way() {
    let Some(document) = real::document() else { return };
    for (name, edit, told) in OPERATIONS {
        let edited = edited(document.clone(), real::PLACES, edit);
        let lines = changes(&drift(&real::root(), &edited));
        let told = told.replace("PATH", real::PLACES.path).replace("TAG", "addresses");
        assert_eq!(lines.first(), Some(&told), "{name}: {lines:?}");
    }
    for (name, schema, told) in FIELDS {
        let edited = with_field(document.clone(), real::PLACES, name, schema);
        let lines = changes(&drift(&real::root(), &edited));
        let expected = format!("compatible terminalgroup.{}: field added: {told}", name.to_lowercase());
        assert_eq!(lines, [expected], "{name}");
    }
}

/// All that is written for the mutants of the real document, in one copy of the project, compiles.
#[test]
#[ignore = "compiles the client once more: `cargo xtask ci mutants` runs it"]
fn what_is_written_compiles() {
    let Some(mut document) = real::document() else { return };
    for (name, schema, _) in FIELDS.iter().filter(|(.., told)| !told.starts_with("one of")) {
        document = with_field(document, real::PLACES, name, schema);
    }
    let mut list = document["paths"][real::PLACES.path].clone();
    let schema = &mut list["post"]["responses"]["200"]["content"]["application/json"]["schema"];
    *schema = json!({"type": "array", "items": reference(real::PLACES.object)});
    let parameters = list["post"]["parameters"].as_array_mut().expect("parameters");
    parameters.retain(|parameter| parameter["name"] != "Authorization");
    let answer = list["post"]["responses"].as_object_mut().and_then(|all| all.shift_remove("200"));
    list["post"]["responses"]["201"] = answer.expect("an answer");
    document["paths"]["/api/1/cities/all"] = list;
    let project = whole_copy();
    let drift = drift(project.path(), &document);
    let applied = apply(project.path(), &drift);
    assert!(applied.refused.is_empty() && !is_by_hand(&drift), "{:?}", applied.refused);
    let register = project.path().join("openapi/deviations.yaml");
    let text = fs::read_to_string(&register).expect("a register");
    fs::write(&register, text.replace("why: ''", "why: Words.")).expect("a writable register");
    regenerate(project.path());
    assert_eq!(changes(&self::drift(project.path(), &document)), [""; 0]);
    // What the copy needs from others is built there already.
    let target = real::root().join("target");
    let checked = Command::new(env!("CARGO"))
        .current_dir(project.path())
        .env("CARGO_TARGET_DIR", std::env::var_os("CARGO_TARGET_DIR").unwrap_or(target.into()))
        .args(["check", "--quiet", "--package", "iiko-transport"])
        .output()
        .expect("cargo runs");
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
}

/// The project as it would be cloned, without its history.
fn whole_copy() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let root = real::root();
    for name in ["Cargo.toml", "Cargo.lock", "build.rs", "README.md"] {
        fs::copy(root.join(name), folder.path().join(name)).expect("a copy");
    }
    for name in ["codegen", "openapi", "simulator", "src", "xtask", "docs", "examples", "tests", "benches"] {
        copy_folder(&root.join(name), &folder.path().join(name));
    }
    folder
}

fn copy_folder(from: &Path, to: &Path) {
    let Ok(entries) = fs::read_dir(from) else { return };
    fs::create_dir_all(to).expect("a folder");
    for entry in entries {
        let entry = entry.expect("an entry");
        let (path, copy) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy_folder(&path, &copy);
        } else {
            fs::copy(&path, &copy).expect("a copy");
        }
    }
}
