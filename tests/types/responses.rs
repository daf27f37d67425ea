//! Whatever the service may send decodes, for every type; what is wrong says where.

use serde_json::{Map, Value};

use crate::bundle::{is_nullable, is_required, is_variant, mapping, properties, reference, schema, tag};
use crate::tables::{Entry, TYPES, body, find};
use crate::values::{EXTRA, Shape, unknown_variant, values};

/// Types that can be read for themselves: a variant of a union needs the union, and the error body is no answer.
fn types() -> impl Iterator<Item = &'static Entry> {
    TYPES.iter().filter(|entry| !is_variant(entry.name) && entry.name != "ServiceError")
}

/// Decodes each value of each type in that shape, and expects the same JSON back, without what nobody knows.
fn all_come_back(shape: Shape) {
    let mut bodies = 0;
    for entry in types() {
        for value in values(entry.name, shape) {
            let again = (entry.round_trip)(body(&value))
                .unwrap_or_else(|error| panic!("{}: {error}\n{value:#}", entry.name));
            assert_same(entry.name, &value, &again);
            bodies += 1;
        }
    }
    assert!(bodies > 400, "only {bodies} bodies: is the bundle whole?");
}

fn assert_same(name: &str, sent: &Value, again: &Value) {
    let (sent, again) = (plain(sent), plain(again));
    assert!(sent == again, "{name} comes back otherwise\nin:  {sent:#}\nout: {again:#}");
}

/// The value without `null`s, empty lists and maps, unknown fields, and the spelling of numbers.
fn plain(value: &Value) -> Value {
    match value {
        Value::Object(object) => {
            let kept = object.iter().filter(|(key, _)| *key != EXTRA).map(|(key, value)| (key, plain(value)));
            let kept: Map<String, Value> =
                kept.filter(|(_, value)| !is_empty(value)).map(|(key, value)| (key.clone(), value)).collect();
            Value::Object(kept)
        }
        Value::Array(items) => Value::Array(items.iter().map(plain).collect()),
        Value::Number(number) => number.as_f64().into(),
        other => other.clone(),
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(object) => object.is_empty(),
        // No text that the tests make is empty, unless nothing is meant.
        Value::String(text) => text.is_empty(),
        _ => false,
    }
}

#[test]
fn everything_there() {
    all_come_back(Shape::default());
}

#[test]
fn only_what_is_required() {
    all_come_back(Shape { minimal: true, ..Shape::default() });
}

#[test]
fn every_list_null() {
    all_come_back(Shape { null_lists: true, ..Shape::default() });
}

#[test]
fn an_unknown_value_in_every_enum() {
    all_come_back(Shape { unknown_values: true, ..Shape::default() });
}

#[test]
fn an_unknown_value_of_another_type_in_every_enum() {
    all_come_back(Shape { swapped_values: true, ..Shape::default() });
}

#[test]
fn an_unknown_tag_in_every_union() {
    all_come_back(Shape { unknown_tags: true, ..Shape::default() });
    for entry in types().filter(|entry| tag(schema(entry.name)).is_some()) {
        let value = unknown_variant(schema(entry.name));
        let again =
            (entry.round_trip)(body(&value)).unwrap_or_else(|error| panic!("{}: {error}", entry.name));
        assert_eq!(again, value, "{} changes what it does not know", entry.name);
    }
}

#[test]
fn an_extra_field_in_every_object() {
    all_come_back(Shape { extra_fields: true, ..Shape::default() });
}

#[test]
fn an_empty_array_for_every_map_and_object_that_may_be_empty() {
    all_come_back(Shape { empty_arrays: true, ..Shape::default() });
}

#[test]
fn an_empty_text_for_every_id_and_time_that_may_be_missing() {
    all_come_back(Shape { empty_texts: true, ..Shape::default() });
}

#[test]
fn a_point_in_every_integer() {
    all_come_back(Shape { points: true, ..Shape::default() });
}

#[test]
fn a_null_item_in_a_list_of_lists() {
    let entry = find("ProductOrderItem");
    let mut value = values(entry.name, Shape::default()).remove(0);
    value["codes"] = serde_json::json!([null, []]);
    let again = (entry.round_trip)(body(&value)).expect("a null inner list is empty");
    assert_eq!(again["codes"], serde_json::json!([[], []]));
}

/// A property that holds one value, not a list or anything at all.
fn is_scalar(property: &Value) -> bool {
    let kind = property["type"].as_str();
    reference(property).is_some() || kind.is_some_and(|kind| !matches!(kind, "array" | "object"))
}

/// Each object's full value with the names of the scalars that it needs, itself or as its union's variant.
fn objects() -> Vec<(&'static Entry, Value, Vec<&'static str>)> {
    let needed = |name: &str, without: Option<&str>| -> Vec<&'static str> {
        let definition = schema(name);
        properties(definition)
            .filter(|(name, property)| {
                is_required(definition, name) && is_scalar(property) && !is_nullable(property)
            })
            .map(|(name, _)| name.as_str())
            .filter(|name| Some(*name) != without)
            .collect()
    };
    let mut objects = Vec::new();
    for entry in types() {
        let definition = schema(entry.name);
        let all = values(entry.name, Shape::default());
        match tag(definition) {
            Some(tag) => {
                let variants = mapping(definition).zip(all);
                objects
                    .extend(variants.map(|((_, target), value)| (entry, value, needed(target, Some(tag)))));
            }
            None if definition["type"] == "object" && all[0].is_object() => {
                objects.extend(all.into_iter().map(|value| (entry, value, needed(entry.name, None))));
            }
            None => {}
        }
    }
    objects
}

#[test]
fn a_null_where_a_value_must_be_names_the_field() {
    let mut checked = 0;
    for (entry, value, needed) in objects() {
        for field in needed {
            let mut value = value.clone();
            value[field] = Value::Null;
            let error = (entry.decode)(body(&value))
                .err()
                .unwrap_or_else(|| panic!("{} takes a null `{field}`", entry.name));
            let iiko_transport::Error::Decode(error) = &error else { panic!("{}: {error}", entry.name) };
            assert_eq!(error.path(), field, "{}: {error}", entry.name);
            assert!(error.reason().contains("null"), "{}: {error}", entry.name);
            checked += 1;
        }
    }
    assert!(checked > 500, "only {checked} fields were checked");
}

#[test]
fn a_missing_value_is_named() {
    for (entry, value, needed) in objects() {
        for field in needed {
            let mut value = value.clone();
            value.as_object_mut().expect("an object").remove(field);
            let error = (entry.decode)(body(&value))
                .err()
                .unwrap_or_else(|| panic!("{} does without `{field}`", entry.name));
            assert!(
                error.to_string().contains(&format!("missing field `{field}`")),
                "{}: {error}",
                entry.name
            );
        }
    }
}

#[test]
fn an_error_deep_inside_names_its_whole_path_wherever_the_tag_stands() {
    let entry = find("DeliveryOrdersResponse");
    let first = r#""orders": [
        {"id": "00000002-0000-4000-8000-000000000000", "order": {"items": [{ITEM}]}}]"#;
    let tag_first = r#""type": "Product", "amount": "two""#;
    let tag_last = r#""amount": "two", "type": "Product""#;
    for item in [tag_first, tag_last] {
        let body = format!(
            r#"{{"correlationId": "00000003-0000-4000-8000-000000000000", {}}}"#,
            first.replace("ITEM", item)
        );
        let error = (entry.decode)(body.into()).expect_err("an amount is no text");
        let iiko_transport::Error::Decode(error) = &error else { panic!("{error}") };
        assert_eq!(error.path(), "orders[0].order.items[0].amount");
        assert!(
            error.reason().contains("expected a number") && error.reason().contains("\"two\""),
            "{error}"
        );
        assert!(!error.body().as_bytes().is_empty(), "the body is kept");
        let text = iiko_transport::Error::Decode(error.clone()).to_string();
        assert!(text.contains("HTTP 200") && text.contains("00000003-0000-4000-8000-000000000000"), "{text}");
    }
}

#[test]
fn a_secret_of_another_type_is_not_quoted() {
    for (spelt, kind) in [("987654321", "number"), ("-98.7", "number"), ("true", "boolean"), ("null", "null")]
    {
        let body = format!(r#"{{"apiLogin": {spelt}}}"#);
        let error = (find("AccessTokenRequest").decode)(body.into()).expect_err("no text").to_string();
        assert!(error.contains("`apiLogin`") && error.contains(kind) && !error.contains("98"), "{error}");
    }
}
