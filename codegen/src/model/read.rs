//! Reads the bundle's JSON into the model; what has no place in it is refused with its own.

use indexmap::IndexMap;
use serde_json::Value;

use super::spec::{Code, EnumValue, Field, Kind, Limits, Operation, Schema, Section, Type, Union, Variant};
use super::typed::{
    answer_body, body, count, flag, list, map, number, object as as_object, target, text, texts,
};
use super::{names, read_beyond};
use crate::error::Error;

/// The document's tags.
pub(super) fn sections(document: &Value) -> Result<Vec<Section>, Error> {
    let tags = list(document, "tags")?.iter().enumerate();
    tags.map(|(index, tag)| section(tag).map_err(|error| error.within(&format!("tags[{index}]")))).collect()
}

fn section(tag: &Value) -> Result<Section, Error> {
    as_object(tag, "a section's tag")?;
    let name = text(tag, "name")?.ok_or_else(|| Error::new("name", "a section without a name"))?;
    let events = text(tag, "x-events")?.map(|events| target(&events)).transpose();
    Ok(Section {
        title: text(tag, "x-title")?.unwrap_or_else(|| name.clone()),
        description: text(tag, "description")?.unwrap_or_default(),
        handle: text(tag, "x-handle")?.unwrap_or_else(|| name.clone()),
        python_group: text(tag, "x-python-group")?,
        vendor_tag: text(tag, "x-vendor-tag")?,
        events: events.map_err(|error| error.within("x-events"))?,
        name,
    })
}

/// The document's servers that name their region.
pub(super) fn servers(document: &Value) -> Result<Vec<(String, String)>, Error> {
    let mut servers = Vec::new();
    for (index, server) in list(document, "servers")?.iter().enumerate() {
        let within = |error: Error| error.within(&format!("servers[{index}]"));
        let region = text(server, "x-region").map_err(within)?;
        servers.extend(region.zip(text(server, "url").map_err(within)?));
    }
    Ok(servers)
}

/// The document's paths.
pub(super) fn operations(document: &Value) -> Result<Vec<Operation>, Error> {
    let mut operations = Vec::new();
    for (path, item) in map(document, "paths")? {
        let place = format!("paths.{path}");
        if path.contains('{') {
            return Err(Error::new(place, "paths with parameters are not known"));
        }
        for (method, operation) in as_object(item, "a path").map_err(|error| error.within(&place))? {
            let place = format!("{place}.{method}");
            if method != "post" {
                return Err(Error::new(place, "only POST operations are known"));
            }
            operations.push(self::operation(path, operation).map_err(|error| error.within(&place))?);
        }
    }
    Ok(operations)
}

fn operation(path: &str, value: &Value) -> Result<Operation, Error> {
    as_object(value, "an operation")?;
    let tags = texts(value, "tags")?;
    let [section] = tags[..] else {
        return Err(Error::new("tags", "an operation needs one tag: its section"));
    };
    let request = value.get("requestBody").map(|request| {
        let name = body(request, "requestBody")?;
        name.ok_or_else(|| Error::new("requestBody", "a request without `content`"))
    });
    let (status, answer) = success(value)?;
    let place = format!("responses.{status}");
    as_object(answer, "the response of the success").map_err(|error| error.within(&place))?;
    let (response, response_list) = answer_body(answer, &place)?;
    let tail = path.rsplit('/').next().unwrap_or_default();
    Ok(Operation {
        method: text(value, "x-method")?.unwrap_or_else(|| names::field(tail)),
        id: text(value, "operationId")?
            .ok_or_else(|| Error::new("operationId", "an operation without one"))?,
        path: path.to_owned(),
        section: section.to_owned(),
        vendor_tag: text(value, "x-vendor-tag")?,
        summary: text(value, "summary")?.unwrap_or_default(),
        description: text(value, "description")?,
        restriction_group: text(value, "x-restriction-group")?,
        allowed_from: text(value, "x-allowed-from")?,
        command: flag(value, "x-command")?,
        read_only: flag(value, "x-read-only")?,
        deprecated: flag(value, "deprecated")?,
        deprecated_for: text(value, "x-deprecated-for")?,
        python_method: text(value, "x-python-method")?,
        go_method: text(value, "x-go-method")?,
        authorized: value.get("security").is_none() || !list(value, "security")?.is_empty(),
        whole_request: flag(value, "x-whole-request")?,
        keeps: text(value, "x-keeps")?,
        beyond: read_beyond::read(value)?,
        request: request.transpose()?,
        response,
        response_list,
        status,
    })
}

/// The one response of a success: `200`, or another status of its kind.
fn success(operation: &Value) -> Result<(u16, &Value), Error> {
    let mut successes = map(operation, "responses")?.filter_map(|(status, answer)| {
        let code = status.parse::<u16>().ok().filter(|code| (200..300).contains(code))?;
        Some((code, answer))
    });
    match (successes.next(), successes.next()) {
        (Some(success), None) => Ok(success),
        (None, _) => Err(Error::new("responses", "an operation without a response `200` or another success")),
        (Some(_), Some(_)) => Err(Error::new("responses", "an operation with several successes")),
    }
}

/// The document's components.
pub(super) fn schemas(document: &Value) -> Result<IndexMap<String, Schema>, Error> {
    let none = Value::Null;
    let components = document.get("components").unwrap_or(&none);
    let mut schemas = IndexMap::new();
    for (name, value) in map(components, "schemas").map_err(|error| error.within("components"))? {
        let schema = schema(name, value, &components["schemas"]);
        let schema = schema.map_err(|error| error.within(&format!("components.schemas.{name}")))?;
        schemas.insert(name.clone(), schema);
    }
    Ok(schemas)
}

fn schema(name: &str, value: &Value, components: &Value) -> Result<Schema, Error> {
    as_object(value, "a component")?;
    let description = text(value, "description")?.unwrap_or_default();
    Ok(Schema { name: name.to_owned(), description, kind: kind(name, value, components)? })
}

fn kind(name: &str, value: &Value, components: &Value) -> Result<Kind, Error> {
    if value.get("oneOf").is_some() {
        return union(name, value, components).map(Kind::Union);
    }
    if value.get("enum").is_some() {
        return enumeration(value, list(value, "enum")?);
    }
    match (text(value, "type")?.as_deref(), text(value, "format")?.as_deref()) {
        (Some("object"), None) => object(value).map(Kind::Object),
        (Some("string"), Some("uuid")) => Ok(Kind::Id(flag(value, "x-client-chosen")?)),
        (other, _) => Err(Error::new(
            "type",
            format!("a component is an object, an enum, a union or an id, not {other:?}"),
        )),
    }
}

fn enumeration(schema: &Value, values: &[Value]) -> Result<Kind, Error> {
    if values.is_empty() {
        return Err(Error::new("enum", "an enum without values"));
    }
    for facts in ["x-enum-descriptions", "x-wire-numbers"] {
        map(schema, facts).map(drop)?;
    }
    let within = |error: Error| error.within("x-enum-descriptions");
    let describe = |value: &str| match schema.get("x-enum-descriptions") {
        Some(words) => text(words, value).map_err(within).map(Option::unwrap_or_default),
        None => Ok(String::new()),
    };
    if schema.get("type").is_some_and(|ty| ty == "integer") && schema.get("x-enum-varnames").is_none() {
        return code(schema, values, describe).map(Kind::Code);
    }
    if schema.get("type").is_some_and(|ty| ty == "integer") {
        let names = texts(schema, "x-enum-varnames")?;
        let values = values.iter().enumerate().map(|(index, value)| {
            let value = value.as_i64().ok_or_else(|| Error::new("enum", "a value is no integer"))?;
            let variant = *names
                .get(index)
                .ok_or_else(|| Error::new("x-enum-varnames", format!("no name for the value {value}")))?;
            let (variant, description) = (variant.to_owned(), describe(&value.to_string())?);
            Ok(EnumValue { value, variant, number: None, description })
        });
        return Ok(Kind::IntegerEnum(values.collect::<Result<_, Error>>()?));
    }
    let values = values.iter().map(|value| {
        let value = value.as_str().ok_or_else(|| Error::new("enum", "a value is no text"))?;
        Ok(EnumValue {
            value: value.to_owned(),
            variant: names::variant(value),
            number: wire_number(schema, value)?,
            description: describe(value)?,
        })
    });
    Ok(Kind::StringEnum(values.collect::<Result<_, Error>>()?))
}

/// Integers without names; `x-constants` names those whose meaning is known.
fn code(
    schema: &Value,
    values: &[Value],
    describe: impl Fn(&str) -> Result<String, Error>,
) -> Result<Code, Error> {
    let listed =
        values.iter().map(|value| value.as_i64().ok_or_else(|| Error::new("enum", "a value is no integer")));
    let listed = listed.collect::<Result<Vec<i64>, Error>>()?;
    let known = map(schema, "x-constants")?.map(|(value, name)| {
        let number = value.parse().ok().filter(|number| listed.contains(number));
        let number = number.ok_or_else(|| Error::new("x-constants", format!("`{value}` is no value")))?;
        let name = name
            .as_str()
            .ok_or_else(|| Error::new("x-constants", format!("the name of {value} is no text")))?;
        let variant = names::constant(name);
        Ok(EnumValue { value: number, variant, number: None, description: describe(value)? })
    });
    let known = known.collect::<Result<_, Error>>()?;
    Ok(Code { listed, known })
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

fn union(name: &str, value: &Value, components: &Value) -> Result<Union, Error> {
    let discriminator =
        value.get("discriminator").ok_or_else(|| Error::new("oneOf", "a union without a discriminator"))?;
    let within = |error: Error| error.within("discriminator");
    let tag = text(discriminator, "propertyName").map_err(within)?;
    let tag = tag.ok_or_else(|| Error::new("discriminator", "no propertyName"))?;
    let mut by_schema: IndexMap<String, Vec<String>> = IndexMap::new();
    for (tag, named) in map(discriminator, "mapping").map_err(within)? {
        let place = format!("discriminator.mapping.{tag}");
        let schema = named.as_str().ok_or_else(|| Error::new(&place, "it is no text"));
        let schema = target(schema?).map_err(|error| error.within(&place))?;
        by_schema.entry(schema).or_default().push(tag.clone());
    }
    if by_schema.is_empty() {
        return Err(Error::new("discriminator.mapping", "a union without variants"));
    }
    let mut integer_tag = false;
    let mut variants = Vec::new();
    for (schema, tags) in by_schema {
        let property = components.get(&schema).map(|definition| &definition["properties"][&tag]);
        let property = property.filter(|property| property.is_object()).ok_or_else(|| {
            Error::new("discriminator.mapping", format!("no object `{schema}` with the tag `{tag}`"))
        })?;
        let is_integer = property.get("type").is_some_and(|ty| ty == "integer");
        integer_tag |= is_integer;
        let name = names::union_variant(name, &schema, &tags);
        variants.push(Variant {
            schema,
            tags,
            keeps_tag: property.get("enum").is_none() || is_integer,
            name,
        });
    }
    Ok(Union { tag, integer_tag, variants })
}

fn object(value: &Value) -> Result<Vec<Field>, Error> {
    let required = texts(value, "required")?;
    let mut properties: Vec<(&String, &Value)> = map(value, "properties")?.collect();
    if let Some(missing) = required.iter().find(|name| !properties.iter().any(|(other, _)| other == *name)) {
        return Err(Error::new("required", format!("no property `{missing}`")));
    }
    let position = |name: &str| required.iter().position(|r| *r == name).unwrap_or(usize::MAX);
    properties.sort_by_key(|(name, _)| position(name));
    properties
        .into_iter()
        .map(|(name, property)| {
            field(name, property, required.contains(&name.as_str()))
                .map_err(|error| error.within(&format!("properties.{name}")))
        })
        .collect()
}

fn field(name: &str, value: &Value, required: bool) -> Result<Field, Error> {
    as_object(value, "a property")?;
    let constant = match list(value, "enum")? {
        [] if value.get("enum").is_none() => None,
        [only] => Some(only.clone()),
        _ => {
            return Err(Error::new(
                "enum",
                "an enum of several values stands in components.schemas, not in a property",
            ));
        }
    };
    Ok(Field {
        name: name.to_owned(),
        description: text(value, "description")?.unwrap_or_default(),
        ty: ty(value)?,
        required,
        nullable: flag(value, "nullable")?,
        send_null: flag(value, "x-send-null")?,
        // An integer tag stays a field: serde's tags are texts.
        constant: constant.filter(Value::is_string),
        example: value.get("example").cloned(),
        default: value.get("default").cloned(),
        limits: limits(value)?,
        personal: flag(value, "x-personal")?,
        forgiving: flag(value, "x-forgiving")?,
        independent: flag(value, "x-independent")?,
        error_part: text(value, "x-error-part")?,
        reasons: texts(value, "x-reasons")?.into_iter().map(str::to_owned).collect(),
        deprecated: flag(value, "deprecated")?,
        deprecated_for: text(value, "x-deprecated-for")?,
        allowed_from: text(value, "x-allowed-from")?,
    })
}

fn limits(value: &Value) -> Result<Limits, Error> {
    Ok(Limits {
        min_length: count(value, "minLength")?,
        max_length: count(value, "maxLength")?,
        minimum: number(value, "minimum")?,
        maximum: number(value, "maximum")?,
        min_items: count(value, "minItems")?,
        max_items: count(value, "maxItems")?,
    })
}

/// The type that a property schema means.
pub(super) fn ty(value: &Value) -> Result<Type, Error> {
    as_object(value, "a type")?;
    if let Some(name) = text(value, "$ref")? {
        return target(&name).map(Type::Ref).map_err(|error| error.within("$ref"));
    }
    if value.get("allOf").is_some() {
        return match list(value, "allOf")? {
            [only] => ty(only).map_err(|error| error.within("allOf[0]")),
            _ => Err(Error::new("allOf", "allOf only wraps a single reference")),
        };
    }
    let (kind, format) = (text(value, "type")?, text(value, "format")?);
    match (kind.as_deref(), format.as_deref()) {
        (None, None) => Ok(Type::Any),
        (Some("string"), None) => Ok(Type::String),
        (Some("string"), Some("password")) => Ok(Type::Secret),
        (Some("string"), Some("iiko-date-time")) => Ok(Type::DateTime),
        (Some("string"), Some("date-time")) => Ok(Type::IsoDateTime),
        (Some("string"), Some("date")) => Ok(Type::Date),
        (Some("boolean"), None) => Ok(Type::Boolean),
        (Some("integer"), Some("int32")) => Ok(Type::Int32),
        (Some("integer"), None | Some("int64")) => Ok(Type::Int64),
        (Some("number"), Some("decimal")) => Ok(Type::Decimal),
        (Some("number"), Some("double")) => Ok(Type::Double),
        (Some("array"), None) => {
            let item = value.get("items").ok_or_else(|| Error::new("items", "a list of nothing"))?;
            let within = |error: Error| error.within("items");
            Ok(Type::Array(Box::new(ty(item).map_err(within)?), flag(item, "nullable").map_err(within)?))
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
