//! Finds sections, operations and schemas of all fragments, for the rules to look at.

use std::collections::HashMap;

use crate::fragments::{Fragments, Node, Tree};
use crate::problem::Place;

/// The beginning of a reference to a schema.
pub const SCHEMAS: &str = "#/components/schemas/";

/// Everything that has a name.
#[derive(Debug)]
pub struct Index<'a> {
    /// The document's head.
    pub head: &'a Node,
    /// The fragments.
    pub parts: &'a [Node],
    /// Sections: their tags.
    pub sections: Vec<&'a Node>,
    /// Operations.
    pub operations: Vec<Operation<'a>>,
    /// Schemas.
    pub schemas: Vec<Schema<'a>>,
    by_name: HashMap<&'a str, usize>,
}

/// An operation of a fragment.
#[derive(Debug)]
pub struct Operation<'a> {
    /// Path, as the fragment spells it.
    pub path: &'a str,
    /// HTTP method.
    pub method: &'a str,
    /// `operationId`, empty when there is none.
    pub id: &'a str,
    /// The operation.
    pub node: &'a Node,
    /// The fragment that holds it.
    pub part: &'a Node,
}

/// A schema of a fragment.
#[derive(Debug)]
pub struct Schema<'a> {
    /// Its name.
    pub name: &'a str,
    /// The schema.
    pub node: &'a Node,
}

/// The shapes of a component schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A struct.
    Object,
    /// Known values.
    Enum,
    /// One of several objects.
    Union,
    /// An entity's id.
    Id,
}

/// What a reference stands in.
#[derive(Debug)]
pub struct Reference<'a> {
    /// The whole reference.
    pub target: &'a str,
    /// Where it is.
    pub place: &'a Place,
    /// Whether it names a member of a union.
    pub member: bool,
}

impl<'a> Index<'a> {
    /// Looks through the fragments.
    pub fn new(fragments: &'a Fragments) -> Self {
        let parts = &fragments.parts;
        let sections = parts.iter().flat_map(|part| part.items("tags")).collect();
        let operations = parts.iter().flat_map(operations).collect();
        let schemas: Vec<Schema<'a>> = parts
            .iter()
            .filter_map(|part| part.get("components"))
            .flat_map(|components| components.entries("schemas"))
            .map(|(name, node)| Schema { name, node })
            .collect();
        let mut by_name = HashMap::new();
        for (at, schema) in schemas.iter().enumerate() {
            by_name.entry(schema.name).or_insert(at);
        }
        Self { head: &fragments.head, parts, sections, operations, schemas, by_name }
    }

    /// The schema of that name; the first, should there be several.
    pub fn schema(&self, name: &str) -> Option<&'a Node> {
        self.by_name.get(name).map(|at| self.schemas[*at].node)
    }

    /// The schema that a `$ref`, or the single `allOf` around one, names.
    pub fn resolve(&self, node: &'a Node) -> Option<&'a Node> {
        self.schema(target(node)?)
    }

    /// The members of a union with the schemas that they name.
    pub fn members(&self, union: &'a Node) -> impl Iterator<Item = (&'a str, &'a Node)> {
        let names = union.items("oneOf").iter().filter_map(target);
        names.filter_map(|name| Some((name, self.schema(name)?)))
    }
}

fn operations(part: &Node) -> impl Iterator<Item = Operation<'_>> {
    part.entries("paths").flat_map(move |(path, item)| {
        item.map().into_iter().flatten().map(move |(method, node)| {
            let id = node.text_of("operationId").unwrap_or_default();
            Operation { path, method, id, node, part }
        })
    })
}

/// The schema's name in a `$ref`, or in the single `allOf` around one.
pub fn target(node: &Node) -> Option<&str> {
    let reference = match node.items("allOf") {
        [only] => only.text_of("$ref"),
        _ => node.text_of("$ref"),
    };
    reference?.strip_prefix(SCHEMAS)
}

/// The shape of a component schema; none when it is no shape that the code generator knows.
pub fn shape(schema: &Node) -> Option<Shape> {
    if schema.get("oneOf").is_some() {
        return Some(Shape::Union);
    }
    if schema.get("enum").is_some() {
        return Some(Shape::Enum);
    }
    match (schema.text_of("type"), schema.text_of("format")) {
        (Some("object"), _) => Some(Shape::Object),
        (Some("string"), Some("uuid")) => Some(Shape::Id),
        _ => None,
    }
}

/// The one value of a constant: an `enum` of a single value.
pub fn constant(property: &Node) -> Option<&Node> {
    match property.items("enum") {
        [only] => Some(only),
        _ => None,
    }
}

/// A tag's value as the mapping of a union spells it.
pub fn spelling(value: &Node) -> String {
    match value.scalar() {
        Some(serde_json::Value::String(text)) => text.clone(),
        Some(value) => value.to_string(),
        None => String::new(),
    }
}

/// Every reference below a node.
pub fn references(node: &Node) -> Vec<Reference<'_>> {
    let mut found = Vec::new();
    collect(node, false, &mut found);
    found
}

fn collect<'a>(node: &'a Node, member: bool, found: &mut Vec<Reference<'a>>) {
    match &node.tree {
        Tree::Scalar(_) => {}
        Tree::List(items) => items.iter().for_each(|item| collect(item, member, found)),
        Tree::Map(map) => {
            for (key, node) in map {
                match (key.as_str(), node.text()) {
                    ("$ref" | "x-events", Some(target)) => {
                        found.push(Reference { target, place: &node.place, member });
                    }
                    ("mapping", _) => {
                        let targets = node.map().into_iter().flatten();
                        let named = targets.filter_map(|(_, node)| Some((node.text()?, &node.place)));
                        found.extend(named.map(|(target, place)| Reference { target, place, member: true }));
                    }
                    _ => collect(node, key == "oneOf", found),
                }
            }
        }
    }
}
