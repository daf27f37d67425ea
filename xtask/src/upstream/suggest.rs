//! The lines to add to the fragments for what is new upstream.
//!
//! Only lines are added, never changed or removed: what is gone or different touches words that people
//! wrote, so people decide.

use iiko_codegen::model::Spec;
use serde_json::{Value, json};

use super::atlas::Atlas;
use super::author::{Author, enum_value, number, unnamed};
use super::change::{Aspect, Change, Kind};
use super::compare::Comparison;
use super::model::{Contract, Field, Shape};
use super::naming::{Names, title};
use super::yaml::{Edit, Insert};
use crate::fragments::{FOLDER, REGISTER};

/// Makes the edits for changes.
#[derive(Debug)]
pub struct Suggest<'a> {
    theirs: &'a Contract,
    ours: &'a Contract,
    atlas: &'a Atlas<'a>,
    names: &'a Names,
    author: Author<'a>,
}

impl<'a> Suggest<'a> {
    /// Knows both documents and which schemas belong together.
    pub fn new(
        spec: &Spec,
        theirs: &'a Contract,
        ours: &'a Contract,
        comparison: &Comparison,
        atlas: &'a Atlas<'a>,
        names: &'a Names,
    ) -> Self {
        let author = Author::new(spec, theirs, &comparison.pairs, atlas, names);
        Self { theirs, ours, atlas, names, author }
    }

    /// The lines for a change, or why a person has to write them.
    pub fn edits(&mut self, change: &Change) -> Result<Vec<Edit>, String> {
        let before = self.author.clone();
        let edits = match (change.aspect, change.kind) {
            (Aspect::Operation, Kind::Added) => self.operation(change),
            (Aspect::Event, Kind::Added) => self.event(change),
            (Aspect::Field, Kind::Added) => self.field(change),
            (Aspect::Value, Kind::Added) => self.value(change),
            (Aspect::Variant, Kind::Added) => self.variant(change),
            _ => self.mark(change),
        };
        let schemas = self.author.take();
        let (mut edits, mut schemas) = match (edits, schemas) {
            (Some(edits), Ok(schemas)) if !edits.is_empty() => (edits, schemas),
            (_, Err(reason)) => {
                self.author = before;
                return Err(reason);
            }
            _ => return Err(by_hand(change)),
        };
        schemas.reverse();
        edits.extend(schemas);
        if change.partly() {
            edits.push(partly(change));
        }
        Ok(edits)
    }

    /// The section of a new operation: that of its neighbours upstream, and the file where it is written.
    pub fn section(&self, path: &str) -> (String, String) {
        let tag =
            self.theirs.operations.get(path).map(|operation| operation.tag.as_str()).unwrap_or_default();
        let neighbours = self.theirs.operations.iter().filter(|(_, operation)| operation.tag == tag);
        let ours = neighbours.filter_map(|(path, _)| self.ours.operations.get(path)).next();
        let section = ours.map_or_else(|| self.names.section(tag), |operation| operation.section.clone());
        let family = self.names.family(path);
        let file = self
            .atlas
            .section_file(&section)
            .map_or_else(|| format!("{FOLDER}/{family}/{}.yaml", section.replace('_', "-")), str::to_owned);
        (section, file)
    }

    fn operation(&mut self, change: &Change) -> Option<Vec<Edit>> {
        let operation = self.theirs.operations.get(&change.place)?;
        if change.place.contains(' ') {
            // Only POST operations are known to the spec.
            return None;
        }
        let (section, file) = self.section(&change.place);
        let mut edits = Vec::new();
        if self.atlas.section_file(&section).is_none() {
            let tag = json!({"name": section, "description": "", "x-title": title(&section), "x-vendor-tag": operation.tag, "x-handle": section});
            edits.push(Edit { file: file.clone(), path: path(&["tags"]), insert: Insert::Item(tag) });
        }
        let value = self.author.operation(&change.place, operation, &section, &file);
        let short = self.atlas.short(&change.place).to_owned();
        edits.push(Edit { file, path: path(&["paths"]), insert: Insert::Entry(short, value) });
        if !operation.authorized {
            edits.push(unauthorized(&change.place));
        }
        Some(edits)
    }

    fn event(&mut self, change: &Change) -> Option<Vec<Edit>> {
        let event = change.place.strip_prefix("event ")?;
        let shape = self.theirs.events.get(event)?;
        let union = self.ours.event_union.clone()?;
        self.member(&union, event, shape)
    }

    fn variant(&mut self, change: &Change) -> Option<Vec<Edit>> {
        let tag = change.theirs.as_deref()?;
        let shape = change.seen_in.iter().find_map(|name| match self.theirs.shapes.get(name) {
            Some(Shape::Union { variants, .. }) => variants
                .iter()
                .find(|variant| variant.tags.iter().any(|known| known == tag))
                .map(|variant| &variant.shape),
            _ => None,
        })?;
        self.member(&change.place, tag, shape)
    }

    /// A new member of a union.
    fn member(&mut self, union: &str, tag: &str, shape: &str) -> Option<Vec<Edit>> {
        let file = self.atlas.schema_file(union)?.to_owned();
        let name = self.author.schema(shape, &file);
        let target = format!("#/components/schemas/{name}");
        let member = edit(&file, &[union, "oneOf"], Insert::Item(json!({"$ref": target})));
        let mapping = Insert::Entry(tag.to_owned(), json!(target));
        Some(vec![member, edit(&file, &[union, "discriminator", "mapping"], mapping)])
    }

    fn their_field(&self, change: &Change) -> Option<&'a Field> {
        let (_, name) = change.place.split_once('.')?;
        change.seen_in.iter().find_map(|shape| match self.theirs.shapes.get(shape) {
            Some(Shape::Object(fields)) => fields.get(name),
            _ => None,
        })
    }

    fn field(&mut self, change: &Change) -> Option<Vec<Edit>> {
        let (schema, name) = change.place.split_once('.')?;
        let file = self.atlas.schema_file(schema)?.to_owned();
        let field = self.their_field(change)?;
        let value = self.author.property(field, name, schema, &file);
        let mut edits = vec![edit(&file, &[schema, "properties"], Insert::Entry(name.to_owned(), value))];
        if field.required {
            edits.push(edit(&file, &[schema, "required"], Insert::Item(json!(name))));
        }
        Some(edits)
    }

    fn value(&mut self, change: &Change) -> Option<Vec<Edit>> {
        let schema = change.place.as_str();
        let value = change.theirs.as_deref()?;
        let Some(Shape::Enum { integer, .. }) = self.ours.shapes.get(schema) else { return None };
        let file = self.atlas.schema_file(schema)?;
        let mut edits = vec![edit(file, &[schema, "enum"], Insert::Item(enum_value(*integer, value)))];
        // A value whose meaning nobody knows needs no words.
        if self.ours.codes.contains(schema) {
            return Some(edits);
        }
        if *integer {
            edits.push(edit(file, &[schema, "x-enum-varnames"], Insert::Item(json!(unnamed(value)))));
        }
        edits.push(edit(file, &[schema, "x-enum-descriptions"], Insert::Entry(value.to_owned(), json!(""))));
        Some(edits)
    }

    /// A mark that is new upstream: required, nullable, deprecated, a limit, a default, a version, a group.
    fn mark(&self, change: &Change) -> Option<Vec<Edit>> {
        let theirs = change.theirs.as_deref()?;
        if change.aspect == Aspect::Required {
            let (schema, field) = change.place.split_once('.')?;
            let file = self.atlas.schema_file(schema).filter(|_| theirs == "true")?;
            return Some(vec![edit(file, &[schema, "required"], Insert::Item(json!(field)))]);
        }
        let (key, value) = self.mark_value(change, theirs)?;
        if change.place.starts_with('/') {
            let file = self.atlas.path_file(&change.place)?;
            let keys = path(&["paths", self.atlas.short(&change.place), "post"]);
            return Some(vec![Edit {
                file: file.to_owned(),
                path: keys,
                insert: Insert::Entry(key.to_owned(), value),
            }]);
        }
        let node = self.atlas.field(&change.place).filter(|node| node.get("$ref").is_none())?;
        let (schema, field) = change.place.split_once('.')?;
        if field.ends_with([']', '}']) {
            return None;
        }
        Some(vec![edit(
            &node.place.file,
            &[schema, "properties", field],
            Insert::Entry(key.to_owned(), value),
        )])
    }

    fn mark_value(&self, change: &Change, theirs: &str) -> Option<(&'static str, Value)> {
        let flag = |key| (theirs == "true").then_some((key, json!(true)));
        let new = change.kind == Kind::Added;
        match change.aspect {
            Aspect::Nullable => flag("nullable"),
            Aspect::Deprecated => flag("deprecated"),
            Aspect::Command => flag("x-command"),
            Aspect::AllowedFrom if new => Some(("x-allowed-from", json!(theirs))),
            Aspect::RestrictionGroup if new => Some(("x-restriction-group", json!(theirs))),
            Aspect::Default if new => Some(("default", self.their_field(change)?.default.clone()?)),
            _ if new => {
                let field = self.their_field(change)?;
                let limit = field.limits.iter().find(|(name, _)| Aspect::of_limit(name) == change.aspect)?;
                Some((limit.0, number(*limit.1)))
            }
            _ => None,
        }
    }
}

/// Why a change has no lines: what a person has to do.
fn by_hand(change: &Change) -> String {
    let way_out = match (change.aspect, change.kind) {
        (Aspect::Operation, Kind::Added) => "only POST operations are known here: register it as left out",
        (Aspect::Path, _) => "change the path, and say so to those who call it by its path",
        (Aspect::Authorization, _) => {
            "the token goes on being sent: find out whether the service asks for it, and register what you found"
        }
        (Aspect::Section, _) => "change the tag's or the operation's `x-vendor-tag`",
        (Aspect::Status, _) => "change the status under `responses`; the client takes any success",
        (Aspect::Replacement, _) => "set `x-deprecated-for` to the operation of that path",
        (_, Kind::Removed) => "take it out, or register why it stays",
        _ => "change it by hand, or register why not",
    };
    way_out.to_owned()
}

/// The register's entry for an operation that names no Authorization parameter: the token is sent all the same.
fn unauthorized(place: &str) -> Edit {
    registered(json!({
        "where": place,
        "what": Aspect::Authorization.name(),
        "theirs": false,
        "ours": true,
        "why": "",
        "evidence": "design",
    }))
}

/// The register's entry for what only some of their schemas behind ours have; why is for people to say.
fn partly(change: &Change) -> Edit {
    registered(json!({
        "where": change.place,
        "what": change.aspect.name(),
        "theirs": change.ours,
        "ours": change.theirs,
        "partly": true,
        "why": "",
        "evidence": "document",
    }))
}

/// An entry of the register.
fn registered(entry: Value) -> Edit {
    Edit { file: REGISTER.to_owned(), path: path(&["deviations"]), insert: Insert::Item(entry) }
}

fn path(keys: &[&str]) -> Vec<String> {
    keys.iter().map(|key| (*key).to_owned()).collect()
}

/// An edit below a schema.
fn edit(file: &str, keys: &[&str], insert: Insert) -> Edit {
    let mut full = path(&["components", "schemas"]);
    full.extend(path(keys));
    Edit { file: file.to_owned(), path: full, insert }
}
