//! The bundle as a typed model: sections, operations, schemas and fields, in the bundle's order.

use indexmap::IndexMap;
use serde_json::Value;

use super::beyond::Beyond;
use super::references::error_schemas;

/// What the client's own floors name, whatever sections are chosen.
const ALWAYS: &[&str] = &["OrganizationId"];

/// The whole curated spec.
#[derive(Debug, Clone)]
pub struct Spec {
    /// The document as it was read.
    pub document: Value,
    /// Sections in the order of the document's tags.
    pub sections: Vec<Section>,
    /// Operations in the order of the document's paths.
    pub operations: Vec<Operation>,
    /// Component schemas by name.
    pub schemas: IndexMap<String, Schema>,
    /// Servers of the document: region name and address.
    pub servers: Vec<(String, String)>,
}

/// A part of the API: a tag of the document, a cargo feature, a trait, a handle.
#[derive(Debug, Clone)]
pub struct Section {
    /// Tag and feature name: `deliveries`.
    pub name: String,
    /// Title for people: `Deliveries`.
    pub title: String,
    /// What the section is for.
    pub description: String,
    /// Method of the client that gives the section's handle.
    pub handle: String,
    /// The Python client's group, where it has one.
    pub python_group: Option<String>,
    /// The vendor's own tag of the section.
    pub vendor_tag: Option<String>,
    /// Union of the events that the section's webhooks deliver.
    pub events: Option<String>,
}

/// One call of the API.
#[derive(Debug, Clone)]
pub struct Operation {
    /// `operationId`: what errors and observation call it; the Python method's name where it has one.
    pub id: String,
    /// Name of the method of the section's handle.
    pub method: String,
    /// Path below the server's address.
    pub path: String,
    /// Name of the section.
    pub section: String,
    /// The vendor's own tag, where it is not the section's.
    pub vendor_tag: Option<String>,
    /// One line of what it does.
    pub summary: String,
    /// What a user must know.
    pub description: Option<String>,
    /// The vendor's rate group.
    pub restriction_group: Option<String>,
    /// First iiko version that knows the operation.
    pub allowed_from: Option<String>,
    /// An asynchronous command, followed with `status`.
    pub command: bool,
    /// Safe to repeat.
    pub read_only: bool,
    /// Deprecated by the vendor.
    pub deprecated: bool,
    /// The operation to use instead.
    pub deprecated_for: Option<String>,
    /// Method name of the Python client.
    pub python_method: Option<String>,
    /// Method name of the Go client.
    pub go_method: Option<String>,
    /// What the operation is part of.
    pub beyond: Beyond,
    /// Whether the call carries the access token.
    pub authorized: bool,
    /// The method takes its request as a whole, not its required properties by position.
    pub whole_request: bool,
    /// What of the answer the client remembers.
    pub keeps: Option<String>,
    /// Schema of the request body.
    pub request: Option<String>,
    /// Schema of the success body; of its items when `response_list` is set.
    pub response: Option<String>,
    /// Whether the success body is a list.
    pub response_list: bool,
    /// Status of the success.
    pub status: u16,
}

/// A component schema.
#[derive(Debug, Clone)]
pub struct Schema {
    /// Name in the document and in Rust.
    pub name: String,
    /// What it is.
    pub description: String,
    /// Its shape.
    pub kind: Kind,
}

/// The shapes that a component schema may have.
#[derive(Debug, Clone)]
pub enum Kind {
    /// An object with known properties.
    Object(Vec<Field>),
    /// A string enum: values with their descriptions.
    StringEnum(Vec<EnumValue<String>>),
    /// An integer enum: values with names and descriptions.
    IntegerEnum(Vec<EnumValue<i64>>),
    /// A union told apart by a property.
    Union(Union),
    /// Integers that mean something, though nobody says what but for some of them.
    Code(Code),
    /// An entity id; the flag tells whether clients choose such ids themselves.
    Id(bool),
}

/// An integer code.
#[derive(Debug, Clone)]
pub struct Code {
    /// The values that the vendor lists.
    pub listed: Vec<i64>,
    /// Those whose meaning is known, which become constants.
    pub known: Vec<EnumValue<i64>>,
}

/// One value of an enum.
#[derive(Debug, Clone)]
pub struct EnumValue<T> {
    /// Value on the wire.
    pub value: T,
    /// Rust variant.
    pub variant: String,
    /// The number that the service also uses for it, as .NET writes an enum that nobody told to be text.
    pub number: Option<i64>,
    /// What it means.
    pub description: String,
}

/// A union of objects.
#[derive(Debug, Clone)]
pub struct Union {
    /// Property that tells the variants apart.
    pub tag: String,
    /// Whether the tag is an integer.
    pub integer_tag: bool,
    /// Variants in the document's order.
    pub variants: Vec<Variant>,
}

/// One variant of a union.
#[derive(Debug, Clone)]
pub struct Variant {
    /// Schema of the variant.
    pub schema: String,
    /// Tag values that choose it.
    pub tags: Vec<String>,
    /// Whether the variant's own struct keeps the tag as a field (several values choose it, or an integer).
    pub keeps_tag: bool,
    /// Rust variant name.
    pub name: String,
}

/// A property of an object.
#[derive(Debug, Clone)]
pub struct Field {
    /// Name on the wire.
    pub name: String,
    /// What it is.
    pub description: String,
    /// Its type.
    pub ty: Type,
    /// Whether it must be there.
    pub required: bool,
    /// Whether it may be `null`.
    pub nullable: bool,
    /// Whether the service tells `null` from missing.
    pub send_null: bool,
    /// The only value it ever has: a union's tag.
    pub constant: Option<Value>,
    /// A believable value, for documentation.
    pub example: Option<Value>,
    /// Value that the service assumes when it is missing.
    pub default: Option<Value>,
    /// Ranges and lengths.
    pub limits: Limits,
    /// Personal data of a guest or an employee.
    pub personal: bool,
    /// Whatever is not of its type reads as absent: nothing is lost by it that would be worth an error.
    pub forgiving: bool,
    /// A list whose items stand for themselves: one that cannot be read leaves the others what they are.
    pub independent: bool,
    /// Which part of an error it is, in the body of one.
    pub error_part: Option<String>,
    /// Keys of its free form that tell people what went wrong.
    pub reasons: Vec<String>,
    /// Deprecated by the vendor.
    pub deprecated: bool,
    /// The property to use instead.
    pub deprecated_for: Option<String>,
    /// First iiko version that knows it.
    pub allowed_from: Option<String>,
}

/// Documented ranges and lengths.
#[derive(Debug, Clone, Default)]
pub struct Limits {
    /// Fewest characters.
    pub min_length: Option<u64>,
    /// Most characters.
    pub max_length: Option<u64>,
    /// Least value.
    pub minimum: Option<Value>,
    /// Greatest value.
    pub maximum: Option<Value>,
    /// Fewest items.
    pub min_items: Option<u64>,
    /// Most items.
    pub max_items: Option<u64>,
}

impl Limits {
    /// Whether nothing is limited.
    pub fn is_empty(&self) -> bool {
        self.min_length.is_none()
            && self.max_length.is_none()
            && self.minimum.is_none()
            && self.maximum.is_none()
            && self.min_items.is_none()
            && self.max_items.is_none()
    }
}

/// The type of a property or of a list's items.
#[derive(Debug, Clone, PartialEq)]
pub enum Type {
    /// Another component schema.
    Ref(String),
    /// Text.
    String,
    /// Text that must not be shown: a login, a token.
    Secret,
    /// `true` or `false`.
    Boolean,
    /// 32-bit integer.
    Int32,
    /// 64-bit integer.
    Int64,
    /// Money or an amount.
    Decimal,
    /// A measure: a coordinate, an angle.
    Double,
    /// A zoneless date-time of iiko.
    DateTime,
    /// A date-time of ISO 8601, with its offset.
    IsoDateTime,
    /// A day.
    Date,
    /// Anything.
    Any,
    /// A list; the flag tells whether items may be `null`.
    Array(Box<Type>, bool),
    /// A map from text.
    Map(Box<Type>),
}

impl Spec {
    /// How users write the call of an operation: `deliveries().create`.
    pub fn call_of(&self, operation: &Operation) -> String {
        let handle = self.section(&operation.section).map_or("", |section| &section.handle);
        format!("{handle}().{}", operation.method)
    }

    /// The section of that name.
    pub fn section(&self, name: &str) -> Option<&Section> {
        self.sections.iter().find(|section| section.name == name)
    }

    /// Schemas that can be reached from the operations and events of `sections`, in the bundle's order.
    pub fn reachable(&self, sections: &[&str]) -> Vec<&Schema> {
        let mut roots: Vec<&str> = Vec::new();
        for operation in &self.operations {
            if sections.contains(&operation.section.as_str()) {
                roots.extend(operation.request.as_deref());
                roots.extend(operation.response.as_deref());
            }
        }
        for section in self.sections.iter().filter(|s| sections.contains(&s.name.as_str())) {
            roots.extend(section.events.as_deref());
        }
        roots.extend(error_schemas(&self.document));
        roots.extend(ALWAYS);
        let seen = self.closure(roots);
        self.schemas.values().filter(|schema| seen.contains(schema.name.as_str())).collect()
    }

    /// Names of the schemas that `roots` need, themselves included.
    pub fn closure<'a>(&'a self, roots: Vec<&'a str>) -> std::collections::HashSet<&'a str> {
        let mut seen = std::collections::HashSet::new();
        let mut open = roots;
        while let Some(name) = open.pop() {
            if seen.insert(name)
                && let Some(schema) = self.schemas.get(name)
            {
                open.extend(schema.references());
            }
        }
        seen
    }
}

impl Operation {
    /// Whether the client itself has a method for it: the Python client has one of that name.
    pub fn is_on_client(&self) -> bool {
        self.python_method.is_some()
    }

    /// The type of the success body.
    pub fn answer(&self) -> Option<Type> {
        let body = Type::Ref(self.response.clone()?);
        Some(if self.response_list { Type::Array(Box::new(body), false) } else { body })
    }
}

impl Schema {
    /// Names of the schemas that this one mentions.
    pub fn references(&self) -> Vec<&str> {
        match &self.kind {
            Kind::Object(fields) => fields.iter().filter_map(|field| field.ty.reference()).collect(),
            Kind::Union(union) => union.variants.iter().map(|v| v.schema.as_str()).collect(),
            Kind::StringEnum(_) | Kind::IntegerEnum(_) | Kind::Code(_) | Kind::Id(_) => Vec::new(),
        }
    }

    /// The fields of an object.
    pub fn fields(&self) -> &[Field] {
        match &self.kind {
            Kind::Object(fields) => fields,
            _ => &[],
        }
    }
}

impl Type {
    /// The schema that the type mentions, however deep.
    pub fn reference(&self) -> Option<&str> {
        match self {
            Type::Ref(name) => Some(name),
            Type::Array(item, _) | Type::Map(item) => item.reference(),
            _ => None,
        }
    }
}
