//! Answers made from the bundle: for any operation the smallest body that its schema allows.

use std::sync::LazyLock;

use iiko_codegen::model::{Field, Kind, Spec, Type, Union};
use serde_json::{Map, Value, json};

/// The curated spec, as the client was generated from it.
pub static SPEC: LazyLock<Spec> = LazyLock::new(|| {
    let bundle = iiko_spec::BUNDLE;
    Spec::parse(bundle).expect("the bundle is good, or the client would not have been built")
});

/// The smallest success of an operation.
pub fn answer(operation: &str) -> Value {
    let operation =
        SPEC.operations.iter().find(|known| known.id == operation).expect("an operation of the spec");
    operation.response.as_deref().map_or(Value::Null, minimal)
}

/// The smallest value of a schema: required properties only.
pub fn minimal(schema: &str) -> Value {
    match &SPEC.schemas[schema].kind {
        Kind::Object(fields) => Value::Object(object(fields)),
        Kind::StringEnum(values) => json!(values[0].value),
        Kind::IntegerEnum(values) => json!(values[0].value),
        Kind::Code(code) => json!(code.listed[0]),
        Kind::Union(union) => variant(union, 0),
        Kind::Id(_) => json!("00000000-0000-4000-8000-00000000000f"),
    }
}

/// The smallest webhook event of a kind.
pub fn event(kind: &str) -> Value {
    let events =
        SPEC.section("webhooks").and_then(|section| section.events.as_deref()).expect("webhooks have events");
    let Kind::Union(union) = &SPEC.schemas[events].kind else { panic!("events are a union") };
    let index = union.variants.iter().position(|variant| variant.tags[0] == kind).expect("a kind of event");
    variant(union, index)
}

/// The smallest value of one variant of a union, with its tag.
fn variant(union: &Union, index: usize) -> Value {
    let variant = &union.variants[index];
    let tag = if union.integer_tag {
        json!(variant.tags[0].parse::<i64>().expect("an integer tag"))
    } else {
        json!(variant.tags[0])
    };
    let mut value = minimal(&variant.schema);
    value[&union.tag] = tag;
    value
}

fn object(fields: &[Field]) -> Map<String, Value> {
    let required = fields.iter().filter(|field| field.required);
    required.map(|field| (field.name.clone(), property(field))).collect()
}

fn property(field: &Field) -> Value {
    match &field.constant {
        Some(constant) => constant.clone(),
        None => value(&field.ty),
    }
}

fn value(ty: &Type) -> Value {
    match ty {
        Type::Ref(name) => minimal(name),
        Type::String | Type::Secret => json!("text"),
        Type::Boolean => json!(true),
        Type::Int32 | Type::Int64 => json!(1),
        Type::Decimal | Type::Double => json!(1.5),
        Type::DateTime => json!("2024-01-01 00:00:00.000"),
        Type::IsoDateTime => json!("2024-01-01T00:00:00.000+00:00"),
        Type::Date => json!("2024-01-01"),
        Type::Any => Value::Null,
        Type::Array(..) => json!([]),
        Type::Map(_) => json!({}),
    }
}
