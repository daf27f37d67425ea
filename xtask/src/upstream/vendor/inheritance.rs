//! The vendor's inheritance: a base with a discriminator, and variants that are `allOf` of their own base.
//!
//! It is read as a union of flat objects, each with the tag as a constant.

use indexmap::IndexMap;
use serde_json::Value;

use super::Reader;
use super::lineage::{Lineage, mapping, tag};
use crate::upstream::model::{Field, Item, Shape, Variant};

impl Reader<'_> {
    /// The union that a discriminator's mapping describes.
    pub(super) fn union(&mut self, schema: &Value) -> Shape {
        let mut by_shape: IndexMap<String, Vec<String>> = IndexMap::new();
        for (value, target) in mapping(schema) {
            self.reference(&target);
            by_shape.entry(target).or_default().push(value);
        }
        let variants = by_shape.into_iter().map(|(shape, tags)| Variant { shape, tags }).collect();
        Shape::Union { tag: Some(tag(schema).to_owned()), variants }
    }

    /// The fields of a schema and of those that it extends, the base's first.
    pub(super) fn flat(&mut self, name: &str, schema: &Value) -> IndexMap<String, Field> {
        let mut fields = self.inherited(name, schema, 0);
        if let Some(Lineage { tag, values }) = self.lineage.get(name) {
            let (tag, values) = (tag.clone(), values.clone());
            self.note("inheritance");
            let constant = Shape::Enum { integer: false, values };
            let ty = self.unnamed(&format!("{name}.{tag}"), constant);
            let field = fields.get(&tag).cloned();
            let item = Item { ty, nullable: false };
            let field = field.map_or_else(
                || Field::required(item.clone()),
                |field| Field { item: item.clone(), required: true, default: None, ..field },
            );
            fields.insert(tag, field);
        }
        fields
    }

    fn inherited(&mut self, name: &str, schema: &Value, depth: usize) -> IndexMap<String, Field> {
        let mut fields = IndexMap::new();
        let schemas = self.schemas;
        // A base that extends itself is nonsense; a few generations are enough for any real one.
        let bases = schema["allOf"].as_array().filter(|_| depth < 8).into_iter().flatten();
        for base in bases {
            let reference = base["$ref"].as_str().and_then(|reference| reference.rsplit('/').next());
            match reference.and_then(|base| Some((base, schemas.get(base)?))) {
                Some((base, schema)) => fields.extend(self.inherited(base, schema, depth + 1)),
                None => fields.extend(self.inherited(name, base, depth + 1)),
            }
        }
        self.closed(schema);
        fields.extend(self.fields(name, schema));
        let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
        let missing = required.filter(|name| match fields.get_mut(*name) {
            Some(field) => {
                field.required = true;
                false
            }
            None => true,
        });
        if missing.count() > 0 {
            self.note("required-without-field");
        }
        fields
    }
}

impl Field {
    /// A field that must be there and has no further facts.
    fn required(item: Item) -> Self {
        Self {
            item,
            required: true,
            default: None,
            limits: IndexMap::new(),
            deprecated: false,
            allowed_from: None,
        }
    }
}
