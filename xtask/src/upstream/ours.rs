//! The curated spec as a contract.

use std::collections::BTreeSet;

use iiko_codegen::model::{self, Kind, Spec};
use indexmap::IndexMap;
use serde_json::Value;

use super::model::{Contract, Field, Item, Operation, Shape, Type, Variant};

/// The facts of the bundle.
pub fn contract(spec: &Spec) -> Contract {
    let mut contract = Contract::default();
    for operation in &spec.operations {
        let value = &spec.document["paths"][&operation.path]["post"];
        contract.operations.insert(operation.path.clone(), self::operation(operation, value, spec));
    }
    for union in spec.sections.iter().filter_map(|section| section.events.as_deref()) {
        contract.events.extend(events(spec, union));
        contract.event_union = Some(union.to_owned());
    }
    contract.errors = model::error_schemas(&spec.document).into_iter().map(str::to_owned).collect();
    for schema in spec.schemas.values() {
        add_schema(&mut contract, schema, spec);
    }
    contract
}

fn operation(operation: &model::Operation, value: &Value, spec: &Spec) -> Operation {
    let section = spec.section(&operation.section);
    let shape = |name: &Option<String>| name.clone().map(Type::Shape);
    Operation {
        tag: operation
            .vendor_tag
            .clone()
            .or(section.and_then(|section| section.vendor_tag.clone()))
            .unwrap_or_default(),
        section: operation.section.clone(),
        status: operation.status,
        request: shape(&operation.request),
        response: operation.answer().as_ref().map(ty),
        parameters: parameters(value, &spec.document),
        authorized: operation.authorized,
        command: operation.command,
        deprecated: operation.deprecated,
        deprecated_for: spec
            .operations
            .iter()
            .find(|other| Some(&other.id) == operation.deprecated_for.as_ref())
            .map(|other| other.path.clone()),
        allowed_from: operation.allowed_from.clone(),
        restriction_group: operation.restriction_group.clone(),
    }
}

fn parameters(operation: &Value, document: &Value) -> BTreeSet<String> {
    let parameters = operation["parameters"].as_array().into_iter().flatten();
    parameters
        .filter_map(|parameter| match parameter["$ref"].as_str() {
            Some(reference) => document.pointer(reference.strip_prefix('#')?),
            None => Some(parameter),
        })
        .filter_map(|parameter| Some(parameter["name"].as_str()?.to_owned()))
        .collect()
}

fn events<'a>(spec: &'a Spec, union: &str) -> impl Iterator<Item = (String, String)> + use<'a> {
    let variants = match spec.schemas.get(union).map(|schema| &schema.kind) {
        Some(Kind::Union(union)) => union.variants.as_slice(),
        _ => &[],
    };
    variants.iter().flat_map(|variant| variant.tags.iter().map(|tag| (tag.clone(), variant.schema.clone())))
}

fn add_schema(contract: &mut Contract, schema: &model::Schema, spec: &Spec) {
    let shape = match &schema.kind {
        Kind::Id(_) => Shape::Alias(Type::Uuid),
        Kind::StringEnum(values) => {
            Shape::Enum { integer: false, values: values.iter().map(|value| value.value.clone()).collect() }
        }
        Kind::IntegerEnum(values) => Shape::Enum {
            integer: true,
            values: values.iter().map(|value| value.value.to_string()).collect(),
        },
        Kind::Code(code) => {
            contract.codes.insert(schema.name.clone());
            Shape::Enum { integer: true, values: code.listed.iter().map(ToString::to_string).collect() }
        }
        Kind::Union(union) => {
            let variants = union.variants.iter();
            Shape::Union {
                tag: Some(union.tag.clone()),
                variants: variants
                    .map(|variant| Variant { shape: variant.schema.clone(), tags: variant.tags.clone() })
                    .collect(),
            }
        }
        Kind::Object(_) => Shape::Object(document_order(schema, spec, contract)),
    };
    contract.shapes.insert(schema.name.clone(), shape);
}

/// Fields in the document's order, which is how people know them; constants become shapes of their own.
fn document_order(schema: &model::Schema, spec: &Spec, contract: &mut Contract) -> IndexMap<String, Field> {
    let properties = &spec.document["components"]["schemas"][&schema.name]["properties"];
    let position = |name: &str| properties.as_object()?.keys().position(|key| key == name);
    let mut fields: Vec<&model::Field> = schema.fields().iter().collect();
    fields.sort_by_key(|field| position(&field.name));
    let mut result = IndexMap::new();
    for field in fields {
        let ty = match properties[&field.name]["enum"].get(0) {
            Some(constant) => {
                let name = format!("{}.{}", schema.name, field.name);
                let values = vec![text(constant)];
                contract.shapes.insert(name.clone(), Shape::Enum { integer: constant.is_i64(), values });
                Type::Shape(name)
            }
            None => ty(&field.ty),
        };
        result.insert(field.name.clone(), self::field(field, ty));
    }
    result
}

fn field(field: &model::Field, ty: Type) -> Field {
    let limits = &field.limits;
    let count = |count: Option<u64>| count.map(|count| count as f64);
    let number = |value: &Option<Value>| value.as_ref().and_then(Value::as_f64);
    let limits = [
        ("minLength", count(limits.min_length)),
        ("maxLength", count(limits.max_length)),
        ("minimum", number(&limits.minimum)),
        ("maximum", number(&limits.maximum)),
        ("minItems", count(limits.min_items)),
        ("maxItems", count(limits.max_items)),
    ];
    Field {
        item: Item { ty, nullable: field.nullable },
        required: field.required,
        default: field.default.clone(),
        limits: limits.into_iter().filter_map(|(name, limit)| Some((name, limit?))).collect(),
        deprecated: field.deprecated,
        allowed_from: field.allowed_from.clone(),
    }
}

fn ty(ty: &model::Type) -> Type {
    let item = |item: &model::Type, nullable| Box::new(Item { ty: self::ty(item), nullable });
    match ty {
        model::Type::Ref(name) => Type::Shape(name.clone()),
        model::Type::String | model::Type::Secret => Type::Text,
        model::Type::Boolean => Type::Boolean,
        model::Type::Int32 => Type::Int32,
        model::Type::Int64 => Type::Int64,
        model::Type::Decimal | model::Type::Double => Type::Number,
        model::Type::DateTime => Type::DateTime,
        model::Type::IsoDateTime => Type::IsoDateTime,
        model::Type::Date => Type::Date,
        model::Type::Any => Type::Any,
        model::Type::Array(inner, nullable) => Type::List(item(inner, *nullable)),
        model::Type::Map(inner) => Type::Map(item(inner, false)),
    }
}

/// A JSON scalar as plain text.
pub fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
