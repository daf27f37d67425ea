//! Names: each once over all fragments, and such that Rust can use it as it is.

use std::collections::HashMap;

use iiko_codegen::model::names;

use super::index::{Index, Operation};
use crate::fragments::Node;
use crate::problem::{Place, Report};

/// What Rust's prelude calls by these names, generated code must be able to call so too.
pub const PRELUDE: &[&str] = &[
    "AsMut",
    "AsRef",
    "AsyncFn",
    "AsyncFnMut",
    "AsyncFnOnce",
    "Box",
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "DoubleEndedIterator",
    "Drop",
    "Eq",
    "Err",
    "ExactSizeIterator",
    "Extend",
    "Fn",
    "FnMut",
    "FnOnce",
    "From",
    "FromIterator",
    "Future",
    "Hash",
    "Into",
    "IntoFuture",
    "IntoIterator",
    "Iterator",
    "None",
    "Ok",
    "Option",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Result",
    "Self",
    "Send",
    "Sized",
    "Some",
    "String",
    "Sync",
    "ToOwned",
    "ToString",
    "TryFrom",
    "TryInto",
    "Unpin",
    "Vec",
];

/// Checks the names of sections, paths, operations, schemas and properties.
pub fn check(index: &Index<'_>, report: &mut Report) {
    let (mut ids, mut methods) = (Unique::default(), Unique::default());
    for operation in &index.operations {
        check_method_name(operation, report);
        ids.add("operationId", operation.id, id_place(operation.node), report);
        if operation.node.get("x-python-method").is_some() {
            methods.add("operationId", operation.id, id_place(operation.node), report);
        }
    }
    check_section_methods(index, report);
    check_foreign_names(index, report);
    check_paths(index, report);
    check_sections(index, &mut methods, report);
    let mut schemas = Unique::default();
    for schema in &index.schemas {
        schemas.add("schema", schema.name, &schema.node.place, report);
        check_type_name(schema.name, &schema.node.place, report);
        check_fields(schema.node, report);
    }
}

/// A method of an older client stands for one operation.
fn check_foreign_names(index: &Index<'_>, report: &mut Report) {
    for key in ["x-python-method", "x-go-method"] {
        let mut names = Unique::default();
        for node in index.operations.iter().filter_map(|operation| operation.node.get(key)) {
            names.add(key, node.text().unwrap_or_default(), &node.place, report);
        }
    }
}

fn check_paths(index: &Index<'_>, report: &mut Report) {
    let mut paths = Unique::default();
    for part in index.parts {
        for (path, item) in part.entries("paths") {
            paths.add("path", path, &item.place, report);
            if !path.starts_with('/') {
                report.add(&item.place, format!("the path `{path}` does not start with `/`"));
            }
        }
    }
}

/// Handles are methods of the client, as operations are: neither may hide the other.
fn check_sections<'a>(index: &Index<'a>, methods: &mut Unique<'a>, report: &mut Report) {
    let mut sections = Unique::default();
    for section in &index.sections {
        for key in ["name", "x-title", "x-handle"] {
            if section.text_of(key).is_none_or(|text| text.trim().is_empty()) {
                report.add(&section.place, format!("a tag without `{key}`"));
            }
        }
        if let Some(name) = section.get("name")
            && let Some(text) = name.text()
        {
            sections.add("tag", text, &name.place, report);
            check_snake_case("tag", text, &name.place, report);
        }
        if let Some(handle) = section.get("x-handle")
            && let Some(text) = handle.text()
        {
            methods.add("method", text, &handle.place, report);
            check_snake_case("x-handle", text, &handle.place, report);
        }
    }
}

fn check_method_name(operation: &Operation<'_>, report: &mut Report) {
    let (id, node) = (operation.id, operation.node);
    if id.is_empty() {
        report.add(&node.place, "an operation without `operationId`");
    } else {
        check_snake_case("operationId", id, id_place(node), report);
    }
    if let Some(python) = node.get("x-python-method")
        && python.text() != Some(id)
    {
        report.add(&python.place, format!("`{id}` has another Python name: the `operationId` is that name"));
    }
    if let Some(method) = node.get("x-method")
        && let Some(text) = method.text()
    {
        check_snake_case("x-method", text, &method.place, report);
        if text == tail(operation.path) {
            report.add(&method.place, format!("x-method `{text}` is the tail of the path anyway"));
        }
    }
}

/// A section's handle has one method of a name.
fn check_section_methods(index: &Index<'_>, report: &mut Report) {
    let mut methods: HashMap<(&str, String), &Place> = HashMap::new();
    for operation in &index.operations {
        let Some(section) = operation.node.items("tags").first().and_then(Node::text) else { continue };
        let named = operation.node.get("x-method");
        let name = named.and_then(Node::text).map_or_else(|| tail(operation.path), str::to_owned);
        let place = named.map_or(&operation.node.place, |node| &node.place);
        match methods.get(&(section, name.clone())) {
            Some(first) => {
                let reason =
                    format!("method `{name}` of `{section}` stands already at {first}: say `x-method`");
                report.add(place, reason);
            }
            None => {
                methods.insert((section, name), place);
            }
        }
    }
}

/// What the method is called unless `x-method` says otherwise.
fn tail(path: &str) -> String {
    names::field(path.rsplit('/').next().unwrap_or_default())
}

fn id_place(operation: &Node) -> &Place {
    operation.get("operationId").map_or(&operation.place, |node| &node.place)
}

fn check_snake_case(what: &str, name: &str, place: &Place, report: &mut Report) {
    let right = names::field(name);
    if right != name {
        report.add(place, format!("{what} `{name}` is no snake_case Rust name: `{right}` would be"));
    }
}

fn check_type_name(name: &str, place: &Place, report: &mut Report) {
    let right = names::type_name(name);
    if right != name || !name.starts_with(|c: char| c.is_ascii_uppercase()) {
        report.add(place, format!("schema `{name}` is no PascalCase name: `{right}` would be"));
    }
    if PRELUDE.contains(&name) {
        report.add(place, format!("schema `{name}` hides what Rust calls so: choose a longer name"));
    }
}

/// Two JSON names must not become one field.
fn check_fields(schema: &Node, report: &mut Report) {
    let mut fields: HashMap<String, &str> = HashMap::new();
    for (name, property) in schema.entries("properties") {
        if let Some(other) = fields.insert(names::field(name), name) {
            report.add(&property.place, format!("`{name}` and `{other}` have the same Rust name"));
        }
    }
}

/// Names seen so far.
#[derive(Default)]
struct Unique<'a> {
    seen: HashMap<&'a str, &'a Place>,
}

impl<'a> Unique<'a> {
    fn add(&mut self, what: &str, name: &'a str, place: &'a Place, report: &mut Report) {
        if name.is_empty() {
            return;
        }
        match self.seen.get(name) {
            Some(first) => report.add(place, format!("{what} `{name}` stands already at {first}")),
            None => {
                self.seen.insert(name, place);
            }
        }
    }
}
