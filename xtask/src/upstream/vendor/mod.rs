//! Reads the vendor's document, OpenAPI 3.0.1 in .NET style, as a contract.
//!
//! Only what the operations and events in scope reach is read. Where a general rule departs from the text of
//! the document (a pseudo type, a base class, a closed object) the rule's name is counted, so that the
//! register can be held against it.

mod dialect;
mod inheritance;
mod lineage;
mod marks;
mod types;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use indexmap::IndexMap;
use serde_json::{Map, Value};

use super::model::{Contract, Operation, Shape, Type};
use lineage::Lineage;

/// The rules by which reading departs from the document, with what each does.
pub const RULES: [(&str, &str); 18] = [
    ("bearer", "an Authorization header parameter is read as the bearer scheme"),
    ("closed-objects", "an object that forbids further fields is read as an open one"),
    ("date-times", "the format that spells a date-time is read as a zoneless iiko date-time"),
    ("deprecated-in-words", "a description that begins with the word sets the deprecation mark"),
    ("entity-ids", "a uuid is read as the id of whatever entity"),
    ("error-answers", "error answers by status are read as one error answer"),
    (
        "inheritance",
        "a base with a discriminator is read as a union, its tag as a required constant of each variant",
    ),
    ("inferred", "what the document marks as a guess, `x-inferred`, is read as a fact"),
    ("numbers", "float, double and bare numbers are read as a number, exact or not"),
    ("pseudo-types", "type names that JSON Schema does not know are read as those it does"),
    ("required-in-property", "a `required` flag inside a property is not read"),
    ("required-without-field", "a `required` entry that names no field of its object is not read"),
    ("schema-names", "names of schemas are not compared, nor is the part of the program they come from"),
    ("servers", "a document without servers is read as one with ours"),
    ("single-wrappers", "allOf and oneOf with one member are read as that member"),
    ("text-defaults", "a default written as text is read as the type's own value"),
    ("types-in-words", "a text that its description calls an id, a day or a date-time is read as one"),
    ("zero-min-length", "a minLength of 0 is read as no limit"),
];

/// The vendor's document, read.
#[derive(Debug, Default)]
pub struct Document {
    /// Every operation of the document, `POST /path` without the `POST`.
    pub all: Vec<String>,
    /// What is in scope.
    pub contract: Contract,
    /// How often each rule was needed.
    pub rules: BTreeMap<&'static str, usize>,
    /// How the document is spelled, where that needed a remark.
    pub remarks: Vec<String>,
    /// What the document gets wrong, place and reason: what is there could not be read, all else was.
    pub faults: Vec<String>,
}

/// Reads the text of a document; `in_scope` tells which of its operations to read whole.
///
/// Fails with the reason when it is no OpenAPI 3.0 or 3.1 document in JSON.
pub fn read(text: &str, in_scope: impl Fn(&str) -> bool) -> Result<Document, String> {
    let (document, remarks) = dialect::document(text)?;
    let paths = document["paths"].as_object().ok_or("the document has no `paths`")?;
    let empty = Map::new();
    let schemas = document["components"]["schemas"].as_object().unwrap_or(&empty);
    let mut reader = Reader::new(schemas);
    if document["servers"].as_array().is_none_or(Vec::is_empty) {
        reader.note("servers");
    }
    reader.paths(paths, in_scope);
    reader.webhooks(&document["x-webhooks"]);
    reader.reach();
    reader.read.remarks = remarks;
    Ok(reader.read)
}

/// What is read so far.
struct Reader<'a> {
    schemas: &'a Map<String, Value>,
    lineage: HashMap<String, Lineage>,
    /// Named schemas that something refers to and that are not read yet.
    open: Vec<String>,
    seen: HashSet<String>,
    read: Document,
}

impl<'a> Reader<'a> {
    fn new(schemas: &'a Map<String, Value>) -> Self {
        let lineage = lineage::lineage(schemas);
        Self { schemas, lineage, open: Vec::new(), seen: HashSet::new(), read: Document::default() }
    }

    /// Counts a use of one of the [`RULES`].
    fn note(&mut self, rule: &'static str) {
        debug_assert!(RULES.iter().any(|(name, _)| *name == rule), "{rule} is no rule");
        *self.read.rules.entry(rule).or_default() += 1;
    }

    fn paths(&mut self, paths: &Map<String, Value>, in_scope: impl Fn(&str) -> bool) {
        for (path, item) in paths {
            for (method, operation) in item.as_object().into_iter().flatten() {
                let name = match method.as_str() {
                    "post" => path.clone(),
                    "get" | "put" | "delete" | "patch" | "head" | "options" | "trace" => {
                        format!("{} {path}", method.to_uppercase())
                    }
                    _ => continue,
                };
                self.read.all.push(name.clone());
                if in_scope(&name) {
                    let operation = self.operation(&name, operation);
                    self.read.contract.operations.insert(name, operation);
                }
            }
        }
    }

    fn operation(&mut self, name: &str, value: &Value) -> Operation {
        let description = value["description"].as_str().unwrap_or_default();
        let mut parameters: BTreeSet<String> = value["parameters"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|parameter| Some(parameter["name"].as_str()?.to_owned()))
            .collect();
        let authorized = parameters.remove("Authorization");
        if authorized {
            self.note("bearer");
        }
        self.errors(value);
        self.inferred(value);
        let (status, success) = success(&value["responses"]);
        Operation {
            tag: value["tags"][0].as_str().unwrap_or_default().to_owned(),
            section: String::new(),
            status,
            request: self.body(&value["requestBody"], &format!("{name}.request")),
            response: self.body(success, &format!("{name}.response")),
            parameters,
            authorized,
            command: marks::command(description),
            deprecated: value["deprecated"] == true,
            deprecated_for: marks::instead(description),
            allowed_from: marks::allowed_from(description),
            restriction_group: marks::restriction_group(description),
        }
    }

    fn body(&mut self, body: &Value, name: &str) -> Option<Type> {
        let content = body["content"].as_object()?;
        let media = content.get("application/json").or_else(|| content.values().next())?;
        Some(self.item(media.get("schema")?, name).ty)
    }

    /// Counts what the document marks as a guess.
    fn inferred(&mut self, value: &Value) {
        if value.get("x-inferred").is_some() {
            self.note("inferred");
        }
    }

    fn errors(&mut self, operation: &Value) {
        let failures: Vec<&Value> = operation["responses"]
            .as_object()
            .into_iter()
            .flatten()
            .filter(|(status, _)| !status.starts_with('2'))
            .map(|(_, answer)| answer)
            .collect();
        if failures.len() > 1 {
            self.note("error-answers");
        }
        for answer in failures {
            if let Some(Type::Shape(name)) = self.body(answer, "error")
                && !self.read.contract.errors.contains(&name)
            {
                self.read.contract.errors.push(name);
            }
        }
    }

    fn webhooks(&mut self, webhooks: &Value) {
        for (name, webhook) in webhooks.as_object().into_iter().flatten() {
            let schema = &webhook["post"]["requestBody"]["content"]["application/json"]["schema"];
            match self.event(name, schema.get("items").unwrap_or(schema)) {
                Ok((event_type, shape)) => {
                    self.read.contract.events.insert(event_type, shape);
                }
                Err((shape, reason)) => {
                    self.read.contract.untold_events.extend(shape);
                    self.read.faults.push(format!("x-webhooks.{name}: {reason}"));
                }
            }
        }
    }

    /// The type of a webhook's event, and its shape.
    fn event(
        &mut self,
        name: &str,
        event: &Value,
    ) -> Result<(String, String), (Option<String>, &'static str)> {
        let Type::Shape(shape) = self.item(event, name).ty else {
            return Err((None, "the event is no schema of the document"));
        };
        self.reach();
        let fields = match self.read.contract.shapes.get(&shape) {
            Some(Shape::Object(fields)) => Some(fields),
            _ => None,
        };
        let ty = fields.and_then(|fields| fields.get("eventType")).map(|field| &field.item.ty);
        let reason = match ty {
            Some(Type::Shape(constant)) => match self.read.contract.shapes.get(constant) {
                Some(Shape::Enum { values, .. }) if values.len() == 1 => {
                    return Ok((values[0].clone(), shape));
                }
                _ => "its `eventType` has several values, so that nothing tells the event apart",
            },
            Some(_) => "its `eventType` is no constant, so that nothing tells the event apart",
            None => "it has no `eventType`, so that nothing tells the event apart",
        };
        Err((Some(shape), reason))
    }

    /// Reads the named schemas that are referred to, and those that they refer to.
    fn reach(&mut self) {
        while let Some(name) = self.open.pop() {
            let schemas = self.schemas;
            let Some(schema) = schemas.get(&name) else {
                self.read.faults.push(format!("components.schemas: there is no `{name}`, yet it is named"));
                let missing = Type::Other(format!("missing schema {name}"));
                self.read.contract.shapes.insert(name, Shape::Alias(missing));
                continue;
            };
            if name.contains(['`', '[', '+']) {
                self.note("schema-names");
            }
            let shape = self.shape(&name, schema);
            self.read.contract.shapes.insert(name, shape);
        }
    }

    /// The type that a reference means; its target is read later.
    fn reference(&mut self, reference: &str) -> Type {
        let name = reference.rsplit('/').next().unwrap_or_default().replace("~1", "/").replace("~0", "~");
        if self.seen.insert(name.clone()) {
            self.open.push(name.clone());
        }
        Type::Shape(name)
    }

    /// Keeps a shape that the document does not name under the name of its place.
    fn unnamed(&mut self, place: &str, shape: Shape) -> Type {
        self.read.contract.shapes.insert(place.to_owned(), shape);
        Type::Shape(place.to_owned())
    }

    fn fields(&mut self, owner: &str, schema: &Value) -> IndexMap<String, super::model::Field> {
        let required: HashSet<&str> =
            schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let mut fields = IndexMap::new();
        for (name, value) in schema["properties"].as_object().into_iter().flatten() {
            let field = self.field(&format!("{owner}.{name}"), value, required.contains(name.as_str()));
            fields.insert(name.clone(), field);
        }
        fields
    }
}

/// The answer of a success, and its status.
fn success(responses: &Value) -> (u16, &Value) {
    let answers = responses.as_object().into_iter().flatten();
    let mut successes = answers.filter(|(status, _)| status.starts_with('2'));
    successes.next().map_or((200, &Value::Null), |(status, answer)| (status.parse().unwrap_or(200), answer))
}
