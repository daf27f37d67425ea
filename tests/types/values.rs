//! Values made from a schema of the bundle: full, minimal, and bent in each way that the service bends them.

use serde_json::{Map, Value, json};

use crate::bundle::{is_nullable, is_required, mapping, properties, reference, resolved, schema, tag};

/// What to make.
#[derive(Debug, Clone, Copy, Default)]
pub struct Shape {
    /// Only what is required, `null` where that is allowed.
    pub minimal: bool,
    /// Every list and map is `null`.
    pub null_lists: bool,
    /// Every enum has a value that nobody knows.
    pub unknown_values: bool,
    /// The same, and of the other type: a number for a text, a text for a number.
    pub swapped_values: bool,
    /// Every union has a tag that nobody knows, except where the value itself is a union.
    pub unknown_tags: bool,
    /// Every object has a field that nobody knows.
    pub extra_fields: bool,
    /// Every map, and every object of which nothing is required, is an empty array.
    pub empty_arrays: bool,
    /// Every id and date-time that may be missing is an empty text.
    pub empty_texts: bool,
    /// Every integer is written with a point.
    pub points: bool,
}

/// The name of the field that no schema has.
pub const EXTRA: &str = "brandNewField";

/// Makes values, no two alike, so that a mix-up of fields shows.
#[derive(Debug, Default)]
pub struct Maker {
    shape: Shape,
    made: u32,
    /// The objects that are being made, the outermost first.
    inside: Vec<String>,
}

/// Every value of a schema in that shape: one, or one for each variant of a union.
pub fn values(name: &str, shape: Shape) -> Vec<Value> {
    let mut maker = Maker { shape, ..Maker::default() };
    let definition = schema(name);
    match tag(definition) {
        Some(tag) => mapping(definition).map(|(value, target)| maker.variant(tag, value, target)).collect(),
        None => vec![maker.named(name)],
    }
}

/// An unknown variant of a union.
pub fn unknown_variant(definition: &Value) -> Value {
    let tag = tag(definition).expect("a union");
    let integer = mapping(definition).all(|(value, _)| value.parse::<i64>().is_ok());
    let value = if integer { json!(9001) } else { json!("BrandNewKind") };
    json!({ "before": [null, { "deep": 1.5 }], tag: value, "after": { "list": [], "text": "kept" } })
}

impl Maker {
    fn next(&mut self) -> u32 {
        self.made += 1;
        self.made
    }

    fn named(&mut self, name: &str) -> Value {
        let definition = schema(name);
        if let Some(tag) = tag(definition) {
            if self.shape.unknown_tags {
                return unknown_variant(definition);
            }
            // All variants get their turn, here or where the union is made for itself.
            let variants: Vec<(&String, &str)> = mapping(definition).collect();
            let (value, target) = variants[self.next() as usize % variants.len()];
            return self.variant(tag, value, target);
        }
        if let Some(known) = definition["enum"].as_array() {
            let Shape { unknown_values, swapped_values, .. } = self.shape;
            return match (definition["type"] == "integer") != swapped_values {
                _ if !unknown_values && !swapped_values => known[self.next() as usize % known.len()].clone(),
                true => json!(900_000 + self.next()),
                false => json!(format!("Brand new {}", self.next())),
            };
        }
        if definition["type"] == "object" {
            self.inside.push(name.to_owned());
            let object = self.object(definition, &[]);
            self.inside.pop();
            return Value::Object(object);
        }
        self.plain(definition)
    }

    fn variant(&mut self, tag: &str, value: &str, target: &str) -> Value {
        let definition = schema(target);
        let integer = definition["properties"][tag]["type"] == "integer";
        let value = if integer { json!(value.parse::<i64>().expect("an integer tag")) } else { json!(value) };
        // Tags go first, as the service writes them.
        let mut object = Map::from_iter([(tag.to_owned(), value)]);
        object.extend(self.object(definition, &[tag]));
        Value::Object(object)
    }

    fn object(&mut self, definition: &Value, without: &[&str]) -> Map<String, Value> {
        let mut object = Map::new();
        for (name, property) in properties(definition).filter(|(name, _)| !without.contains(&name.as_str())) {
            if self.shape.minimal && !is_required(definition, name) {
                continue;
            }
            let value = match self.nothing(property, is_required(definition, name)) {
                Some(nothing) => nothing,
                None => self.property(property),
            };
            object.insert(name.clone(), value);
        }
        if self.shape.extra_fields {
            object.insert(EXTRA.to_owned(), json!({ "some": ["thing", 1, null] }));
        }
        object
    }

    /// Another spelling of nothing, where the shape asks for it and the property may have it.
    fn nothing(&self, property: &Value, required: bool) -> Option<Value> {
        let definition = resolved(property);
        let needs = |name: &String| {
            let property = &definition["properties"][name];
            is_required(definition, name) && !is_nullable(property) && property["type"] != "array"
        };
        let empty_object =
            definition["type"] == "object" && !properties(definition).any(|(name, _)| needs(name));
        let empty_text =
            matches!(definition["format"].as_str(), Some("uuid" | "iiko-date-time" | "date-time" | "date"));
        let may_be_absent = !required || is_nullable(property);
        if self.shape.empty_arrays && empty_object {
            return Some(json!([]));
        }
        (self.shape.empty_texts && empty_text && may_be_absent).then(|| json!(""))
    }

    fn property(&mut self, property: &Value) -> Value {
        if let Some([only]) = property["enum"].as_array().map(Vec::as_slice) {
            return only.clone();
        }
        if self.shape.minimal && is_nullable(property) {
            return Value::Null;
        }
        match reference(property) {
            Some(name) => self.named(name),
            None => self.plain(property),
        }
    }

    fn is_inside(&self, item: &Value) -> bool {
        reference(item).is_some_and(|name| self.inside.iter().any(|outer| outer == name))
    }

    fn plain(&mut self, property: &Value) -> Value {
        match (property["type"].as_str(), property["format"].as_str()) {
            (Some("array"), _) if self.shape.null_lists => Value::Null,
            (Some("array"), _) if self.shape.minimal => json!([]),
            // What holds itself would be filled for ever.
            (Some("array"), _) if self.is_inside(&property["items"]) => json!([]),
            (Some("array"), _) => {
                let item = &property["items"];
                let mut items = vec![self.property(item), self.property(item)];
                if is_nullable(item) {
                    items.push(Value::Null);
                }
                Value::Array(items)
            }
            (Some("object"), _) if self.shape.null_lists => Value::Null,
            (Some("object"), _) if self.shape.minimal => json!({}),
            (Some("object"), _) => {
                let (key, value) =
                    (format!("key {}", self.next()), self.property(&property["additionalProperties"]));
                json!({ key: value })
            }
            (Some("boolean"), _) => json!(self.next().is_multiple_of(2)),
            (Some("integer"), _) if self.shape.points => json!(self.number(property).trunc()),
            (Some("integer"), _) => json!(self.number(property).trunc() as i64),
            (Some("number"), _) => json!(self.number(property)),
            (Some("string"), Some("uuid")) => {
                json!(format!("{:08x}-0000-4000-8000-000000000000", self.next()))
            }
            (Some("string"), Some("iiko-date-time")) => {
                json!(format!("2026-08-24 14:15:22.{:03}", self.next() % 1000))
            }
            (Some("string"), Some("date-time")) => {
                json!(format!("2026-08-24T14:15:22.{:03}+03:00", self.next() % 1000))
            }
            (Some("string"), Some("date")) => json!(format!("2026-08-{:02}", self.next() % 28 + 1)),
            (Some("string"), _) => json!(self.text(property)),
            (None, _) => json!({ "free": [self.next(), null, "form"] }),
            (other, format) => panic!("the tests do not know the type {other:?} with the format {format:?}"),
        }
    }

    fn number(&mut self, property: &Value) -> f64 {
        let least = property["minimum"].as_f64().unwrap_or(0.0);
        let most = property["maximum"].as_f64().unwrap_or(f64::MAX);
        (least + f64::from(self.next()) + 0.25).min(most)
    }

    fn text(&mut self, property: &Value) -> String {
        let length = |key: &str| property[key].as_u64().and_then(|length| usize::try_from(length).ok());
        let text = format!("text {}", self.next());
        let text: String = text.chars().take(length("maxLength").unwrap_or(usize::MAX)).collect();
        let missing = length("minLength").unwrap_or(0).saturating_sub(text.chars().count());
        text + &"x".repeat(missing)
    }
}
