//! Documentation comments: the spec's sentences, and the facts that stand beside them.

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;

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
pub fn schema(schema: &Schema, operations: &[&str]) -> String {
    let mut text = escape(&schema.description);
    if !operations.is_empty() {
        let link = |id: &&str| format!("[`{id}`](crate::Client::{id})");
        let shown: Vec<String> = operations.iter().take(6).map(link).collect();
        let more = if operations.len() > 6 { " and others" } else { "" };
        text.push_str(&format!("\n\nUsed by {}{more}.", shown.join(", ")));
    }
    text
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
pub fn union(schema: &Schema, tag: &str, operations: &[&str]) -> String {
    format!("{}\n\nOpen, and told apart by `{tag}`: see `Unknown`.", self::schema(schema, operations))
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
pub fn operation(operation: &Operation, section: &Section) -> String {
    let mut text = escape(&operation.summary);
    if let Some(description) = &operation.description {
        text.push_str("\n\n");
        text.push_str(&escape(description));
    }
    if let Some(request) = operation.request.as_ref().filter(|_| operation.whole_request) {
        text.push_str(&format!(
            "\n\nIts fields go by name: build the request with [`{request}::builder`](crate::types::{request}::builder) \
             and pass it, or the builder itself."
        ));
    }
    let mut facts = vec![format!("Section: {}.", section.title)];
    if let Some(group) = &operation.restriction_group {
        facts.push(format!("Restriction group: `{group}`."));
    }
    if let Some(version) = &operation.allowed_from {
        facts.push(format!("Since iiko {version}."));
    }
    if operation.command {
        facts.push("An asynchronous command: follow it with `status`.".to_owned());
    }
    if operation.read_only {
        facts.push("Safe to repeat.".to_owned());
    }
    text.push_str("\n\n");
    text.push_str(&facts.join(" "));
    text.push_str(&format!("\n\n[`POST {}`]({})", operation.path, vendor_page(operation, section)));
    text
}

/// The vendor's own page of an operation.
fn vendor_page(operation: &Operation, section: &Section) -> String {
    let tag = operation.vendor_tag.as_ref().or(section.vendor_tag.as_ref()).unwrap_or(&section.title);
    let tag = tag.replace('/', "~1").replace(' ', "-");
    let path = operation.path.replace('/', "~1");
    format!("https://api-ru.iiko.services/docs#tag/{tag}/paths/{path}/post")
}

/// Other names under which a search finds the operation: its path and the Go client's method.
pub fn aliases(operation: &Operation) -> TokenStream {
    let path = &operation.path;
    let mut names = vec![path.clone()];
    for other in [&operation.go_method, &operation.python_method].into_iter().flatten() {
        if *other != operation.id {
            names.push(other.clone());
        }
    }
    quote!(#(#[doc(alias = #names)])*)
}

/// Ids of the operations that reach a schema, in the bundle's order.
pub fn users<'a>(
    spec: &'a Spec,
    operations: &[&'a Operation],
) -> std::collections::HashMap<&'a str, Vec<&'a str>> {
    let mut users: std::collections::HashMap<&str, Vec<&str>> = std::collections::HashMap::new();
    for operation in operations {
        let roots = [&operation.request, &operation.response];
        let roots = roots.into_iter().filter_map(|name| name.as_deref()).collect();
        for schema in spec.closure(roots) {
            users.entry(schema).or_default().push(&operation.id);
        }
    }
    users
}
