//! Each change of the small document is reported, and nothing else.

use serde_json::{Value, json};

use crate::project::{apply, changes, drift, regenerate, small, vendor};

const SEND: &str = "Acme.Parcels.Send.SendRequest";

/// The report for the small document after an edit.
fn report(edit: impl FnOnce(&mut Value)) -> Vec<String> {
    let mut document = vendor();
    edit(&mut document);
    assert_ne!(document, vendor(), "an edit that changes nothing tests nothing");
    changes(&drift(small().path(), &document))
}

/// The report, and that nothing is left of it once its lines and their words are written.
fn report_and_apply(edit: impl FnOnce(&mut Value)) -> Vec<String> {
    let mut document = vendor();
    edit(&mut document);
    let project = small();
    let first = drift(project.path(), &document);
    let applied = apply(project.path(), &first);
    assert!(applied.refused.is_empty(), "{:?}", applied.refused);
    regenerate(project.path());
    assert_eq!(changes(&drift(project.path(), &document)), [""; 0], "a second report");
    changes(&first)
}

fn schema<'a>(document: &'a mut Value, name: &str) -> &'a mut Value {
    &mut document["components"]["schemas"][name]
}

fn properties<'a>(document: &'a mut Value, name: &str) -> &'a mut serde_json::Map<String, Value> {
    schema(document, name)["properties"].as_object_mut().expect("properties")
}

fn push(list: &mut Value, value: Value) {
    list.as_array_mut().expect("a list").push(value);
}

#[test]
fn the_same_facts_are_no_drift() {
    let project = small();
    regenerate(project.path());
    let drift = drift(project.path(), &vendor());
    assert_eq!(changes(&drift), [""; 0]);
    assert_eq!((drift.operations.both, drift.operations.upstream, drift.left_out), (3, 3, 1));
    assert_eq!((drift.events.both, drift.events.upstream), (2, 2));
}

#[test]
fn an_operation_added() {
    let lines = report_and_apply(|document| {
        let mut operation = document["paths"]["/api/1/parcel/find"].clone();
        operation["post"]["description"] = json!("> Restriction group: `Parcels`.");
        operation["post"]["requestBody"]["content"]["application/json"]["schema"]["$ref"] =
            json!("#/components/schemas/Acme.Parcels.Track.TrackRequest");
        document["paths"]["/api/1/parcel/track"] = operation;
        document["components"]["schemas"]["Acme.Parcels.Track.TrackRequest"] = json!({
            "type": "object",
            "required": ["parcelId", "way"],
            "properties": {
                "parcelId": {"type": "string", "format": "uuid"},
                "courierIds": {"type": "array", "items": {"type": "uuid"}},
                "way": {"$ref": "#/components/schemas/Acme.Parcels.Track.WayDto3"},
                "since": {"type": "string", "format": "yyyy-MM-dd HH:mm:ss.fff", "nullable": true},
                "mode": {"type": "string", "enum": ["Live", "Once"]}
            }
        });
        document["components"]["schemas"]["Acme.Parcels.Track.WayDto3"] = json!({
            "type": "object", "properties": {"stops": {"type": "int", "default": "3"}, "from": {"$ref": "#/components/schemas/Acme.Parcels.Size"}}
        });
    });
    assert_eq!(lines, ["compatible /api/1/parcel/track: operation added"]);
}

#[test]
fn an_operation_removed() {
    let lines = report(|document| {
        document["paths"].as_object_mut().expect("paths").shift_remove("/api/1/parcel/find");
    });
    assert_eq!(lines, ["breaking /api/1/parcel/find: operation removed"]);
}

#[test]
fn a_field_added_to_a_request() {
    let lines = report_and_apply(|document| {
        properties(document, SEND).insert("insured".into(), json!({"type": "bool", "default": "true"}));
    });
    assert_eq!(lines, ["compatible parcelsendrequest.insured: field added: boolean"]);
}

#[test]
fn a_field_that_a_request_must_have_breaks() {
    let lines = report_and_apply(|document| {
        properties(document, SEND).insert("receiverId".into(), json!({"type": "string", "format": "uuid"}));
        push(&mut schema(document, SEND)["required"], json!("receiverId"));
    });
    assert_eq!(lines, ["breaking parcelsendrequest.receiverid: field added: uuid"]);
}

#[test]
fn a_field_added_with_schemas_of_its_own() {
    let lines = report_and_apply(|document| {
        let item =
            json!({"type": "array", "items": {"$ref": "#/components/schemas/Acme.Parcels.Send.StopDto2"}});
        properties(document, "Acme.Parcels.Send.SendResponse").insert("stops".into(), item);
        document["components"]["schemas"]["Acme.Parcels.Send.StopDto2"] = json!({
            "type": "object", "required": ["id"],
            "properties": {
                "id": {"type": "string", "format": "uuid"},
                "parcel": {"$ref": "#/components/schemas/Acme.Parcels.Send.Parcel"},
                "next": {"$ref": "#/components/schemas/Acme.Parcels.Send.StopDto2"},
            }
        });
    });
    assert_eq!(lines, ["compatible parcelsendresponse.stops: field added: list of object"]);
}

#[test]
fn a_field_removed() {
    let lines = report(|document| {
        properties(document, SEND).shift_remove("note");
    });
    assert_eq!(lines, ["breaking parcelsendrequest.note: field removed: string"]);
}

#[test]
fn a_field_renamed_is_one_gone_and_one_new() {
    let lines = report(|document| {
        let properties = properties(document, SEND);
        let note = properties.shift_remove("note").expect("a note");
        properties.insert("comment".into(), note);
    });
    assert_eq!(
        lines,
        [
            "breaking parcelsendrequest.note: field removed: string",
            "compatible parcelsendrequest.comment: field added: string",
        ]
    );
}

#[test]
fn a_field_made_required() {
    let lines = report_and_apply(|document| push(&mut schema(document, SEND)["required"], json!("size")));
    assert_eq!(lines, ["breaking parcelsendrequest.size: is now required"]);
    let lines = report_and_apply(|document| {
        schema(document, "Acme.Parcels.Hooks.MovedEvent")["required"] = json!(["eventType", "parcelId"]);
    });
    assert_eq!(lines, ["compatible movedevent.parcelid: is now required"]);
}

#[test]
fn a_field_made_optional() {
    let lines = report(|document| schema(document, SEND)["required"] = json!(["shopId"]));
    assert_eq!(lines, ["compatible parcelsendrequest.payload: is no longer required"]);
    let lines = report(|document| schema(document, "Acme.Parcels.TokenResponse")["required"] = json!([]));
    assert_eq!(lines, ["breaking tokenresponse.token: is no longer required"]);
}

#[test]
fn a_type_changed() {
    let lines = report(|document| properties(document, SEND)["copies"]["type"] = json!("string"));
    assert_eq!(lines, ["breaking parcelsendrequest.copies: type is now string, was int64"]);
    let lines = report(|document| {
        let field = json!({"type": "array", "items": {"type": "string"}, "nullable": true});
        properties(document, "Acme.Parcels.Hooks.MovedEvent").insert("parcelId".into(), field);
    });
    assert_eq!(
        lines,
        [
            "breaking movedevent.parcelid: type is now list of string, was uuid",
            "compatible movedevent.parcelid: is now nullable",
        ]
    );
}

#[test]
fn an_enum_value_added_and_one_removed() {
    let lines =
        report_and_apply(|document| push(&mut schema(document, "Acme.Parcels.Speed")["enum"], json!("On")));
    assert_eq!(lines, ["compatible speed: value added: on"]);
    let lines =
        report_and_apply(|document| push(&mut schema(document, "Acme.Parcels.Size")["enum"], json!(7)));
    assert_eq!(lines, ["compatible size: value added: 7"]);
    let lines = report(|document| schema(document, "Acme.Parcels.Speed")["enum"] = json!(["Slow"]));
    assert_eq!(lines, ["breaking speed: value removed: fast"]);
}

#[test]
fn a_discriminator_value_added_and_one_removed() {
    let lines = report_and_apply(|document| {
        schema(document, "Acme.Parcels.Send.Payload")["discriminator"]["mapping"]["tube"] =
            json!("#/components/schemas/Acme.Parcels.Send.TubePayload");
        document["components"]["schemas"]["Acme.Parcels.Send.TubePayload"] = json!({
            "allOf": [{"$ref": "#/components/schemas/Acme.Parcels.Send.Payload"}],
            "type": "object", "required": ["length"],
            "properties": {"length": {"type": "float"}}
        });
    });
    assert_eq!(lines, ["compatible payload: variant added: tube"]);
    let lines = report(|document| {
        let mapping = &mut schema(document, "Acme.Parcels.Send.Payload")["discriminator"]["mapping"];
        mapping.as_object_mut().expect("a mapping").shift_remove("letter");
    });
    assert_eq!(lines, ["breaking payload: variant removed: letter"]);
}

#[test]
fn a_schema_renamed_without_change() {
    let text = vendor().to_string().replace(SEND, "Acme.Parcels.V2.CreateParcelCommand17");
    let document = serde_json::from_str(&text).expect("JSON");
    assert_ne!(vendor(), document);
    assert_eq!(changes(&drift(small().path(), &document)), [""; 0]);
}

#[test]
fn a_webhook_added_and_one_removed() {
    let lines = report_and_apply(|document| {
        let mut hook = document["x-webhooks"]["Acme.Parcels.Hooks.LostEvent"].clone();
        hook["post"]["requestBody"]["content"]["application/json"]["schema"]["items"]["$ref"] =
            json!("#/components/schemas/Acme.Parcels.Hooks.FoundEvent");
        document["x-webhooks"]["Acme.Parcels.Hooks.FoundEvent"] = hook;
        document["components"]["schemas"]["Acme.Parcels.Hooks.FoundEvent"] = json!({
            "type": "object", "required": ["eventType"],
            "properties": {"eventType": {"type": "constant string 'Found'"}, "where": {"type": "string"}}
        });
    });
    assert_eq!(lines, ["compatible event found: event added"]);
    let lines = report(|document| {
        document["x-webhooks"]
            .as_object_mut()
            .expect("webhooks")
            .shift_remove("Acme.Parcels.Hooks.LostEvent");
    });
    assert_eq!(lines, ["breaking event lost: event removed"]);
}

#[test]
fn limits_defaults_and_marks() {
    let lines = report(|document| {
        let properties = properties(document, SEND);
        properties["note"]["maxLength"] = json!(50);
        properties["note"]["description"] = json!("> Allowed from version `2.4`.");
        properties["copies"]["default"] = json!("2");
        properties["fragile"]["deprecated"] = json!(true);
        properties["size"]["nullable"] = json!(true);
        document["paths"]["/api/1/parcel/send"]["post"]["description"] =
            json!("> Allowed from version `2.1`.\n > Restriction group: `Parcels`.");
    });
    assert_eq!(
        lines,
        [
            "breaking /api/1/parcel/send: is no longer command",
            "breaking parcelsendrequest.note: allowed from is now 2.4, was 2.2",
            "breaking parcelsendrequest.note: max length is now 50, was 100",
            "breaking parcelsendrequest.copies: default is now 2, was 1",
            "compatible /api/1/parcel/send: restriction group is now parcels, was parcels: sending",
            "compatible parcelsendrequest.size: is now nullable",
            "compatible parcelsendrequest.fragile: is now deprecated",
        ]
    );
}

#[test]
fn marks_that_are_new_are_written() {
    let lines = report_and_apply(|document| {
        let properties = properties(document, SEND);
        properties["size"]["nullable"] = json!(true);
        properties["copies"]["minimum"] = json!(1);
        properties["copies"]["deprecated"] = json!(true);
        properties["sendAt"]["description"] = json!("> Allowed from version `2.4`.");
        document["paths"]["/api/1/parcel/find"]["post"]["description"] =
            json!("> Restriction group: `Parcels`.");
    });
    assert_eq!(lines.len(), 5, "{lines:?}");
}

#[test]
fn what_one_of_two_schemas_behind_ours_has_is_registered_as_such() {
    let mut document = vendor();
    properties(&mut document, "Acme.Parcels.Find.Parcel2").insert("shelf".into(), json!({"type": "string"}));
    let project = small();
    let first = drift(project.path(), &document);
    assert_eq!(changes(&first), ["compatible parcel.shelf: field added: string"]);
    assert!(first.found[0].change.partly());
    apply(project.path(), &first);
    regenerate(project.path());
    assert_eq!(changes(&drift(project.path(), &document)), [""; 0]);
    // Once the field is gone from both, the entry no longer covers it.
    let gone = drift(project.path(), &vendor());
    assert_eq!(gone.found.len(), 1);
    assert!(!gone.found[0].change.partly());
}
