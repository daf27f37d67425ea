//! What no tool behind the model would survive or understand: references to nothing, names that Rust cannot have or
//! that become one in Rust, limits that nothing keeps, types that would hold themselves.

use std::collections::{HashMap, HashSet};

use super::references::error_schemas;
use super::shared_fields::shared_fields;
use super::spec::{Code, EnumValue, Field, Kind, Limits, Operation, Schema, Section, Spec, Union};
use super::{call_methods, check_beyond, names, sizes};
use crate::error::Error;

/// What the client's own methods are called.
const CLIENT_METHODS: &[&str] = &[
    "base_url",
    "builder",
    "call",
    "clone",
    "events",
    "from_env",
    "last_data_raw",
    "organization_ids",
    "wait",
];

/// The longest text that a limit may ask for: samples of every type are built for the client's tests.
const LONGEST: u64 = 65_536;

/// The first fault of the model, with its place.
pub fn check(spec: &Spec) -> Result<(), Error> {
    let (mut methods, mut sections) = (Unique::new("method of the client"), Unique::new("section"));
    for own in CLIENT_METHODS {
        methods.add(own, (*own).to_owned())?;
    }
    for (index, section) in spec.sections.iter().enumerate() {
        let place = format!("tags[{index}]");
        check_section(section, spec, &mut methods).map_err(|error| error.within(&place))?;
        sections.add(&section.name, section.name.clone()).map_err(|error| error.within(&place))?;
    }
    check_servers(spec)?;
    let mut ids = Unique::new("operation");
    let mut in_sections: HashMap<&str, Unique<'_>> = HashMap::new();
    for operation in &spec.operations {
        let place = format!("paths.{}.post", operation.path);
        ids.add(&operation.id, operation.id.clone())
            .map_err(|error| error.within("operationId").within(&place))?;
        let own =
            in_sections.entry(&operation.section).or_insert_with(|| Unique::new("method of the section"));
        own.add(&operation.method, operation.method.clone())
            .map_err(|error| error.within("x-method").within(&place))?;
        check_operation(operation, spec, &mut methods).map_err(|error| error.within(&place))?;
    }
    for name in error_schemas(&spec.document) {
        there(name, spec).map_err(|error| error.within("components.responses.Error"))?;
    }
    for schema in spec.schemas.values() {
        let place = format!("components.schemas.{}", schema.name);
        check_schema(schema, spec).map_err(|error| error.within(&place))?;
    }
    sizes::check(spec)
}

/// Names that must differ, by what becomes of them in Rust.
struct Unique<'a> {
    what: &'static str,
    seen: HashMap<String, &'a str>,
}

impl<'a> Unique<'a> {
    fn new(what: &'static str) -> Self {
        Self { what, seen: HashMap::new() }
    }

    /// Takes a name; its Rust name has to be possible and new.
    fn add(&mut self, name: &'a str, rust: String) -> Result<(), Error> {
        if !is_identifier(&rust) {
            let reason = format!("`{name}` gives no name of a {} that Rust could have", self.what);
            return Err(Error::new("", reason));
        }
        match self.seen.insert(rust.clone(), name) {
            Some(other) => {
                let reason = format!("`{other}` and `{name}` both become the {} `{rust}`", self.what);
                Err(Error::new("", reason))
            }
            None => Ok(()),
        }
    }
}

/// Whether Rust takes the name as it is.
fn is_identifier(name: &str) -> bool {
    name.is_ascii() && !name.starts_with("r#") && syn::parse_str::<syn::Ident>(name).is_ok()
}

/// Whether the name is one already, in the spelling of Rust's functions.
fn check_word(key: &str, name: &str) -> Result<(), Error> {
    if is_identifier(name) && names::field(name) == name {
        return Ok(());
    }
    Err(Error::new(key, format!("`{name}` is no snake_case name that Rust could have")))
}

fn check_section<'a>(section: &'a Section, spec: &Spec, methods: &mut Unique<'a>) -> Result<(), Error> {
    check_word("name", &section.name)?;
    check_word("x-handle", &section.handle)?;
    methods.add(&section.handle, section.handle.clone()).map_err(|error| error.within("x-handle"))?;
    match &section.events {
        Some(events) => there(events, spec).map(drop).map_err(|error| error.within("x-events")),
        None => Ok(()),
    }
}

fn check_servers(spec: &Spec) -> Result<(), Error> {
    let mut regions = Unique::new("region");
    for (region, _) in &spec.servers {
        regions.add(region, region.clone()).map_err(|error| error.within("servers"))?;
    }
    Ok(())
}

fn check_operation<'a>(operation: &'a Operation, spec: &Spec, methods: &mut Unique<'a>) -> Result<(), Error> {
    check_word("operationId", &operation.id)?;
    check_word("x-method", &operation.method)?;
    if operation.is_on_client() {
        methods.add(&operation.id, operation.id.clone()).map_err(|error| error.within("operationId"))?;
    }
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "/_-.".contains(c);
    if !operation.path.starts_with('/')
        || operation.path.contains("//")
        || !operation.path.chars().all(is_plain)
    {
        return Err(Error::new(
            "",
            "the path is none: it begins with `/` and has letters, digits, `_`, `-` and `.`",
        ));
    }
    if spec.section(&operation.section).is_none() {
        return Err(Error::new("tags", format!("no section `{}`", operation.section)));
    }
    let success = format!("responses.{}", operation.status);
    for (key, name) in [("requestBody", &operation.request), (&*success, &operation.response)] {
        let Some(name) = name else { continue };
        let schema = there(name, spec).map_err(|error| error.within(key))?;
        let is_list = operation.response_list && key != "requestBody";
        if !is_list && !matches!(schema.kind, Kind::Object(_) | Kind::Union(_)) {
            return Err(Error::new(key, format!("`{name}` is neither an object nor a union")));
        }
    }
    if let Some(name) = operation.response.as_ref().filter(|_| !operation.response_list)
        && let Some(Kind::Object(fields)) = spec.schemas.get(name).map(|schema| &schema.kind)
        && fields.is_empty()
    {
        let reason = format!("`{name}` has no properties: leave the answer's content out, and it is `()`");
        return Err(Error::new(success, reason));
    }
    call_methods::check(operation, spec)?;
    check_beyond::check(operation, spec)?;
    operation.keeps.as_ref().map_or(Ok(()), |keeps| check_word("x-keeps", keeps))
}

fn there<'a>(name: &str, spec: &'a Spec) -> Result<&'a Schema, Error> {
    spec.schemas.get(name).ok_or_else(|| Error::new("", format!("there is no schema `{name}`")))
}

fn check_schema(schema: &Schema, spec: &Spec) -> Result<(), Error> {
    let name = &schema.name;
    if !is_identifier(name) || names::type_name(name) != *name {
        return Err(Error::new("", format!("`{name}` is no PascalCase name that Rust could have")));
    }
    if let Some(built) = name.strip_suffix("Builder").filter(|built| spec.schemas.contains_key(*built)) {
        return Err(Error::new("", format!("the builder of `{built}` is called so")));
    }
    match &schema.kind {
        Kind::Object(fields) => check_fields(fields, spec),
        Kind::StringEnum(values) => check_values(values, Clone::clone),
        Kind::IntegerEnum(values) => check_values(values, ToString::to_string),
        Kind::Union(union) => check_union(union, spec),
        Kind::Code(code) => check_code(code),
        Kind::Id(_) => Ok(()),
    }
}

fn check_fields(fields: &[Field], spec: &Spec) -> Result<(), Error> {
    let mut members = Unique::new("field");
    for field in fields {
        check_field(field, spec, &mut members)
            .map_err(|error| error.within(&format!("properties.{}", field.name)))?;
    }
    Ok(())
}

fn check_field<'a>(field: &'a Field, spec: &Spec, members: &mut Unique<'a>) -> Result<(), Error> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    let rust = names::field(&field.name);
    // Else the tools behind would each make a name of their own of it.
    if !field.name.chars().all(is_plain) || !field.name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return Err(Error::new(
            "",
            format!("`{}` gives no name of a field that Rust could have", field.name),
        ));
    }
    members.add(&field.name, rust)?;
    if let Some(name) = field.ty.reference() {
        there(name, spec)?;
    }
    if let Some(part) = field.error_part.as_ref().filter(|part| !is_identifier(&names::type_name(part))) {
        return Err(Error::new("x-error-part", format!("`{part}` gives no name that Rust could have")));
    }
    check_limits(&field.limits)
}

fn check_limits(limits: &Limits) -> Result<(), Error> {
    if limits.min_length.is_some_and(|least| least > LONGEST) {
        return Err(Error::new("minLength", format!("longer than {LONGEST} characters")));
    }
    let number = |value: &Option<serde_json::Value>| value.as_ref().and_then(serde_json::Value::as_f64);
    let pairs = [
        ("minLength", limits.min_length.map(|n| n as f64), limits.max_length.map(|n| n as f64)),
        ("minItems", limits.min_items.map(|n| n as f64), limits.max_items.map(|n| n as f64)),
        ("minimum", number(&limits.minimum), number(&limits.maximum)),
    ];
    match pairs
        .into_iter()
        .find(|(_, least, most)| least.zip(*most).is_some_and(|(least, most)| least > most))
    {
        Some((key, ..)) => Err(Error::new(key, "the least is more than the most")),
        None => Ok(()),
    }
}

fn check_values<T>(values: &[EnumValue<T>], wire: impl Fn(&T) -> String) -> Result<(), Error> {
    let mut variants = Unique::new("variant");
    let (mut seen, mut numbers) = (HashSet::new(), HashSet::new());
    for value in values {
        let wire = wire(&value.value);
        if value.variant == "Unknown" {
            return Err(Error::new(
                "enum",
                format!("`{wire}` becomes the variant `Unknown`, which every enum has"),
            ));
        }
        variants.add(&value.variant, value.variant.clone()).map_err(|error| error.within("enum"))?;
        if value.number.is_some_and(|number| !numbers.insert(number)) {
            return Err(Error::new("x-wire-numbers", format!("the number of `{wire}` is another's too")));
        }
        if !seen.insert(wire.clone()) {
            return Err(Error::new("enum", format!("the value `{wire}` stands twice")));
        }
    }
    Ok(())
}

fn check_code(code: &Code) -> Result<(), Error> {
    let mut constants = Unique::new("constant");
    constants.add("ALL", "ALL".to_owned())?;
    for value in &code.known {
        constants.add(&value.variant, value.variant.clone()).map_err(|error| error.within("x-constants"))?;
    }
    let listed: HashSet<&i64> = code.listed.iter().collect();
    match listed.len() == code.listed.len() {
        true => Ok(()),
        false => Err(Error::new("enum", "a value stands twice")),
    }
}

fn check_union(union: &Union, spec: &Spec) -> Result<(), Error> {
    let (mut variants, mut functions) = (Unique::new("variant"), Unique::new("constructor or accessor"));
    for variant in &union.variants {
        let within = |error: Error| error.within("discriminator.mapping");
        let schema = there(&variant.schema, spec).map_err(within)?;
        if !matches!(schema.kind, Kind::Object(_)) {
            return Err(Error::new("discriminator.mapping", format!("`{}` is no object", variant.schema)));
        }
        if variant.name == "Unknown" {
            let reason = format!("`{}` becomes the variant `Unknown`, which every union has", variant.schema);
            return Err(Error::new("discriminator.mapping", reason));
        }
        variants.add(&variant.name, variant.name.clone()).map_err(within)?;
        functions.add(&variant.name, names::field(&variant.name)).map_err(within)?;
    }
    for field in shared_fields(union, spec) {
        functions.add(&field.name, names::field(&field.name)).map_err(|error| error.within("oneOf"))?;
    }
    Ok(())
}
