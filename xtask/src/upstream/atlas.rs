//! Where things of the curated spec stand: file and line of operations, schemas and fields.

use std::collections::HashMap;
use std::sync::Arc;

use crate::fragments::{Fragments, Node, REGISTER};
use crate::problem::Place;

/// The fragments by what they hold.
#[derive(Debug)]
pub struct Atlas<'a> {
    prefix: &'a str,
    paths: HashMap<&'a str, &'a Node>,
    schemas: HashMap<&'a str, &'a Node>,
    sections: HashMap<&'a str, Arc<str>>,
}

impl<'a> Atlas<'a> {
    /// Looks through the fragments.
    pub fn new(fragments: &'a Fragments) -> Self {
        let mut atlas = Self {
            prefix: fragments.path_prefix(),
            paths: HashMap::new(),
            schemas: HashMap::new(),
            sections: HashMap::new(),
        };
        for part in &fragments.parts {
            atlas.paths.extend(part.entries("paths"));
            atlas.schemas.extend(part.get("components").into_iter().flat_map(|node| node.entries("schemas")));
            let names = part.items("tags").iter().filter_map(|tag| tag.text_of("name"));
            atlas.sections.extend(names.map(|name| (name, part.place.file.clone())));
        }
        atlas
    }

    /// The path as fragments write it.
    pub fn short<'p>(&self, path: &'p str) -> &'p str {
        path.strip_prefix(self.prefix).unwrap_or(path)
    }

    /// The file of a section.
    pub fn section_file(&self, section: &str) -> Option<&str> {
        self.sections.get(section).map(AsRef::as_ref)
    }

    /// The file of a schema.
    pub fn schema_file(&self, schema: &str) -> Option<&str> {
        self.schemas.get(schema).map(|node| node.place.file.as_ref())
    }

    /// The file of an operation.
    pub fn path_file(&self, path: &str) -> Option<&str> {
        self.paths.get(self.short(path)).map(|node| node.place.file.as_ref())
    }

    /// The node of `Schema.field`, `Schema.field[]` and so on.
    pub fn field(&self, place: &str) -> Option<&'a Node> {
        let (schema, field) = place.split_once('.')?;
        let name = field.trim_end_matches(['[', ']', '{', '}']);
        self.schemas.get(schema)?.get("properties")?.get(name)
    }

    /// Where a place of the spec stands; a field that is missing stands where its schema does.
    pub fn locate(&self, place: &str) -> Option<Place> {
        if place.starts_with('/') {
            let path = place.split(' ').next().unwrap_or_default();
            return self.paths.get(self.short(path)).map(|node| node.place.clone());
        }
        let schema = place.split('.').next().unwrap_or_default();
        let node = self.field(place).or_else(|| self.schemas.get(schema).copied())?;
        Some(node.place.clone())
    }
}

/// The section that a file stands for: its name without folder and ending.
pub fn section(file: &str) -> &str {
    if file == REGISTER {
        return "register";
    }
    file.rsplit('/').next().unwrap_or(file).trim_end_matches(".yaml")
}
