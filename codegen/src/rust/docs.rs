//! Documentation comments: the spec's sentences, and the facts that stand beside them.

use std::collections::HashMap;

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;

use super::examples;
use crate::model::{EnumValue, Field, Limits, Operation, Schema, Section, Spec, Type, names};

/// `#[doc]` attributes for a text, a line each.
pub fn attributes(text: &str) -> TokenStream {
    let lines = text.lines().map(|line| if line.is_empty() { String::new() } else { format!(" {line}") });
    quote!(#(#[doc = #lines])*)
}

/// A text that rustdoc shows as it stands: brackets and angles outside of code are no links and no HTML.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut code = false;
    for c in text.chars() {
        if c == '`' {
            code = !code;
        }
        if !code && matches!(c, '[' | ']' | '<' | '>') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

/// What a type is and where it is used.
pub fn schema(schema: &Schema, spec: &Spec, operations: &[&Operation]) -> String {
    let mut text = escape(&schema.description);
    if !operations.is_empty() {
        let link = |operation: &&Operation| reference(operation, spec);
        let shown: Vec<String> = operations.iter().take(6).map(link).collect();
        let more = if operations.len() > 6 { " and others" } else { "" };
        text.push_str(&format!("\n\nUsed by {}{more}.", shown.join(", ")));
    }
    text
}

/// A link to the section's method.
pub fn reference(operation: &Operation, spec: &Spec) -> String {
    let section = names::type_name(&operation.section);
    format!("[`{}`](crate::sections::{section}::{})", spec.call_of(operation), operation.method)
}

/// A value of an enum, with its spelling on the wire where the name does not tell it.
pub fn enum_value<T>(value: &EnumValue<T>, wire: &str) -> String {
    let text = escape(&value.description);
    match value.number {
        Some(number) => format!("{text}\n\nOn the wire: `{wire}`, in some answers `{number}`."),
        None if value.variant == wire => text,
        None => format!("{text}\n\nOn the wire: `{wire}`."),
    }
}

/// A variant of a union, with the tags that choose it.
pub fn union_variant(description: &str, tag: &str, values: &[String]) -> String {
    let values: Vec<String> = values.iter().map(|value| format!("`{value}`")).collect();
    format!("{}\n\nWhere `{tag}` is {}.", escape(description), values.join(" or "))
}

/// A union, with the property that tells its variants apart.
pub fn union(schema: &Schema, tag: &str, spec: &Spec, operations: &[&Operation]) -> String {
    format!("{}\n\nOpen, and told apart by `{tag}`: see `Unknown`.", self::schema(schema, spec, operations))
}

/// What a union's constructor begins, and what its builder still needs.
pub fn constructor(schema: &Schema, union: &str, named: &[&Field]) -> String {
    let ty = &schema.name;
    let link = |field: &&Field| {
        let setter = names::field(&field.name);
        format!("[`{setter}`]({ty}Builder::{setter})")
    };
    let needed: Vec<String> = named.iter().map(link).collect();
    let needed = match needed.is_empty() {
        true => String::new(),
        false => format!(" It still needs {}.", needed.join(", ")),
    };
    format!(
        "{}\n\nBegins a [`{ty}`] and gives its builder, which has a setter for each other field and goes wherever a \
         `{union}` is taken.{needed}",
        escape(&schema.description)
    )
}

/// What a field is, its limits, its default, its age.
pub fn field(field: &Field) -> String {
    let mut text = escape(&field.description);
    let facts = facts(field);
    if !facts.is_empty() {
        text.push_str("\n\n");
        text.push_str(&facts.join(" "));
    }
    text
}

/// What an accessor of a union gives.
pub fn accessor(field: &Field, unknown_has_none: bool) -> String {
    let unknown = if unknown_has_none { " Nothing for `Unknown`." } else { "" };
    format!("{}\n\nWhichever variant it is.{unknown}", escape(&field.description))
}

/// What the setter of an intended `null` does, beside the setter of that name.
pub fn null_setter(setter: &str) -> String {
    format!(
        "Sends `null` on purpose, where [`Self::{setter}`] sends a value and neither leaves the field out."
    )
}

fn facts(field: &Field) -> Vec<String> {
    let mut facts = limits(&field.limits);
    if field.required && field.nullable && !matches!(field.ty, Type::Array(..) | Type::Map(_)) {
        facts.push("Always sent: `None` goes out as `null`.".to_owned());
    }
    if field.send_null {
        facts.push("Left out unless set; may be `null` on purpose.".to_owned());
    }
    match &field.default {
        Some(Value::String(text)) if text.is_empty() => {}
        Some(Value::String(text)) => facts.push(format!("Default: `{text}`.")),
        Some(value) => facts.push(format!("Default: `{value}`.")),
        None => {}
    }
    if let Some(version) = &field.allowed_from {
        facts.push(format!("Since iiko {version}."));
    }
    match (&field.deprecated_for, field.deprecated) {
        (Some(other), _) => facts.push(format!("**Deprecated**: use `{other}`.")),
        (None, true) => facts.push("**Deprecated.**".to_owned()),
        (None, false) => {}
    }
    facts
}

fn limits(limits: &Limits) -> Vec<String> {
    let mut facts = Vec::new();
    let range = |least: Option<String>, most: Option<String>, what: &str| match (least, most) {
        (Some(least), Some(most)) => Some(format!("From {least} to {most}{what}.")),
        (Some(least), None) => Some(format!("At least {least}{what}.")),
        (None, Some(most)) => Some(format!("At most {most}{what}.")),
        (None, None) => None,
    };
    let number = |value: &Option<Value>| value.as_ref().map(ToString::to_string);
    let count = |value: Option<u64>| value.map(|value| value.to_string());
    facts.extend(range(count(limits.min_length), count(limits.max_length), " characters"));
    facts.extend(range(number(&limits.minimum), number(&limits.maximum), ""));
    facts.extend(range(count(limits.min_items), count(limits.max_items), " items"));
    facts
}

/// What an operation does and all that a caller should know.
pub fn operation(operation: &Operation, spec: &Spec) -> String {
    let mut text = escape(&operation.summary);
    if let Some(description) = &operation.description {
        text.push_str("\n\n");
        text.push_str(&escape(description));
    }
    text.push_str(&whole_request(operation));
    let facts = operation_facts(operation);
    if !facts.is_empty() {
        text.push_str("\n\n");
        text.push_str(&facts.join(" "));
    }
    text.push_str(&format!("\n\n[`POST {}`]({})", operation.path, vendor_page(operation, spec)));
    text.push_str(&examples::example(operation, &spec.call_of(operation), spec));
    text
}

/// A method of the Python client, and the section's method that it stands for.
pub fn python(operation: &Operation, spec: &Spec, section: &str) -> String {
    let call = spec.call_of(operation);
    format!(
        "{}\n\nThe same as [`{call}`](crate::sections::{section}::{}), which tells more.{}{}",
        escape(&operation.summary),
        operation.method,
        whole_request(operation),
        examples::example(operation, &operation.id, spec)
    )
}

fn whole_request(operation: &Operation) -> String {
    let request = operation.request.as_ref().filter(|_| operation.whole_request);
    let text = request.map(|request| {
        format!(
            "\n\nIts fields go by name: build the request with [`{request}::builder`](crate::types::{request}::builder) \
             and pass it, or the builder itself."
        )
    });
    text.unwrap_or_default()
}

fn operation_facts(operation: &Operation) -> Vec<String> {
    let mut facts = Vec::new();
    if let Some(group) = &operation.restriction_group {
        facts.push(format!("Restriction group: `{group}`."));
    }
    if let Some(version) = &operation.allowed_from {
        facts.push(format!("Since iiko {version}."));
    }
    if operation.command {
        facts.push("An asynchronous command: follow it with `operations().status`.".to_owned());
    }
    if operation.read_only {
        facts.push("Safe to repeat.".to_owned());
    }
    facts
}

/// The attribute of what the vendor has deprecated.
pub fn deprecated(operation: &Operation, spec: &Spec) -> Option<TokenStream> {
    operation.deprecated.then(|| {
        let other = operation.deprecated_for.as_ref().map(|other| {
            let known = spec.operations.iter().find(|operation| operation.id == *other);
            known.map_or_else(|| other.clone(), |operation| spec.call_of(operation))
        });
        let note = other.map(|other| format!("use `{other}`")).unwrap_or_default();
        quote!(#[deprecated(note = #note)])
    })
}

/// A section's trait.
pub fn interface(section: &Section) -> String {
    let accessor = &section.handle;
    format!(
        "{}\n\nThe interface of [`Client::{accessor}`](crate::Client::{accessor}): `Arc::new(client.{accessor}())` is one, and so \
         is a mock.",
        escape(&section.description)
    )
}

/// A method of a section's trait. It is deprecated in words alone: mockall would copy the attribute to places where none
/// may stand.
pub fn declared(operation: &Operation, spec: &Spec) -> String {
    let deprecated = if operation.deprecated { "**Deprecated.** " } else { "" };
    format!("{deprecated}{}\n\nSee {}.", escape(&operation.summary), reference(operation, spec))
}

/// A section's handle: what it is for, and all that it does.
pub fn handle(section: &Section, operations: &[&Operation]) -> String {
    let accessor = &section.handle;
    let mut text = format!(
        "{}\n\nMade by [`Client::{accessor}`](crate::Client::{accessor}).",
        escape(&section.description)
    );
    if operations.is_empty() {
        return text;
    }
    text.push_str(
        "\n\n| method | what it does | restriction group | since | kind |\n| --- | --- | --- | --- | --- |",
    );
    for operation in operations {
        let method = format!("[`{0}`](Self::{0})", operation.method);
        let option = |text: &Option<String>| text.clone().unwrap_or_default();
        let cells = [
            method,
            escape(&operation.summary),
            option(&operation.restriction_group),
            option(&operation.allowed_from),
            kind(operation).to_owned(),
        ];
        let cells: Vec<String> = cells.iter().map(|cell| cell.replace('|', "\\|")).collect();
        text.push_str(&format!("\n| {} |", cells.join(" | ")));
    }
    text
}

fn kind(operation: &Operation) -> &'static str {
    match operation {
        Operation { deprecated: true, .. } => "deprecated",
        Operation { command: true, .. } => "command",
        Operation { read_only: true, .. } => "read",
        _ => "write",
    }
}

/// The vendor's own page of an operation.
fn vendor_page(operation: &Operation, spec: &Spec) -> String {
    let section = spec.section(&operation.section);
    let own = section.map(|section| section.vendor_tag.as_ref().unwrap_or(&section.title));
    let tag = operation.vendor_tag.as_ref().or(own).unwrap_or(&operation.section);
    let tag = tag.replace('/', "~1").replace(' ', "-");
    let path = operation.path.replace('/', "~1");
    format!("https://api-ru.iiko.services/docs#tag/{tag}/paths/{path}/post")
}

/// Other names under which a search finds the method: the path, the operation's id, the Go client's method.
pub fn aliases(operation: &Operation, own: &str) -> TokenStream {
    let others = [Some(&operation.path), Some(&operation.id), operation.go_method.as_ref()];
    let names: Vec<&String> = others.into_iter().flatten().filter(|name| *name != own).collect();
    quote!(#(#[doc(alias = #names)])*)
}

/// The operations that reach each schema, in the bundle's order.
pub fn users<'a>(spec: &'a Spec, operations: &[&'a Operation]) -> HashMap<&'a str, Vec<&'a Operation>> {
    let mut users: HashMap<&str, Vec<&Operation>> = HashMap::new();
    for operation in operations.iter().copied() {
        let roots = [&operation.request, &operation.response];
        let roots = roots.into_iter().filter_map(|name| name.as_deref()).collect();
        for schema in spec.closure(roots) {
            users.entry(schema).or_default().push(operation);
        }
    }
    users
}
