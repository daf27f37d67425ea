//! Shapes, fields and types of the vendor's document, its pseudo types among them.

use indexmap::IndexMap;
use serde_json::Value;

use super::lineage::{extends_object, is_base};
use super::{Reader, marks};
use crate::upstream::model::{Field, Item, LIMITS, Shape, Type, Variant};
use crate::upstream::ours::text;

impl Reader<'_> {
    /// What a named schema is.
    pub(super) fn shape(&mut self, name: &str, schema: &Value) -> Shape {
        if is_base(schema) {
            return self.union(schema);
        }
        if schema.get("allOf").is_some() && extends_object(schema, self.schemas) {
            return Shape::Object(self.flat(name, schema));
        }
        let is_object = schema["type"] == "object" || schema["properties"].is_object();
        if is_object && !schema["additionalProperties"].is_object() {
            return Shape::Object(self.flat(name, schema));
        }
        match self.structure(name, schema) {
            Some(shape) => shape,
            None => Shape::Alias(self.item(schema, name).ty),
        }
    }

    /// The shape of a schema that is one by itself: an enum, a union, an inline object.
    fn structure(&mut self, place: &str, schema: &Value) -> Option<Shape> {
        if let Some(values) = schema["enum"].as_array().filter(|values| !values.is_empty()) {
            let integer = values.iter().all(Value::is_i64);
            let values = values.iter().filter(|value| !value.is_null()).map(text).collect();
            return Some(Shape::Enum { integer, values });
        }
        if let Some(constant) = constant(schema) {
            self.note("pseudo-types");
            return Some(Shape::Enum { integer: false, values: vec![constant.to_owned()] });
        }
        let members = schema.get("oneOf").or_else(|| schema.get("anyOf")).and_then(Value::as_array);
        if let Some(members) = members.filter(|members| members.len() > 1) {
            if schema["discriminator"]["mapping"].is_object() {
                return Some(self.union(schema));
            }
            return Some(self.untagged(place, members));
        }
        if schema["properties"].is_object() {
            self.closed(schema);
            return Some(Shape::Object(self.fields(place, schema)));
        }
        None
    }

    fn untagged(&mut self, place: &str, members: &[Value]) -> Shape {
        let (mut variants, mut words) = (Vec::new(), Vec::new());
        for (index, member) in members.iter().enumerate() {
            let ty = self.item(member, &format!("{place}.{index}")).ty;
            words.push(self.read.contract.describe(&ty));
            if let Type::Shape(shape) = ty {
                variants.push(Variant { shape, tags: Vec::new() });
            }
        }
        if variants.len() < members.len() {
            // Values of several types in one place are no union of objects.
            return Shape::Alias(Type::Other(format!("one of {}", words.join(", "))));
        }
        Shape::Union { tag: None, variants }
    }

    /// Counts an object that forbids further fields.
    pub(super) fn closed(&mut self, schema: &Value) {
        if schema["additionalProperties"] == false {
            self.note("closed-objects");
        }
    }

    /// A property.
    pub(super) fn field(&mut self, place: &str, value: &Value, required: bool) -> Field {
        if value["required"].is_boolean() {
            self.note("required-in-property");
        }
        self.inferred(value);
        let description = value["description"].as_str().unwrap_or_default();
        let mut deprecated = value["deprecated"] == true;
        if !deprecated && marks::deprecated(description) {
            self.note("deprecated-in-words");
            deprecated = true;
        }
        let item = self.item(value, place);
        let item = Item { ty: self.in_words(item.ty, description), ..item };
        Field {
            default: self.default(value, &item.ty),
            limits: self.limits(value),
            allowed_from: marks::allowed_from(description),
            item,
            required,
            deprecated,
        }
    }

    /// A text, or a list of texts, whose description says that it is an id, a day or a date-time.
    fn in_words(&mut self, ty: Type, description: &str) -> Type {
        match ty {
            Type::Text => match marks::written_type(description) {
                Some(told) => {
                    self.note("types-in-words");
                    told
                }
                None => Type::Text,
            },
            Type::List(item) => {
                let ty = self.in_words(item.ty, description);
                Type::List(Box::new(Item { ty, nullable: item.nullable }))
            }
            other => other,
        }
    }

    fn limits(&mut self, value: &Value) -> IndexMap<&'static str, f64> {
        let mut limits = IndexMap::new();
        for name in LIMITS {
            let Some(limit) = value.get(name).and_then(Value::as_f64) else { continue };
            if name == "minLength" && limit == 0.0 {
                self.note("zero-min-length");
            } else {
                limits.insert(name, limit);
            }
        }
        limits
    }

    /// The default as a value of the field's type; an empty text where the type is no text says nothing.
    fn default(&mut self, value: &Value, ty: &Type) -> Option<Value> {
        let default = value.get("default").filter(|default| !default.is_null())?;
        let Some(text) = default.as_str() else { return Some(default.clone()) };
        let typed = match ty {
            Type::Boolean => text.parse().ok().map(Value::Bool),
            Type::Int32 | Type::Int64 => text.parse::<i64>().ok().map(Value::from),
            Type::Number => text.parse::<f64>().ok().map(Value::from),
            _ => return Some(default.clone()),
        };
        self.note("text-defaults");
        if text.is_empty() { None } else { typed.or_else(|| Some(default.clone())) }
    }

    /// A schema in the place of a value; `place` names what has no name of its own.
    pub(super) fn item(&mut self, schema: &Value, place: &str) -> Item {
        let nullable = schema["nullable"] == true;
        if let Some(reference) = schema["$ref"].as_str() {
            return Item { ty: self.reference(reference), nullable };
        }
        for wrapper in ["allOf", "oneOf", "anyOf"] {
            if let Some([only]) = schema[wrapper].as_array().map(Vec::as_slice) {
                self.note("single-wrappers");
                let inner = self.item(only, place);
                return Item { nullable: nullable || inner.nullable, ..inner };
            }
        }
        let ty = match self.structure(place, schema) {
            Some(shape) => self.unnamed(place, shape),
            None => self.plain(schema, place),
        };
        Item { ty, nullable }
    }

    fn plain(&mut self, schema: &Value, place: &str) -> Type {
        let format = schema["format"].as_str();
        match (schema["type"].as_str(), format) {
            (None, _) => Type::Any,
            (Some("string"), None) => Type::Text,
            (Some("string"), Some("uuid")) => self.uuid(),
            (Some("string"), Some("yyyy-MM-dd HH:mm:ss.fff")) => {
                self.note("date-times");
                Type::DateTime
            }
            (Some("string"), Some("date-time")) => Type::IsoDateTime,
            (Some("string"), Some("date")) => Type::Date,
            (Some("boolean"), _) => Type::Boolean,
            (Some("integer"), Some("int32")) => Type::Int32,
            (Some("integer"), None | Some("int64")) => Type::Int64,
            (Some("number"), _) => {
                self.note("numbers");
                Type::Number
            }
            (Some("array"), _) => Type::List(Box::new(self.item(&schema["items"], &format!("{place}[]")))),
            (Some("object"), _) => match schema.get("additionalProperties") {
                Some(values) if values.is_object() => {
                    Type::Map(Box::new(self.item(values, &format!("{place}{{}}"))))
                }
                _ => Type::Any,
            },
            (Some(pseudo), _) => self.pseudo(pseudo, format),
        }
    }

    fn uuid(&mut self) -> Type {
        self.note("entity-ids");
        Type::Uuid
    }

    /// Type names that only this vendor uses.
    fn pseudo(&mut self, name: &str, format: Option<&str>) -> Type {
        let ty = match (name, format) {
            ("string" | "enum", Some("enum") | None) => Type::Text,
            ("bool", _) => Type::Boolean,
            ("uuid", _) => self.uuid(),
            ("float" | "double" | "decimal", _) => {
                self.note("numbers");
                Type::Number
            }
            ("int" | "long" | "integer <int64>", _) => Type::Int64,
            ("integer <int32>", _) => Type::Int32,
            ("string <uuid>", _) => self.uuid(),
            _ if name.starts_with("Array of strings") => {
                let uuid = name.contains("<uuid>");
                let ty = if uuid { self.uuid() } else { Type::Text };
                Type::List(Box::new(Item { ty, nullable: false }))
            }
            (_, Some(format)) => return Type::Other(format!("{name} ({format})")),
            (_, None) => return Type::Other(name.to_owned()),
        };
        self.note("pseudo-types");
        ty
    }
}

/// The value of the pseudo type `constant string 'X'`.
fn constant(schema: &Value) -> Option<&str> {
    schema["type"].as_str()?.strip_prefix("constant string '")?.strip_suffix('\'')
}
