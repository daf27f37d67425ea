//! What both documents are brought to before they are compared: operations, events and shapes, without words.

use std::collections::{BTreeSet, HashSet};

use indexmap::IndexMap;
use serde_json::Value;

/// The facts of an API.
#[derive(Debug, Clone, Default)]
pub struct Contract {
    /// Operations by path: `/api/1/order/create`.
    pub operations: IndexMap<String, Operation>,
    /// Webhook events: the type of the event and the shape that it brings.
    pub events: IndexMap<String, String>,
    /// Shapes of webhooks whose type the document does not tell.
    pub untold_events: Vec<String>,
    /// The union of the events, where the document has one.
    pub event_union: Option<String>,
    /// Shapes of the error answers, the usual one first.
    pub errors: Vec<String>,
    /// Enums of integers that have no names.
    pub codes: HashSet<String>,
    /// Shapes by the name that their document gives them.
    pub shapes: IndexMap<String, Shape>,
}

/// One call of the API.
#[derive(Debug, Clone, Default)]
pub struct Operation {
    /// The vendor's tag for it.
    pub tag: String,
    /// Our section.
    pub section: String,
    /// Status of the success.
    pub status: u16,
    /// What is sent.
    pub request: Option<Type>,
    /// What a success answers.
    pub response: Option<Type>,
    /// Parameters beside the body, the access token left out.
    pub parameters: BTreeSet<String>,
    /// Whether it needs the access token.
    pub authorized: bool,
    /// Whether it is an asynchronous command.
    pub command: bool,
    /// Whether it is deprecated.
    pub deprecated: bool,
    /// Path of the operation to use instead.
    pub deprecated_for: Option<String>,
    /// First version that knows it.
    pub allowed_from: Option<String>,
    /// Rate group.
    pub restriction_group: Option<String>,
}

/// A named shape.
#[derive(Debug, Clone)]
pub enum Shape {
    /// An object and its fields.
    Object(IndexMap<String, Field>),
    /// An enum.
    Enum {
        /// Whether its values are integers.
        integer: bool,
        /// The values as text.
        values: Vec<String>,
    },
    /// One of several objects.
    Union {
        /// The field that tells them apart, where the document names one.
        tag: Option<String>,
        /// Shapes with the tag's values that choose each.
        variants: Vec<Variant>,
    },
    /// Another name for a type.
    Alias(Type),
}

/// One of a union's objects.
#[derive(Debug, Clone)]
pub struct Variant {
    /// Its shape.
    pub shape: String,
    /// Values of the tag that choose it.
    pub tags: Vec<String>,
}

/// A field of an object.
#[derive(Debug, Clone)]
pub struct Field {
    /// Its type, and whether it may be `null`.
    pub item: Item,
    /// Whether it must be there.
    pub required: bool,
    /// What the service assumes when it is missing.
    pub default: Option<Value>,
    /// Ranges and lengths by the name that OpenAPI has for them; a `minLength` of 0 limits nothing and is
    /// left out.
    pub limits: IndexMap<&'static str, f64>,
    /// Whether it is deprecated.
    pub deprecated: bool,
    /// First version that knows it.
    pub allowed_from: Option<String>,
}

/// A type that may be `null`.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// The type.
    pub ty: Type,
    /// Whether `null` may stand in its place.
    pub nullable: bool,
}

/// The type of a field, a body or a list's items.
#[derive(Debug, Clone, PartialEq)]
pub enum Type {
    /// Anything.
    Any,
    /// Text.
    Text,
    /// A uuid, of whatever entity.
    Uuid,
    /// A date-time without a zone, in iiko's spelling.
    DateTime,
    /// A date-time of ISO 8601, with its offset.
    IsoDateTime,
    /// A day.
    Date,
    /// `true` or `false`.
    Boolean,
    /// 32-bit integer.
    Int32,
    /// Integer of up to 64 bits.
    Int64,
    /// A number with a fraction.
    Number,
    /// A type that the model does not know, as the document spells it.
    Other(String),
    /// A list.
    List(Box<Item>),
    /// A map from text.
    Map(Box<Item>),
    /// A named shape.
    Shape(String),
}

/// The limits that are compared.
pub const LIMITS: [&str; 6] = ["minLength", "maxLength", "minimum", "maximum", "minItems", "maxItems"];

impl Contract {
    /// The type behind aliases.
    pub fn resolve<'a>(&'a self, ty: &'a Type) -> &'a Type {
        let mut ty = ty;
        // Aliases of aliases are rare and a circle of them is nonsense: a few steps are enough.
        for _ in 0..8 {
            match ty {
                Type::Shape(name) => match self.shapes.get(name) {
                    Some(Shape::Alias(inner)) => ty = inner,
                    _ => return ty,
                },
                _ => return ty,
            }
        }
        ty
    }

    /// Every place that a difference can have: operations, events, shapes, fields, their items and values.
    pub fn places(&self) -> HashSet<String> {
        let mut places: HashSet<String> = self.operations.keys().cloned().collect();
        places.extend(
            self.operations.keys().flat_map(|path| [format!("{path} request"), format!("{path} response")]),
        );
        places.extend(self.events.keys().map(|event| format!("event {event}")));
        for (name, shape) in &self.shapes {
            places.insert(name.clone());
            if let Shape::Object(fields) = shape {
                for (field, inner) in fields {
                    add_items(format!("{name}.{field}"), &inner.item.ty, &mut places);
                }
            }
        }
        places
    }

    /// The type in words that name no schema, so that a schema renamed without change stays the same.
    pub fn describe(&self, ty: &Type) -> String {
        match self.resolve(ty) {
            Type::Any => "any".to_owned(),
            Type::Text => "string".to_owned(),
            Type::Uuid => "uuid".to_owned(),
            Type::DateTime => "date-time".to_owned(),
            Type::IsoDateTime => "iso date-time".to_owned(),
            Type::Date => "date".to_owned(),
            Type::Boolean => "boolean".to_owned(),
            Type::Int32 => "int32".to_owned(),
            Type::Int64 => "int64".to_owned(),
            Type::Number => "number".to_owned(),
            Type::Other(text) => text.clone(),
            Type::List(item) => format!("list of {}", self.describe(&item.ty)),
            Type::Map(item) => format!("map of {}", self.describe(&item.ty)),
            Type::Shape(name) => match self.shapes.get(name) {
                Some(Shape::Enum { integer, values }) if values.len() == 1 => {
                    let kind = if *integer { "integer" } else { "string" };
                    format!("constant {kind} {}", values[0])
                }
                Some(Shape::Enum { integer: true, .. }) => "integer enum".to_owned(),
                Some(Shape::Enum { integer: false, .. }) => "string enum".to_owned(),
                Some(Shape::Union { .. }) => "union".to_owned(),
                Some(Shape::Object(_) | Shape::Alias(_)) | None => "object".to_owned(),
            },
        }
    }

    /// The shape at the bottom of a type, below lists and maps.
    pub fn innermost<'a>(&'a self, ty: &'a Type) -> Option<&'a str> {
        match self.resolve(ty) {
            Type::List(item) | Type::Map(item) => self.innermost(&item.ty),
            Type::Shape(name) => Some(name),
            _ => None,
        }
    }

    /// Names of the properties that tell how alike two objects are: a union's are those of all its variants.
    pub fn property_names(&self, shape: &str) -> BTreeSet<&str> {
        match self.shapes.get(shape) {
            Some(Shape::Object(fields)) => fields.keys().map(String::as_str).collect(),
            Some(Shape::Union { variants, .. }) => variants
                .iter()
                .filter_map(|variant| match self.shapes.get(&variant.shape) {
                    Some(Shape::Object(fields)) => Some(fields.keys().map(String::as_str)),
                    _ => None,
                })
                .flatten()
                .collect(),
            _ => BTreeSet::new(),
        }
    }
}

/// A place, and those of the items or values of its type.
fn add_items(place: String, ty: &Type, places: &mut HashSet<String>) {
    match ty {
        Type::List(item) => add_items(format!("{place}[]"), &item.ty, places),
        Type::Map(item) => add_items(format!("{place}{{}}"), &item.ty, places),
        _ => {}
    }
    places.insert(place);
}

/// The candidate that is the most like an object with those fields, and how alike it is.
pub fn most_alike<'n, T>(
    names: &BTreeSet<&str>,
    candidates: impl Iterator<Item = (T, BTreeSet<&'n str>)>,
) -> Option<(T, f64)> {
    let rated = candidates.map(|(candidate, fields)| (candidate, likeness(&fields, names)));
    rated.max_by(|(_, a), (_, b)| a.total_cmp(b))
}

/// How alike two objects are: 1 when they have the same fields, 0 when they share none.
pub fn likeness(ours: &BTreeSet<&str>, theirs: &BTreeSet<&str>) -> f64 {
    let all = ours.union(theirs).count();
    if all == 0 { 1.0 } else { ours.intersection(theirs).count() as f64 / all as f64 }
}
