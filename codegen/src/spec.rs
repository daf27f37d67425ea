//! The bundle as a typed model: sections, operations, schemas and fields, in the bundle's order.

use indexmap::IndexMap;
use serde_json::{Map, Value};

use crate::Error;

/// The whole curated spec.
#[derive(Debug, Clone)]
pub struct Spec {
    /// The document as it was read.
    pub document: Value,
    /// Sections in the order of the document's tags.
    pub sections: Vec<Section>,
    /// Operations in the order of the document's paths.
    pub operations: Vec<Operation>,
    /// Component schemas by name.
    pub schemas: IndexMap<String, Schema>,
    /// Servers of the document: region name and address.
    pub servers: Vec<(String, String)>,
}

/// A part of the API: a tag of the document, a cargo feature, a trait, a handle.
#[derive(Debug, Clone)]
pub struct Section {
    /// Tag and feature name: `deliveries`.
    pub name: String,
    /// Title for people: `Deliveries`.
    pub title: String,
    /// What the section is for.
    pub description: String,
    /// Method of the client that gives the section's handle.
    pub handle: String,
    /// The Python client's group, where it has one.
    pub python_group: Option<String>,
    /// The vendor's own tag of the section.
    pub vendor_tag: Option<String>,
    /// Union of the events that the section's webhooks deliver.
    pub events: Option<String>,
}

/// One call of the API.
#[derive(Debug, Clone)]
pub struct Operation {
    /// `operationId`: the Rust and, where it exists, the Python method name.
    pub id: String,
    /// Path below the server's address.
    pub path: String,
    /// Name of the section.
    pub section: String,
    /// The vendor's own tag, where it is not the section's.
    pub vendor_tag: Option<String>,
    /// One line of what it does.
    pub summary: String,
    /// What a user must know.
    pub description: Option<String>,
    /// The vendor's rate group.
    pub restriction_group: Option<String>,
    /// First iiko version that knows the operation.
    pub allowed_from: Option<String>,
    /// An asynchronous command, followed with `status`.
    pub command: bool,
    /// Safe to repeat.
    pub read_only: bool,
    /// Deprecated by the vendor.
    pub deprecated: bool,
    /// The operation to use instead.
    pub deprecated_for: Option<String>,
    /// Method name of the Python client.
    pub python_method: Option<String>,
    /// Method name of the Go client.
    pub go_method: Option<String>,
    /// Whether the call carries the access token.
    pub authorized: bool,
    /// Schema of the request body.
    pub request: Option<String>,
    /// Schema of the success body.
    pub response: Option<String>,
}

/// A component schema.
#[derive(Debug, Clone)]
pub struct Schema {
    /// Name in the document and in Rust.
    pub name: String,
    /// What it is.
    pub description: String,
    /// Its shape.
    pub kind: Kind,
}

/// The shapes that a component schema may have.
#[derive(Debug, Clone)]
pub enum Kind {
    /// An object with known properties.
    Object(Vec<Field>),
    /// A string enum: values with their descriptions.
    StringEnum(Vec<EnumValue<String>>),
    /// An integer enum: values with names and descriptions.
    IntegerEnum(Vec<EnumValue<i64>>),
    /// A union told apart by a property.
    Union(Union),
    /// An entity id.
    Id,
}

/// One value of an enum.
#[derive(Debug, Clone)]
pub struct EnumValue<T> {
    /// Value on the wire.
    pub value: T,
    /// Rust variant.
    pub variant: String,
    /// What it means.
    pub description: String,
}

/// A union of objects.
#[derive(Debug, Clone)]
pub struct Union {
    /// Property that tells the variants apart.
    pub tag: String,
    /// Whether the tag is an integer.
    pub integer_tag: bool,
    /// Variants in the document's order.
    pub variants: Vec<Variant>,
}

/// One variant of a union.
#[derive(Debug, Clone)]
pub struct Variant {
    /// Schema of the variant.
    pub schema: String,
    /// Tag values that choose it.
    pub tags: Vec<String>,
    /// Whether the variant's own struct keeps the tag as a field (several values choose it, or an integer).
    pub keeps_tag: bool,
    /// Rust variant name.
    pub name: String,
}

/// A property of an object.
#[derive(Debug, Clone)]
pub struct Field {
    /// Name on the wire.
    pub name: String,
    /// What it is.
    pub description: String,
    /// Its type.
    pub ty: Type,
    /// Whether it must be there.
    pub required: bool,
    /// Whether it may be `null`.
    pub nullable: bool,
    /// Whether the service tells `null` from missing.
    pub send_null: bool,
    /// The only value it ever has: a union's tag.
    pub constant: Option<Value>,
    /// Value that the service assumes when it is missing.
    pub default: Option<Value>,
    /// Ranges and lengths.
    pub limits: Limits,
    /// Personal data of a guest or an employee.
    pub personal: bool,
    /// Deprecated by the vendor.
    pub deprecated: bool,
    /// The property to use instead.
    pub deprecated_for: Option<String>,
    /// First iiko version that knows it.
    pub allowed_from: Option<String>,
}

/// Documented ranges and lengths.
#[derive(Debug, Clone, Default)]
pub struct Limits {
    /// Fewest characters.
    pub min_length: Option<u64>,
    /// Most characters.
    pub max_length: Option<u64>,
    /// Least value.
    pub minimum: Option<Value>,
    /// Greatest value.
    pub maximum: Option<Value>,
    /// Fewest items.
    pub min_items: Option<u64>,
    /// Most items.
    pub max_items: Option<u64>,
}

impl Limits {
    /// Whether nothing is limited.
    pub fn is_empty(&self) -> bool {
        self.min_length.is_none()
            && self.max_length.is_none()
            && self.minimum.is_none()
            && self.maximum.is_none()
            && self.min_items.is_none()
            && self.max_items.is_none()
    }
}

/// The type of a property or of a list's items.
#[derive(Debug, Clone, PartialEq)]
pub enum Type {
    /// Another component schema.
    Ref(String),
    /// Text.
    String,
    /// Text that must not be shown: a login, a token.
    Secret,
    /// `true` or `false`.
    Boolean,
    /// 32-bit integer.
    Int32,
    /// 64-bit integer.
    Int64,
    /// Money or an amount.
    Decimal,
    /// A measure: a coordinate, an angle.
    Double,
    /// A zoneless date-time of iiko.
    DateTime,
    /// Anything.
    Any,
    /// A list; the flag tells whether items may be `null`.
    Array(Box<Type>, bool),
    /// A map from text.
    Map(Box<Type>),
}

const REF: &str = "#/components/schemas/";

impl Spec {
    /// Reads a bundle.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let document: Value =
            serde_json::from_str(text).map_err(|error| Error::new("", error.to_string()))?;
        Self::from_document(document)
    }

    /// Reads a bundle that is JSON already.
    pub fn from_document(document: Value) -> Result<Self, Error> {
        let sections = sections(&document);
        let operations = operations(&document)?;
        let schemas = schemas(&document)?;
        let servers = servers(&document);
        Ok(Self { document, sections, operations, schemas, servers })
    }

    /// The section of that name.
    pub fn section(&self, name: &str) -> Option<&Section> {
        self.sections.iter().find(|section| section.name == name)
    }

    /// Schemas that can be reached from the operations and events of `sections`, in the bundle's order.
    pub fn reachable(&self, sections: &[&str]) -> Vec<&Schema> {
        let mut roots: Vec<&str> = Vec::new();
        for operation in &self.operations {
            if sections.contains(&operation.section.as_str()) {
                roots.extend(operation.request.as_deref());
                roots.extend(operation.response.as_deref());
            }
        }
        for section in self.sections.iter().filter(|s| sections.contains(&s.name.as_str())) {
            roots.extend(section.events.as_deref());
        }
        roots.extend(error_schemas(&self.document));
        let seen = self.closure(roots);
        self.schemas.values().filter(|schema| seen.contains(schema.name.as_str())).collect()
    }

    /// Names of the schemas that `roots` need, themselves included.
    pub fn closure<'a>(&'a self, roots: Vec<&'a str>) -> std::collections::HashSet<&'a str> {
        let mut seen = std::collections::HashSet::new();
        let mut open = roots;
        while let Some(name) = open.pop() {
            if seen.insert(name)
                && let Some(schema) = self.schemas.get(name)
            {
                open.extend(schema.references());
            }
        }
        seen
    }
}

impl Schema {
    /// Names of the schemas that this one mentions.
    pub fn references(&self) -> Vec<&str> {
        match &self.kind {
            Kind::Object(fields) => fields.iter().filter_map(|field| field.ty.reference()).collect(),
            Kind::Union(union) => union.variants.iter().map(|v| v.schema.as_str()).collect(),
            Kind::StringEnum(_) | Kind::IntegerEnum(_) | Kind::Id => Vec::new(),
        }
    }

    /// The fields of an object.
    pub fn fields(&self) -> &[Field] {
        match &self.kind {
            Kind::Object(fields) => fields,
            _ => &[],
        }
    }
}

impl Type {
    /// The schema that the type mentions, however deep.
    pub fn reference(&self) -> Option<&str> {
        match self {
            Type::Ref(name) => Some(name),
            Type::Array(item, _) | Type::Map(item) => item.reference(),
            _ => None,
        }
    }
}

/// Schemas of the error answers: always there, whatever the sections.
pub fn error_schemas(document: &Value) -> Vec<&str> {
    let schema = &document["components"]["responses"]["Error"]["content"]["application/json"]["schema"];
    schema["anyOf"].as_array().into_iter().flatten().filter_map(reference_of).collect()
}

/// The component that a reference names.
pub fn reference_of(value: &Value) -> Option<&str> {
    value.get("$ref")?.as_str()?.strip_prefix(REF)
}

fn text(object: &Value, key: &str) -> Option<String> {
    object.get(key).and_then(Value::as_str).map(str::to_owned)
}

fn flag(object: &Value, key: &str) -> bool {
    object.get(key).and_then(Value::as_bool).unwrap_or(false)
}

fn sections(document: &Value) -> Vec<Section> {
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

fn servers(document: &Value) -> Vec<(String, String)> {
    let servers = document["servers"].as_array().map(Vec::as_slice).unwrap_or_default();
    servers.iter().filter_map(|s| Some((text(s, "x-region")?, text(s, "url")?))).collect()
}

fn operations(document: &Value) -> Result<Vec<Operation>, Error> {
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
        request: body(&value["requestBody"]),
        response: body(&value["responses"]["200"]),
    })
}

fn schemas(document: &Value) -> Result<IndexMap<String, Schema>, Error> {
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
            Ok(EnumValue { value, variant: variant.to_owned(), description: describe(&value.to_string()) })
        });
        return Ok(Kind::IntegerEnum(values.collect::<Result<_, Error>>()?));
    }
    let values = values.iter().map(|value| {
        let value = value.as_str().ok_or_else(|| Error::new("enum", "a value is no text"))?;
        Ok(EnumValue {
            value: value.to_owned(),
            variant: crate::names::variant(value),
            description: describe(value),
        })
    });
    Ok(Kind::StringEnum(values.collect::<Result<_, Error>>()?))
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
pub fn ty(value: &Value) -> Result<Type, Error> {
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
