//! Writes new schemas and operations as fragments want them: names and types, the words left to people.

use std::collections::{BTreeSet, HashMap, HashSet};

use heck::{ToSnakeCase as _, ToUpperCamelCase as _};
use iiko_codegen::model::{Kind, Spec};
use indexmap::IndexMap;
use serde_json::{Map, Value, json};

use super::atlas::Atlas;
use super::model::{Contract, Field, Item, Operation, Shape, Type, Variant};
use super::yaml::{Edit, Insert};

/// The file of new ids, where the project has it.
const IDS: &str = "openapi/ids.yaml";
const REF: &str = "#/components/schemas/";

/// Turns shapes of theirs into text of ours.
#[derive(Debug)]
pub struct Author<'a> {
    theirs: &'a Contract,
    atlas: &'a Atlas<'a>,
    /// Our schema for each of theirs that is known.
    names: HashMap<String, String>,
    taken: HashSet<String>,
    operations: HashSet<String>,
    /// The id schema that a property of that name has elsewhere.
    ids: HashMap<String, String>,
    edits: Vec<Edit>,
}

impl<'a> Author<'a> {
    /// `pairs` are the schemas of theirs behind each of ours.
    pub fn new(
        spec: &Spec,
        theirs: &'a Contract,
        pairs: &IndexMap<String, indexmap::IndexSet<String>>,
        atlas: &'a Atlas<'a>,
    ) -> Self {
        let names = pairs
            .iter()
            .rev()
            .flat_map(|(ours, theirs)| theirs.iter().map(move |t| (t.clone(), ours.clone())));
        Self {
            theirs,
            atlas,
            names: names.collect(),
            taken: spec.schemas.keys().cloned().collect(),
            operations: spec.operations.iter().map(|operation| operation.id.clone()).collect(),
            ids: ids(spec),
            edits: Vec::new(),
        }
    }

    /// The edits for the schemas that what was written so far needs.
    pub fn take(&mut self) -> Vec<Edit> {
        std::mem::take(&mut self.edits)
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
        if !operation.authorized {
            value.insert("security".into(), json!([]));
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
        if let Some(response) = &operation.response {
            success["content"] = content(self.body(response, &format!("{pascal}Response"), file));
        }
        let failure = json!({"$ref": "#/components/responses/Error"});
        value.insert("responses".into(), json!({"200": success, "default": failure}));
        json!({ "post": value })
    }

    /// Names the body after its operation, unless the schema is known already.
    fn body(&mut self, ty: &Type, name: &str, file: &str) -> Value {
        if let Type::Shape(shape) = self.theirs.resolve(ty).clone()
            && !self.names.contains_key(&shape)
        {
            let name = self.free(name);
            self.define(&shape, name, file);
        }
        self.ty(ty, "", name, file)
    }

    /// The section's singular and the tail of the path: `/api/1/order/add_items` is `order_add_items`.
    fn operation_id(&mut self, path: &str, section: &str) -> String {
        let singular = singular(section);
        let segments = path.trim_start_matches("/api/").split('/');
        let mut tail: Vec<&str> =
            segments.filter(|part| !is_version(part) && !["loyalty", "iiko"].contains(part)).collect();
        if tail.len() > 1 && (tail[0] == section || tail[0] == singular || singular.starts_with(tail[0])) {
            tail.remove(0);
        }
        let id = format!("{singular}_{}", tail.join("_")).to_snake_case();
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
        if let Some(name) = self.names.get(shape) {
            return name.clone();
        }
        let name = self.free(&domain_word(shape));
        self.define(shape, name.clone(), file);
        name
    }

    fn define(&mut self, shape: &str, name: String, file: &str) {
        self.names.insert(shape.to_owned(), name.clone());
        let theirs = self.theirs;
        let value = match theirs.shapes.get(shape) {
            Some(Shape::Object(fields)) => self.object(fields, &name, file),
            Some(Shape::Enum { integer, values }) => enumeration(*integer, values),
            Some(Shape::Union { tag, variants }) => self.union(tag.as_deref(), variants, file),
            Some(Shape::Alias(_)) | None => json!({"description": ""}),
        };
        self.push(file, &name, value);
    }

    fn push(&mut self, file: &str, name: &str, value: Value) {
        let path = vec!["components".to_owned(), "schemas".to_owned()];
        self.edits.push(Edit { file: file.to_owned(), path, insert: Insert::Entry(name.to_owned(), value) });
    }

    /// A name that no schema has yet.
    fn free(&mut self, name: &str) -> String {
        let mut free = name.to_owned();
        let mut number = 2;
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

    fn union(&mut self, tag: Option<&str>, variants: &[Variant], file: &str) -> Value {
        let names: Vec<(String, &Variant)> =
            variants.iter().map(|variant| (self.schema(&variant.shape, file), variant)).collect();
        let members: Vec<Value> = names.iter().map(|(name, _)| reference(name)).collect();
        let mut value = json!({"description": "", "oneOf": members});
        if let Some(tag) = tag {
            let mapping: Map<String, Value> = names
                .iter()
                .flat_map(|(name, variant)| {
                    variant.tags.iter().map(move |tag| (tag.clone(), json!(format!("{REF}{name}"))))
                })
                .collect();
            value["discriminator"] = json!({"propertyName": tag, "mapping": mapping});
        }
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
            Type::Text | Type::Other(_) => json!({"type": "string"}),
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

fn is_version(segment: &str) -> bool {
    let digits = segment.trim_start_matches('v');
    !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit())
}

/// `deliveries` is many of `delivery`.
fn singular(section: &str) -> String {
    if let Some(stem) = section.strip_suffix("ies") {
        return format!("{stem}y");
    }
    section.strip_suffix('s').unwrap_or(section).to_owned()
}

/// A CLR name as a domain word: its last part without numbers, generics and the letters that mark a carrier.
fn domain_word(shape: &str) -> String {
    let shape = shape.split(['`', '[']).next().unwrap_or_default();
    // What has no name of its own is called after its place: schema and field.
    let last =
        shape.rsplit(['.', '+']).find(|part| part.chars().any(char::is_alphabetic)).unwrap_or("Unnamed");
    let word = last.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end_matches("Dto");
    let word = word.to_upper_camel_case();
    if word.is_empty() { "Unnamed".to_owned() } else { word }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clr_names_become_words() {
        assert_eq!(domain_word("Vendor.Api.Contracts.Orders.TipDto3"), "Tip");
        assert_eq!(domain_word("Vendor.Wrapper`2[[Vendor.Item,Vendor]]"), "Wrapper");
        assert_eq!(domain_word("Outer+Inner"), "Inner");
        assert_eq!(singular("deliveries"), "delivery");
        assert_eq!(singular("terminal_groups"), "terminal_group");
    }
}
