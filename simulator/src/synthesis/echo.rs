//! What a request says, for the answer to say again.

use std::collections::{HashMap, VecDeque};

use serde_json::Value;
use uuid::Uuid;

use super::shape::{Shape, names_kind};
use crate::contract::{Bundle, check};
use crate::fields;

/// Names that mean something else in each object: they are only said again in the object of the same name.
const COMMON: &[&str] = &[
    "additionalInfo",
    "amount",
    "code",
    "comment",
    "count",
    "data",
    "description",
    "end",
    "from",
    "id",
    "ids",
    "index",
    "isDeleted",
    "items",
    "key",
    "kind",
    "message",
    "name",
    "number",
    "order",
    "percent",
    "position",
    "price",
    "priority",
    "revision",
    "size",
    "start",
    "state",
    "status",
    "sum",
    "text",
    "title",
    "to",
    "total",
    "type",
    "url",
    "value",
    "weight",
];

/// The fields of a request, those of the body itself first.
#[derive(Default)]
pub(super) struct Echo<'a> {
    fields: HashMap<&'a str, Vec<Field<'a>>>,
    ids: HashMap<&'a str, Vec<Uuid>>,
}

struct Field<'a> {
    /// Name of the field that holds the object; empty for fields of the body itself.
    parent: &'a str,
    /// The kind of id that it is.
    kind: Option<&'a str>,
    value: &'a Value,
}

impl<'a> Echo<'a> {
    /// Reads a request along its schema.
    pub(super) fn of(bundle: &'a Bundle, schema: &'a Value, request: &'a Value) -> Self {
        let mut echo = Self::default();
        let mut waiting = VecDeque::from([("", schema, request)]);
        while let Some((name, schema, value)) = waiting.pop_front() {
            let shape = variant(bundle, Shape::of(bundle, schema), value);
            match value {
                Value::Object(object) => {
                    for (field, schema) in shape.properties() {
                        let Some(value) = object.get(field).filter(|value| !value.is_null()) else {
                            continue;
                        };
                        let kind = Shape::of(bundle, schema).id_kind();
                        echo.fields.entry(field).or_default().push(Field { parent: name, kind, value });
                        waiting.push_back((field, schema, value));
                    }
                }
                Value::Array(items) => {
                    waiting.extend(items.iter().map(|item| (name, &shape.schema["items"], item)));
                }
                plain => echo.id(name, &shape, plain),
            }
        }
        echo
    }

    fn id(&mut self, name: &str, shape: &Shape<'a>, value: &Value) {
        if let (Some(kind), Some(id)) = (shape.id_kind(), fields::as_uuid(value))
            && names_kind(name, kind)
        {
            let ids = self.ids.entry(kind).or_default();
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
    }

    /// The things of a kind that the request is about.
    pub(super) fn ids(&self, kind: &str) -> &[Uuid] {
        self.ids.get(kind).map(Vec::as_slice).unwrap_or_default()
    }

    /// What the request says in a field of that name, if the answer can say the same.
    pub(super) fn say(&self, bundle: &Bundle, parent: &str, name: &str, schema: &Value) -> Option<&'a Value> {
        let kind = Shape::of(bundle, schema).id_kind();
        let fits = |field: &&Field<'_>| {
            let same = field.parent == parent;
            // Some requests have an id as a mere text.
            let kind = field.kind == kind || same && field.kind.is_none();
            kind && (same || !COMMON.contains(&name))
                && check::check_answer(bundle, schema, field.value).is_ok()
        };
        let fields = self.fields.get(name)?;
        // The object of the same name first, if there is one.
        let same = fields.iter().filter(|field| field.parent == parent);
        same.chain(fields).find(fits).map(|field| field.value)
    }
}

/// The variant of a union that a value has.
fn variant<'a>(bundle: &'a Bundle, shape: Shape<'a>, value: &Value) -> Shape<'a> {
    let Some(tag) = shape.tag() else { return shape };
    let chosen = value[tag].as_str().map_or_else(|| value[tag].to_string(), str::to_owned);
    let reference = shape.variants().into_iter().find(|(tag, _)| *tag == chosen);
    match reference.and_then(|(_, reference)| bundle.resolve(reference)) {
        Some(schema) => Shape::of(bundle, schema),
        None => shape,
    }
}
