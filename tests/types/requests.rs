//! What the builders make encodes to JSON that the bundle allows, as an independent validator says.

use std::sync::LazyLock;

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime};
use iiko_transport::validate::Validate;
use jsonschema::Validator;
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::bundle::SCHEMAS;

/// How much of a type is set.
#[derive(Debug, Clone, Copy)]
pub enum Fill {
    /// What does not compile without.
    Minimal,
    /// Every setter.
    Full,
}

/// A type that its builder, or its variants' builders, can make.
pub trait Sample: Sized {
    /// One value, or one for each variant.
    fn samples(fill: Fill) -> Vec<Self>;

    /// The first of them.
    fn sample(fill: Fill) -> Self {
        Self::samples(fill).remove(0)
    }
}

/// A type that is sent.
pub struct Built {
    name: &'static str,
    encode: fn(Fill) -> Vec<Value>,
}

const fn built<T: Sample + Serialize>(name: &'static str) -> Built {
    Built { name, encode: |fill| T::samples(fill).iter().map(encode).collect() }
}

fn encode<T: Serialize>(value: &T) -> Value {
    serde_json::to_value(value).expect("what is built can be written")
}

fn sample_time() -> NaiveDateTime {
    NaiveDate::from_ymd_opt(2026, 8, 24)
        .and_then(|day| day.and_hms_milli_opt(14, 15, 22, 123))
        .expect("a time")
}

#[cfg_attr(not(feature = "full"), allow(dead_code))]
fn sample_instant() -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339("2026-08-24T14:15:22.123+03:00").expect("a time")
}

#[cfg_attr(not(feature = "full"), allow(dead_code))]
fn sample_day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 8, 24).expect("a day")
}

include!(concat!(env!("OUT_DIR"), "/samples.rs"));

/// All schemas of the bundle in the words of JSON Schema.
static DEFINITIONS: LazyLock<Value> = LazyLock::new(|| {
    let translated = SCHEMAS.iter().map(|(name, schema)| (name.clone(), translated(schema)));
    Value::Object(translated.collect())
});

/// OpenAPI 3.0 into JSON Schema: `nullable` becomes a second type, and objects are closed, so that a misspelt field
/// shows.
fn translated(schema: &Value) -> Value {
    match schema {
        Value::Object(object) => {
            let kept = object.iter().filter(|(key, _)| !matches!(key.as_str(), "nullable" | "discriminator"));
            let mut object: Map<String, Value> =
                kept.map(|(key, value)| (key.clone(), translated(value))).collect();
            if object.contains_key("properties") {
                object.entry("additionalProperties").or_insert(json!(false));
            }
            if schema["nullable"] == true {
                return json!({ "anyOf": [{ "type": "null" }, object] });
            }
            Value::Object(object)
        }
        Value::Array(items) => Value::Array(items.iter().map(translated).collect()),
        other => other.clone(),
    }
}

fn validator(name: &str) -> Validator {
    let schema = json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$ref": format!("#/components/schemas/{name}"),
        "components": { "schemas": &*DEFINITIONS },
    });
    jsonschema::options()
        .with_format("iiko-date-time", |text| {
            text.len() == 23 && NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S%.3f").is_ok()
        })
        .should_validate_formats(true)
        .build(&schema)
        .unwrap_or_else(|error| panic!("{name} is no JSON Schema: {error}"))
}

fn all_valid(fill: Fill) {
    let mut values = 0;
    for built in BUILT {
        let validator = validator(built.name);
        for value in (built.encode)(fill) {
            // A variant's tag is written by its union.
            if crate::bundle::is_variant(built.name) {
                continue;
            }
            let errors: Vec<String> = validator
                .iter_errors(&value)
                .map(|error| format!("{}: {error}", error.instance_path()))
                .collect();
            assert!(errors.is_empty(), "{} {fill:?}: {errors:#?}\n{value:#}", built.name);
            values += 1;
        }
    }
    assert!(values > 150, "only {values} values: is the bundle whole?");
}

#[test]
fn minimal_values_are_valid() {
    all_valid(Fill::Minimal);
}

#[test]
fn full_values_are_valid() {
    all_valid(Fill::Full);
}

#[test]
fn full_values_leave_nothing_out() {
    for built in BUILT {
        let properties = SCHEMAS[built.name]["properties"].as_object();
        for value in (built.encode)(Fill::Full) {
            let missing = properties.into_iter().flatten().map(|(name, _)| name);
            let missing: Vec<&String> = missing.filter(|name| value.get(name.as_str()).is_none()).collect();
            // What holds itself is not filled for ever.
            let itself = format!("#/components/schemas/{}", built.name);
            let tags = missing.iter().all(|name| {
                let property = &SCHEMAS[built.name]["properties"][name.as_str()];
                property["enum"].is_array() || property["items"]["$ref"] == itself.as_str()
            });
            assert!(tags, "{} has no setter for {missing:?}", built.name);
        }
    }
}

#[test]
fn an_invalid_value_does_not_pass_the_validator() {
    let mut value = encode(&iiko_transport::types::OrganizationsRequest::sample(Fill::Full));
    assert!(validator("OrganizationsRequest").is_valid(&value));
    value["organisationIds"] = json!([]);
    assert!(!validator("OrganizationsRequest").is_valid(&value), "a misspelt field passes");
}

#[test]
fn full_values_keep_the_documented_limits() {
    let order = iiko_transport::types::DeliveryCreateRequest::sample(Fill::Full);
    assert_eq!(order.validate(), Ok(()));
}
