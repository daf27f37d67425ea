//! The same with the real document, where it is at hand.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};
use tempfile::TempDir;

use crate::mutants::Places;
use crate::project::{apply, changes, drift, regenerate};

const GROUP: &str = "iikoTransport.PublicApi.Contracts.Terminals.TerminalGroup";
const CREATE: &str = "iikoTransport.PublicApi.Contracts.Deliveries.Request.CreateOrderRequest";
const STATUS: &str = "iikoTransport.PublicApi.Contracts.Deliveries.Common.DeliveryStatus";
const ITEM: &str = "iikoTransport.PublicApi.Contracts.Deliveries.Request.CreateOrder.OrderItem";
const FIND: &str = "/api/1/marketing_sources";
/// Where the real document is changed by the mutants.
pub const PLACES: Places = Places {
    path: "/api/1/cities",
    object: GROUP,
    others: [
        "iikoTransport.PublicApi.Contracts.Address.City",
        "iikoTransport.PublicApi.Contracts.Address.Region",
    ],
};

pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The document, or none with a line that says so.
pub fn document() -> Option<Value> {
    let file = root().join("../shared/reference/iikocloud-openapi-2026-10.json");
    match fs::read_to_string(&file) {
        Ok(text) => Some(serde_json::from_str(&text).expect("JSON")),
        Err(_) => {
            println!("skipped: the vendor's document is not at hand");
            None
        }
    }
}

/// A copy of the project's fragments.
fn copy() -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for name in xtask::fragments::names(&root()).expect("the project's fragments") {
        let copy = folder.path().join(&name);
        fs::create_dir_all(copy.parent().expect("a folder")).expect("a folder");
        fs::copy(root().join(&name), copy).expect("a copy");
    }
    folder
}

fn schema<'a>(document: &'a mut Value, name: &str) -> &'a mut Value {
    let schema = &mut document["components"]["schemas"][name];
    assert!(schema.is_object(), "no schema {name}");
    schema
}

fn properties<'a>(document: &'a mut Value, name: &str) -> &'a mut Map<String, Value> {
    schema(document, name)["properties"].as_object_mut().expect("properties")
}

fn push(list: &mut Value, value: Value) {
    list.as_array_mut().expect("a list").push(value);
}

/// The report for the real document after an edit; none where the document is not at hand.
fn report(edit: impl FnOnce(&mut Value)) -> Option<Vec<String>> {
    let mut document = document()?;
    edit(&mut document);
    Some(changes(&drift(&root(), &document)))
}

/// Runs the cases whose document is at hand.
fn expect(lines: Option<Vec<String>>, expected: &[&str]) {
    if let Some(lines) = lines {
        assert_eq!(lines, expected);
    }
}

fn add_operation(document: &mut Value) {
    let mut operation = document["paths"][FIND].clone();
    operation["post"]["requestBody"]["content"]["application/json"]["schema"]["$ref"] =
        json!("#/components/schemas/iikoTransport.PublicApi.Contracts.MarketingSources.ArchiveRequest");
    document["paths"]["/api/1/marketing_sources/archive"] = operation;
    document["components"]["schemas"]["iikoTransport.PublicApi.Contracts.MarketingSources.ArchiveRequest"] = json!({
        "type": "object", "additionalProperties": false, "required": ["organizationIds"],
        "properties": {
            "organizationIds": {"type": "array", "items": {"type": "string", "format": "uuid"}},
            "before": {"type": "string", "format": "yyyy-MM-dd HH:mm:ss.fff", "nullable": true},
            "reason": {"allOf": [{"$ref": "#/components/schemas/iikoTransport.PublicApi.Contracts.MarketingSources.Why"}]}
        }
    });
    document["components"]["schemas"]["iikoTransport.PublicApi.Contracts.MarketingSources.Why"] =
        json!({"type": "string", "enum": ["Old", "Wrong"]});
}

fn add_field(document: &mut Value) {
    properties(document, GROUP).insert("floor".into(), json!({"type": "int", "nullable": true}));
}

fn require(document: &mut Value) {
    push(&mut schema(document, CREATE)["required"], json!("createOrderSettings"));
}

fn add_value(document: &mut Value) {
    push(&mut schema(document, STATUS)["enum"], json!("Lost"));
}

fn add_variant(document: &mut Value) {
    let name = "iikoTransport.PublicApi.Contracts.Deliveries.Request.CreateOrder.ServiceOrderItem";
    schema(document, ITEM)["discriminator"]["mapping"]["Service"] =
        json!(format!("#/components/schemas/{name}"));
    document["components"]["schemas"][name] = json!({
        "type": "object", "additionalProperties": false, "required": ["productId"],
        "allOf": [{"$ref": format!("#/components/schemas/{ITEM}")}],
        "properties": {"productId": {"type": "string", "format": "uuid"}, "hours": {"type": "number", "format": "double"}}
    });
}

#[test]
fn the_project_says_what_the_document_says() {
    let Some(document) = document() else { return };
    let drift = drift(&root(), &document);
    assert_eq!(changes(&drift), [""; 0]);
    assert_eq!((drift.operations.both, drift.operations.upstream, drift.operations.curated), (326, 326, 326));
    assert_eq!((drift.events.both, drift.events.upstream, drift.events.curated), (8, 8, 8));
}

#[test]
fn an_operation_added() {
    expect(report(add_operation), &["compatible /api/1/marketing_sources/archive: operation added"]);
}

#[test]
fn an_operation_removed() {
    let lines = report(|document| {
        document["paths"].as_object_mut().expect("paths").shift_remove(FIND).expect("the operation");
    });
    expect(lines, &["breaking /api/1/marketing_sources: operation removed"]);
}

#[test]
fn a_field_added() {
    expect(report(add_field), &["compatible terminalgroup.floor: field added: int64"]);
}

#[test]
fn a_field_removed() {
    let lines = report(|document| {
        properties(document, GROUP).shift_remove("address").expect("the field");
    });
    expect(lines, &["breaking terminalgroup.address: field removed: string"]);
}

#[test]
fn a_field_renamed() {
    let lines = report(|document| {
        let fields = properties(document, GROUP);
        let version = fields.shift_remove("posVersion").expect("the field");
        fields.insert("frontVersion".into(), version);
    });
    expect(
        lines,
        &[
            "breaking terminalgroup.posversion: field removed: string",
            "compatible terminalgroup.frontversion: field added: string",
        ],
    );
}

#[test]
fn a_field_made_required() {
    expect(report(require), &["breaking deliverycreaterequest.createordersettings: is now required"]);
}

#[test]
fn a_type_changed() {
    let lines = report(|document| properties(document, GROUP)["address"]["type"] = json!("integer"));
    expect(lines, &["breaking terminalgroup.address: type is now int64, was string"]);
}

#[test]
fn an_enum_value_added() {
    expect(report(add_value), &["compatible deliverystatus: value added: lost"]);
}

#[test]
fn an_enum_value_removed() {
    let lines = report(|document| {
        let values = schema(document, STATUS)["enum"].as_array_mut().expect("values");
        values.retain(|value| value != "Waiting");
    });
    expect(lines, &["breaking deliverystatus: value removed: waiting"]);
}

#[test]
fn a_discriminator_value_added() {
    expect(report(add_variant), &["compatible neworderitem: variant added: service"]);
}

#[test]
fn a_schema_renamed_without_change() {
    let Some(document) = document() else { return };
    let text = document.to_string();
    let renamed = text.replace(&format!("{GROUP}\""), "iikoTransport.PublicApi.V9.FrontGroup31\"");
    assert_ne!(text, renamed);
    expect(report(|document| *document = serde_json::from_str(&renamed).expect("JSON")), &[]);
}

#[test]
fn what_is_new_is_written_and_regenerated() {
    let Some(mut document) = document() else { return };
    for edit in [add_operation, add_field, require, add_value, add_variant] {
        edit(&mut document);
    }
    let project = copy();
    let first = drift(project.path(), &document);
    assert_eq!(changes(&first).len(), 5);
    let applied = apply(project.path(), &first);
    assert!(applied.refused.is_empty(), "{:?}", applied.refused);
    regenerate(project.path());
    assert_eq!(changes(&drift(project.path(), &document)), [""; 0]);
}
