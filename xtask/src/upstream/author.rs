//! Writes new schemas and operations as fragments want them: names and types, the words left to people.

use std::collections::{BTreeSet, HashMap, HashSet};

use heck::ToUpperCamelCase as _;
use iiko_codegen::model::{Kind, Spec};
use indexmap::IndexMap;
use serde_json::{Map, Value, json};

use super::atlas::Atlas;
use super::model::{Contract, Field, Item, Operation, Shape, Type, Variant};
use super::naming::Names;
use super::same::{is_nameless, same};
use super::yaml::{Edit, Insert};
use crate::lint::names::PRELUDE;

/// The file of new ids, where the project has it.
const IDS: &str = "openapi/ids.yaml";
const REF: &str = "#/components/schemas/";

/// Turns shapes of theirs into text of ours.
#[derive(Debug, Clone)]
pub struct Author<'a> {
    theirs: &'a Contract,
    atlas: &'a Atlas<'a>,
    chosen: &'a Names,
    /// Our schema for each of theirs that is known.
    names: HashMap<String, String>,
    taken: HashSet<String>,
    operations: HashSet<String>,
    /// The id schema that a property of that name has elsewhere.
    ids: HashMap<String, String>,
    /// Shapes of theirs that were written, with our names for them.
    authored: IndexMap<String, String>,
    edits: Vec<Edit>,
    /// What cannot be written without a person's decision.
    refused: Vec<String>,
}

impl<'a> Author<'a> {
    /// `pairs` are the schemas of theirs behind each of ours.
    pub fn new(
        spec: &Spec,
        theirs: &'a Contract,
        pairs: &IndexMap<String, indexmap::IndexSet<String>>,
        atlas: &'a Atlas<'a>,
        chosen: &'a Names,
    ) -> Self {
        let names = pairs
            .iter()
            .rev()
            .flat_map(|(ours, theirs)| theirs.iter().map(move |t| (t.clone(), ours.clone())));
        Self {
            theirs,
            atlas,
            chosen,
            names: names.collect(),
            // What Rust calls so is taken, too.
            taken: spec
                .schemas
                .keys()
                .map(String::as_str)
                .chain(PRELUDE.iter().copied())
                .map(str::to_owned)
                .collect(),
            operations: spec.operations.iter().map(|operation| operation.id.clone()).collect(),
            ids: ids(spec),
            authored: IndexMap::new(),
            edits: Vec::new(),
            refused: Vec::new(),
        }
    }

    /// The edits for the schemas that what was written so far needs, or why a person has to write them.
    pub fn take(&mut self) -> Result<Vec<Edit>, String> {
        let refused = std::mem::take(&mut self.refused);
        let edits = std::mem::take(&mut self.edits);
        if refused.is_empty() { Ok(edits) } else { Err(refused.join("; ")) }
    }

    fn refuse(&mut self, reason: String) -> Value {
        if !self.refused.contains(&reason) {
            self.refused.push(reason);
        }
        json!({})
    }

    /// A path's entry for a new operation, in the section of that name.
    pub fn operation(&mut self, path: &str, operation: &Operation, section: &str, file: &str) -> Value {
        let id = self.operation_id(path, section);
        let mut value = Map::new();
        value.insert("operationId".into(), json!(id));
        value.insert("tags".into(), json!([section]));
        value.insert("summary".into(), json!(""));
        if operation.deprecated {
            value.insert("deprecated".into(), json!(true));
        }
        if let Some(group) = &operation.restriction_group {
            value.insert("x-restriction-group".into(), json!(group));
        }
        if let Some(version) = &operation.allowed_from {
            value.insert("x-allowed-from".into(), json!(version));
        }
        if operation.command {
            value.insert("x-command".into(), json!(true));
        }
        if operation.parameters.contains("Timeout") {
            value.insert("parameters".into(), json!([{"$ref": "#/components/parameters/Timeout"}]));
        }
        let pascal = id.to_upper_camel_case();
        if let Some(request) = &operation.request {
            let schema = self.body(request, &format!("{pascal}Request"), file);
            value.insert("requestBody".into(), json!({"required": true, "content": content(schema)}));
        }
        let mut success = json!({"description": "The operation succeeded."});
        let answer = operation.response.as_ref().filter(|ty| !self.says_nothing(ty));
        if let Some(response) = answer {
            success["content"] = content(self.body(response, &format!("{pascal}Response"), file));
        }
        let failure = json!({"$ref": "#/components/responses/Error"});
        value.insert("responses".into(), json!({operation.status.to_string(): success, "default": failure}));
        json!({ "post": value })
    }

    /// Names the body after its operation, unless the schema is known already.
    fn body(&mut self, ty: &Type, name: &str, file: &str) -> Value {
        match self.theirs.resolve(ty).clone() {
            Type::Shape(shape) => {
                if self.known(&shape).is_none() {
                    let name = self.chosen.schemas.get(&shape).cloned().unwrap_or_else(|| name.to_owned());
                    let name = self.free(&name, &shape);
                    self.define(&shape, name, file);
                }
                self.ty(ty, "", name, file)
            }
            Type::List(item) if matches!(self.theirs.resolve(&item.ty), Type::Shape(_)) => {
                json!({"type": "array", "items": self.ty(&item.ty, "", name, file)})
            }
            other => {
                let words = self.theirs.describe(&other);
                self.refuse(format!("a body that is {words} is no schema of the spec's"))
            }
        }
    }

    /// Whether a body is an object without fields, which tells nothing.
    fn says_nothing(&self, ty: &Type) -> bool {
        let Type::Shape(shape) = self.theirs.resolve(ty) else { return false };
        matches!(self.theirs.shapes.get(shape), Some(Shape::Object(fields)) if fields.is_empty())
    }

    /// Our schema for one of theirs: the one that stands behind it, or one that says the same.
    fn known(&mut self, shape: &str) -> Option<String> {
        if let Some(name) = self.names.get(shape) {
            return Some(name.clone());
        }
        let chosen = self.chosen.schemas.get(shape);
        let word = self.chosen.schema(shape);
        let alike = self.authored.iter().find(|(other, name)| match chosen {
            Some(chosen) => chosen == *name && same(self.theirs, shape, other),
            None => {
                (self.chosen.schema(other) == word || is_nameless(self.theirs, shape))
                    && same(self.theirs, shape, other)
            }
        });
        let name = alike.map(|(_, name)| name.clone())?;
        self.names.insert(shape.to_owned(), name.clone());
        Some(name)
    }

    /// The id of a new operation, one of a kind.
    fn operation_id(&mut self, path: &str, section: &str) -> String {
        let id = self.chosen.operation(path, section);
        let mut free = id.clone();
        let mut number = 2;
        while !self.operations.insert(free.clone()) {
            free = format!("{id}_{number}");
            number += 1;
        }
        free
    }

    /// The name of our schema for one of theirs; it is written if there is none.
    pub fn schema(&mut self, shape: &str, file: &str) -> String {
        if let Some(name) = self.known(shape) {
            return name;
        }
        let name = self.free(&self.chosen.schema(shape), shape);
        self.define(shape, name.clone(), file);
        name
    }

    fn define(&mut self, shape: &str, name: String, file: &str) {
        self.names.insert(shape.to_owned(), name.clone());
        self.authored.insert(shape.to_owned(), name.clone());
        let theirs = self.theirs;
        let value = match theirs.shapes.get(shape) {
            Some(Shape::Object(fields)) => self.object(fields, &name, file),
            Some(Shape::Enum { integer, values }) => enumeration(*integer, values),
            Some(Shape::Union { tag: Some(tag), variants }) if self.is_told_apart(tag, variants) => {
                self.union(tag, variants, file)
            }
            Some(Shape::Union { .. }) => self.refuse(format!(
                "`{name}` is one of several objects, and no constant tells which: give them a tag, or leave it out"
            )),
            Some(Shape::Alias(_)) | None => json!({"description": ""}),
        };
        self.push(file, &name, value);
    }

    fn push(&mut self, file: &str, name: &str, value: Value) {
        let path = vec!["components".to_owned(), "schemas".to_owned()];
        self.edits.push(Edit { file: file.to_owned(), path, insert: Insert::Entry(name.to_owned(), value) });
    }

    /// A name that no schema has yet.
    fn free(&mut self, name: &str, shape: &str) -> String {
        let mut free = name.to_owned();
        let mut number = 2;
        // Where the word is taken, the part before it in the vendor's name says which one is meant.
        if self.taken.contains(name)
            && let Some(qualified) = self.chosen.qualified(shape).filter(|name| !self.taken.contains(name))
        {
            free = qualified;
        }
        while !self.taken.insert(free.clone()) {
            free = format!("{name}{number}");
            number += 1;
        }
        free
    }

    fn object(&mut self, fields: &IndexMap<String, Field>, name: &str, file: &str) -> Value {
        let required: Vec<&String> =
            fields.iter().filter(|(_, field)| field.required).map(|(name, _)| name).collect();
        let mut value =
            Map::from_iter([("description".to_owned(), json!("")), ("type".to_owned(), json!("object"))]);
        if !required.is_empty() {
            value.insert("required".into(), json!(required));
        }
        let properties: Map<String, Value> =
            fields.iter().map(|(key, field)| (key.clone(), self.property(field, key, name, file))).collect();
        value.insert("properties".into(), Value::Object(properties));
        Value::Object(value)
    }

    /// Whether each member has the tag as a constant, as the lint asks.
    fn is_told_apart(&self, tag: &str, variants: &[Variant]) -> bool {
        !variants.is_empty()
            && variants.iter().all(|variant| match self.theirs.shapes.get(&variant.shape) {
                Some(Shape::Object(fields)) => fields.get(tag).is_some_and(|field| {
                    let innermost = self.theirs.innermost(&field.item.ty);
                    let shape = innermost.and_then(|shape| self.theirs.shapes.get(shape));
                    matches!(shape, Some(Shape::Enum { .. }))
                }),
                _ => false,
            })
    }

    fn union(&mut self, tag: &str, variants: &[Variant], file: &str) -> Value {
        let names: Vec<(String, &Variant)> =
            variants.iter().map(|variant| (self.schema(&variant.shape, file), variant)).collect();
        let members: Vec<Value> = names.iter().map(|(name, _)| reference(name)).collect();
        let mut value = json!({"description": "", "oneOf": members});
        let mapping: Map<String, Value> = names
            .iter()
            .flat_map(|(name, variant)| {
                variant.tags.iter().map(move |tag| (tag.clone(), json!(format!("{REF}{name}"))))
            })
            .collect();
        value["discriminator"] = json!({"propertyName": tag, "mapping": mapping});
        value
    }

    /// A property of the object `owner`.
    pub fn property(&mut self, field: &Field, key: &str, owner: &str, file: &str) -> Value {
        let mut value = Map::from_iter([("description".to_owned(), json!(""))]);
        let ty = self.ty(&field.item.ty, key, owner, file);
        if ty.get("$ref").is_some() {
            value.insert("allOf".into(), json!([ty]));
        } else {
            value.extend(ty.as_object().cloned().unwrap_or_default());
        }
        value.extend(field.limits.iter().map(|(name, limit)| ((*name).to_owned(), number(*limit))));
        if field.item.nullable {
            value.insert("nullable".into(), json!(true));
        }
        if let Some(default) = &field.default {
            value.insert("default".into(), default.clone());
        }
        if field.deprecated {
            value.insert("deprecated".into(), json!(true));
        }
        if let Some(version) = &field.allowed_from {
            value.insert("x-allowed-from".into(), json!(version));
        }
        Value::Object(value)
    }

    fn ty(&mut self, ty: &Type, key: &str, owner: &str, file: &str) -> Value {
        let theirs = self.theirs;
        match theirs.resolve(ty) {
            Type::Any => json!({}),
            Type::Text => json!({"type": "string"}),
            Type::Other(words) => {
                self.refuse(format!("`{owner}.{key}` is {words}, for which the spec has no type"))
            }
            Type::IsoDateTime => json!({"type": "string", "format": "date-time"}),
            Type::Date => json!({"type": "string", "format": "date"}),
            Type::DateTime => json!({"type": "string", "format": "iiko-date-time"}),
            Type::Boolean => json!({"type": "boolean"}),
            Type::Int32 => json!({"type": "integer", "format": "int32"}),
            Type::Int64 => json!({"type": "integer", "format": "int64"}),
            Type::Number => json!({"type": "number", "format": "decimal"}),
            Type::Uuid => reference(&self.id(key, owner, file)),
            Type::List(item) => json!({"type": "array", "items": self.item(item, key, owner, file)}),
            Type::Map(item) => {
                json!({"type": "object", "additionalProperties": self.item(item, key, owner, file)})
            }
            Type::Shape(shape) => match theirs.shapes.get(shape) {
                Some(Shape::Object(fields)) if fields.is_empty() => json!({}),
                Some(Shape::Enum { integer, values }) if values.len() == 1 && shape.contains('.') => {
                    constant(*integer, &values[0])
                }
                _ => reference(&self.schema(shape, file)),
            },
        }
    }

    fn item(&mut self, item: &Item, key: &str, owner: &str, file: &str) -> Value {
        let ty = self.ty(&item.ty, key, owner, file);
        if !item.nullable {
            return ty;
        }
        if ty.get("$ref").is_some() {
            return json!({"allOf": [ty], "nullable": true});
        }
        let mut ty = ty;
        ty["nullable"] = json!(true);
        ty
    }

    /// The id schema for a uuid: the one that properties of this name have, or a new one.
    fn id(&mut self, key: &str, owner: &str, file: &str) -> String {
        if key != "id"
            && let Some(known) = self.ids.get(key)
        {
            return known.clone();
        }
        let mut word =
            if key == "id" || key.is_empty() { format!("{owner}Id") } else { key.to_upper_camel_case() };
        if let Some(one) = word.strip_suffix("Ids") {
            word = format!("{one}Id");
        } else if !word.ends_with("Id") {
            word.push_str("Id");
        }
        if self.taken.insert(word.clone()) {
            let file = if self.atlas.schema_file("OrganizationId") == Some(IDS) { IDS } else { file };
            self.push(file, &word, json!({"description": "", "type": "string", "format": "uuid"}));
        }
        self.ids.entry(key.to_owned()).or_insert_with(|| word.clone());
        word
    }
}

fn content(schema: Value) -> Value {
    json!({"application/json": {"schema": schema}})
}

fn reference(name: &str) -> Value {
    json!({"$ref": format!("{REF}{name}")})
}

fn constant(integer: bool, value: &str) -> Value {
    let kind = if integer { "integer" } else { "string" };
    json!({"type": kind, "enum": [enum_value(integer, value)]})
}

/// A value of an enum as JSON.
pub fn enum_value(integer: bool, value: &str) -> Value {
    if integer { value.parse::<i64>().map_or_else(|_| json!(value), Value::from) } else { json!(value) }
}

/// A limit as JSON, without a fraction where it has none.
pub fn number(limit: f64) -> Value {
    if limit.fract() == 0.0 && limit.abs() < 1e15 { json!(limit as i64) } else { json!(limit) }
}

fn enumeration(integer: bool, values: &[String]) -> Value {
    let kind = if integer { "integer" } else { "string" };
    let known: Vec<Value> = values.iter().map(|value| enum_value(integer, value)).collect();
    let mut schema = json!({"description": "", "type": kind, "enum": known});
    // Integers are codes until somebody tells what each means.
    if integer {
        return schema;
    }
    let words: Map<String, Value> = values.iter().map(|value| (value.clone(), json!(""))).collect();
    schema["x-enum-descriptions"] = Value::Object(words);
    schema
}

/// What stands for the name of an integer until somebody gives it one; the lint asks for it.
pub fn unnamed(value: &str) -> String {
    format!("Unnamed{}", value.replace('-', "Minus"))
}

/// The id schema that most properties of each name have.
fn ids(spec: &Spec) -> HashMap<String, String> {
    let mut counts: HashMap<(&str, &str), usize> = HashMap::new();
    for field in spec.schemas.values().flat_map(|schema| schema.fields()) {
        if let Some(name) = field.ty.reference()
            && spec.schemas.get(name).is_some_and(|schema| matches!(schema.kind, Kind::Id(_)))
        {
            *counts.entry((&field.name, name)).or_default() += 1;
        }
    }
    let names: BTreeSet<&str> = counts.keys().map(|(name, _)| *name).collect();
    let most = |name: &str| {
        let of_name = counts.iter().filter(|((field, _), _)| *field == name);
        of_name
            .max_by_key(|((_, id), count)| (**count, std::cmp::Reverse(*id)))
            .map(|((_, id), _)| (*id).to_owned())
    };
    names.into_iter().filter_map(|name| Some((name.to_owned(), most(name)?))).collect()
}
