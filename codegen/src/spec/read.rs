//! Reads the bundle's JSON into the model; what has no place in it is refused with its own.

use indexmap::IndexMap;
use serde_json::{Map, Value};

use super::{
    EnumValue, Field, Kind, Limits, Operation, REF, Schema, Section, Type, Union, Variant, reference_of,
};
use crate::Error;

fn text(object: &Value, key: &str) -> Option<String> {
    object.get(key).and_then(Value::as_str).map(str::to_owned)
}

fn flag(object: &Value, key: &str) -> bool {
    object.get(key).and_then(Value::as_bool).unwrap_or(false)
}

/// The document's tags.
pub(super) fn sections(document: &Value) -> Vec<Section> {
    let tags = document["tags"].as_array().map(Vec::as_slice).unwrap_or_default();
    tags.iter()
        .map(|tag| {
            let name = text(tag, "name").unwrap_or_default();
            Section {
                title: text(tag, "x-title").unwrap_or_else(|| name.clone()),
                description: text(tag, "description").unwrap_or_default(),
                handle: text(tag, "x-handle").unwrap_or_else(|| name.clone()),
                python_group: text(tag, "x-python-group"),
                vendor_tag: text(tag, "x-vendor-tag"),
                events: text(tag, "x-events").map(|r| r.trim_start_matches(REF).to_owned()),
                name,
            }
        })
        .collect()
}

/// The document's servers that name their region.
pub(super) fn servers(document: &Value) -> Vec<(String, String)> {
    let servers = document["servers"].as_array().map(Vec::as_slice).unwrap_or_default();
    servers.iter().filter_map(|s| Some((text(s, "x-region")?, text(s, "url")?))).collect()
}

/// The document's paths.
pub(super) fn operations(document: &Value) -> Result<Vec<Operation>, Error> {
    let paths = document["paths"].as_object().cloned().unwrap_or_default();
    let mut operations = Vec::new();
    for (path, item) in &paths {
        if path.contains('{') {
            return Err(Error::new(format!("paths.{path}"), "paths with parameters are not known"));
        }
        let methods = item.as_object().cloned().unwrap_or_default();
        for (method, operation) in &methods {
            if method != "post" {
                let place = format!("paths.{path}.{method}");
                return Err(Error::new(place, "only POST operations are known"));
            }
            operations.push(self::operation(path, operation)?);
        }
    }
    Ok(operations)
}

fn body(content: &Value) -> Option<String> {
    reference_of(&content["content"]["application/json"]["schema"]).map(str::to_owned)
}

fn operation(path: &str, value: &Value) -> Result<Operation, Error> {
    let id = text(value, "operationId")
        .ok_or_else(|| Error::new(format!("paths.{path}.post"), "no operationId"))?;
    let section = value["tags"][0]
        .as_str()
        .ok_or_else(|| Error::new(format!("paths.{path}.post"), "no tag"))?
        .to_owned();
    Ok(Operation {
        id,
        path: path.to_owned(),
        section,
        vendor_tag: text(value, "x-vendor-tag"),
        summary: text(value, "summary").unwrap_or_default(),
        description: text(value, "description"),
        restriction_group: text(value, "x-restriction-group"),
        allowed_from: text(value, "x-allowed-from"),
        command: flag(value, "x-command"),
        read_only: flag(value, "x-read-only"),
        deprecated: flag(value, "deprecated"),
        deprecated_for: text(value, "x-deprecated-for"),
        python_method: text(value, "x-python-method"),
        go_method: text(value, "x-go-method"),
        authorized: value.get("security").and_then(Value::as_array).is_none_or(|s| !s.is_empty()),
        whole_request: flag(value, "x-whole-request"),
        request: body(&value["requestBody"]),
        response: body(&value["responses"]["200"]),
    })
}

/// The document's components.
pub(super) fn schemas(document: &Value) -> Result<IndexMap<String, Schema>, Error> {
    let components = document["components"]["schemas"].as_object().cloned().unwrap_or_default();
    let mut schemas = IndexMap::new();
    for (name, value) in &components {
        let place = format!("components.schemas.{name}");
        let kind = kind(name, value, &components).map_err(|error| error.within(&place))?;
        let description = text(value, "description").unwrap_or_default();
        schemas.insert(name.clone(), Schema { name: name.clone(), description, kind });
    }
    Ok(schemas)
}

fn kind(name: &str, value: &Value, components: &Map<String, Value>) -> Result<Kind, Error> {
    if value.get("oneOf").is_some() {
        return union(name, value, components).map(Kind::Union);
    }
    if let Some(values) = value.get("enum").and_then(Value::as_array) {
        return enumeration(value, values);
    }
    match value.get("type").and_then(Value::as_str) {
        Some("object") => object(value).map(Kind::Object),
        Some("string") if value.get("format").and_then(Value::as_str) == Some("uuid") => Ok(Kind::Id),
        other => Err(Error::new(
            "type",
            format!("a component is an object, an enum, a union or an id, not {other:?}"),
        )),
    }
}

fn enumeration(schema: &Value, values: &[Value]) -> Result<Kind, Error> {
    if values.is_empty() {
        return Err(Error::new("enum", "an enum without values"));
    }
    let describe = |value: &str| text(&schema["x-enum-descriptions"], value).unwrap_or_default();
    if schema["type"] == "integer" {
        let names = &schema["x-enum-varnames"];
        let values = values.iter().enumerate().map(|(index, value)| {
            let value = value.as_i64().ok_or_else(|| Error::new("enum", "a value is no integer"))?;
            let variant = names[index]
                .as_str()
                .ok_or_else(|| Error::new("x-enum-varnames", format!("no name for the value {value}")))?;
            let (variant, description) = (variant.to_owned(), describe(&value.to_string()));
            Ok(EnumValue { value, variant, number: None, description })
        });
        return Ok(Kind::IntegerEnum(values.collect::<Result<_, Error>>()?));
    }
    let values = values.iter().map(|value| {
        let value = value.as_str().ok_or_else(|| Error::new("enum", "a value is no text"))?;
        Ok(EnumValue {
            value: value.to_owned(),
            variant: crate::names::variant(value),
            number: wire_number(schema, value)?,
            description: describe(value),
        })
    });
    Ok(Kind::StringEnum(values.collect::<Result<_, Error>>()?))
}

fn wire_number(schema: &Value, value: &str) -> Result<Option<i64>, Error> {
    match schema.get("x-wire-numbers").and_then(|numbers| numbers.get(value)) {
        None => Ok(None),
        Some(number) => {
            let reason = || Error::new("x-wire-numbers", format!("the number of `{value}` is no integer"));
            number.as_i64().map(Some).ok_or_else(reason)
        }
    }
}

fn union(name: &str, value: &Value, components: &Map<String, Value>) -> Result<Union, Error> {
    let discriminator =
        value.get("discriminator").ok_or_else(|| Error::new("oneOf", "a union without a discriminator"))?;
    let tag =
        text(discriminator, "propertyName").ok_or_else(|| Error::new("discriminator", "no propertyName"))?;
    let mapping =
        discriminator["mapping"].as_object().ok_or_else(|| Error::new("discriminator", "no mapping"))?;
    let mut by_schema: IndexMap<String, Vec<String>> = IndexMap::new();
    for (tag, target) in mapping {
        let schema = target.as_str().unwrap_or_default().trim_start_matches(REF).to_owned();
        by_schema.entry(schema).or_default().push(tag.clone());
    }
    let mut integer_tag = false;
    let mut variants = Vec::new();
    for (schema, tags) in by_schema {
        let definition = components
            .get(&schema)
            .ok_or_else(|| Error::new("discriminator.mapping", format!("no schema {schema}")))?;
        let property = &definition["properties"][&tag];
        integer_tag |= property["type"] == "integer";
        let name = crate::names::union_variant(name, &schema, &tags);
        let keeps_tag = property.get("enum").is_none() || property["type"] == "integer";
        variants.push(Variant { schema, tags, keeps_tag, name });
    }
    Ok(Union { tag, integer_tag, variants })
}

fn object(value: &Value) -> Result<Vec<Field>, Error> {
    let required: Vec<&str> =
        value["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let properties = value["properties"].as_object().cloned().unwrap_or_default();
    let mut names: Vec<&String> = properties.keys().collect();
    let position = |name: &str| required.iter().position(|r| *r == name).unwrap_or(usize::MAX);
    names.sort_by_key(|name| position(name));
    names
        .into_iter()
        .map(|name| {
            field(name, &properties[name], required.contains(&name.as_str()))
                .map_err(|error| error.within(&format!("properties.{name}")))
        })
        .collect()
}

fn field(name: &str, value: &Value, required: bool) -> Result<Field, Error> {
    let constant = match value.get("enum").and_then(Value::as_array).map(Vec::as_slice) {
        None => None,
        Some([only]) => Some(only.clone()),
        Some(_) => {
            return Err(Error::new(
                "enum",
                "an enum of several values stands in components.schemas, not in a property",
            ));
        }
    };
    Ok(Field {
        name: name.to_owned(),
        description: text(value, "description").unwrap_or_default(),
        ty: ty(value)?,
        required,
        nullable: flag(value, "nullable"),
        send_null: flag(value, "x-send-null"),
        // An integer tag stays a field: serde's tags are texts.
        constant: constant.filter(Value::is_string),
        default: value.get("default").cloned(),
        limits: limits(value),
        personal: flag(value, "x-personal"),
        forgiving: flag(value, "x-forgiving"),
        independent: flag(value, "x-independent"),
        deprecated: flag(value, "deprecated"),
        deprecated_for: text(value, "x-deprecated-for"),
        allowed_from: text(value, "x-allowed-from"),
    })
}

fn limits(value: &Value) -> Limits {
    let count = |key: &str| value.get(key).and_then(Value::as_u64);
    Limits {
        min_length: count("minLength"),
        max_length: count("maxLength"),
        minimum: value.get("minimum").cloned(),
        maximum: value.get("maximum").cloned(),
        min_items: count("minItems"),
        max_items: count("maxItems"),
    }
}

/// The type that a property schema means.
pub(super) fn ty(value: &Value) -> Result<Type, Error> {
    if let Some(name) = reference_of(value) {
        return Ok(Type::Ref(name.to_owned()));
    }
    if let Some(all) = value.get("allOf").and_then(Value::as_array) {
        return match all.as_slice() {
            [only] => ty(only),
            _ => Err(Error::new("allOf", "allOf only wraps a single reference")),
        };
    }
    let format = value.get("format").and_then(Value::as_str);
    match (value.get("type").and_then(Value::as_str), format) {
        (None, None) => Ok(Type::Any),
        (Some("string"), None) => Ok(Type::String),
        (Some("string"), Some("password")) => Ok(Type::Secret),
        (Some("string"), Some("iiko-date-time")) => Ok(Type::DateTime),
        (Some("boolean"), None) => Ok(Type::Boolean),
        (Some("integer"), Some("int32")) => Ok(Type::Int32),
        (Some("integer"), None | Some("int64")) => Ok(Type::Int64),
        (Some("number"), Some("decimal")) => Ok(Type::Decimal),
        (Some("number"), Some("double")) => Ok(Type::Double),
        (Some("array"), None) => {
            let item = &value["items"];
            Ok(Type::Array(Box::new(ty(item).map_err(|e| e.within("items"))?), flag(item, "nullable")))
        }
        (Some("object"), None) => match value.get("additionalProperties") {
            Some(item) if item.is_object() => {
                Ok(Type::Map(Box::new(ty(item).map_err(|e| e.within("additionalProperties"))?)))
            }
            _ => Err(Error::new("type", "an inline object: give it a name in components.schemas")),
        },
        (kind, format) => Err(Error::new("type", format!("unknown type {kind:?} with format {format:?}"))),
    }
}
