//! Writes `openapi/surface.txt`: what users of the client can name, a line each, sorted.
//!
//! It is read off the generated code, not off the spec: so it shows what a change of either does to users.

mod spelling;

use std::collections::{BTreeSet, HashMap};

use anyhow::{Context as _, bail};
use iiko_codegen::model::Spec;
use syn::{
    Attribute, Fields, FnArg, ImplItem, Item, ItemEnum, ItemImpl, ItemStruct, ReturnType, Signature, Type,
};

use spelling::spell;

/// Where the list stands, below the root.
pub const FILE: &str = "openapi/surface.txt";

/// The list for a client with every section.
pub fn text(spec: &Spec) -> anyhow::Result<String> {
    let sections: Vec<&str> = spec.sections.iter().map(|section| section.name.as_str()).collect();
    let code = iiko_codegen::generate(spec, &sections)?;
    let mut lines = BTreeSet::new();
    types(&parse("types", &code.types)?, &mut lines)?;
    methods(&parse("handles", &code.handles)?, &parse("calls", &code.calls)?, &mut lines)?;
    Ok(lines.into_iter().map(|line| line + "\n").collect())
}

fn parse(name: &str, code: &str) -> anyhow::Result<Vec<Item>> {
    let file = syn::parse_file(code).with_context(|| format!("the generated {name} are no Rust"))?;
    Ok(file.items)
}

type Lines = BTreeSet<String>;

fn types(items: &[Item], lines: &mut Lines) -> anyhow::Result<()> {
    for item in items {
        match item {
            Item::Struct(item) => structure(item, lines),
            Item::Enum(item) => union(item, lines),
            Item::Impl(item) if item.trait_.is_none() => associated(item, lines),
            Item::Macro(item) => {
                let name = item.mac.path.segments.last().map(|segment| segment.ident.to_string());
                let tokens = item.mac.tokens.clone();
                match name.as_deref() {
                    Some("entity_id") => {
                        let Id { item, random } = syn::parse2(tokens)?;
                        let chosen = if random { " chosen by clients" } else { "" };
                        lines.insert(format!("id {}{chosen}{}", item.ident, mark(&item.attrs)));
                    }
                    Some("integer_code") => code(tokens, lines)?,
                    Some("string_enum" | "integer_enum") => enumeration(&syn::parse2(tokens)?, lines),
                    // How a struct is read: nothing that anybody names.
                    Some("object") => {}
                    other => bail!("the surface does not know what the generated {other:?} makes: teach it"),
                }
            }
            _ => {}
        }
    }
    Ok(())
}

fn structure(item: &ItemStruct, lines: &mut Lines) {
    let name = &item.ident;
    let built = item.attrs.iter().any(|attr| attr.path().is_ident("builder"));
    lines.insert(format!("struct {name}{}{}", if built { " with builder" } else { "" }, mark(&item.attrs)));
    for field in &item.fields {
        if let (Some(field_name), syn::Visibility::Public(_)) = (&field.ident, &field.vis) {
            lines.insert(format!("struct {name}.{field_name}: {}{}", spell(&field.ty), mark(&field.attrs)));
        }
    }
}

/// What `entity_id!` is given.
struct Id {
    item: ItemStruct,
    random: bool,
}

impl syn::parse::Parse for Id {
    fn parse(input: syn::parse::ParseStream<'_>) -> syn::Result<Self> {
        let item = input.parse()?;
        let random: Option<syn::Ident> = input.parse()?;
        Ok(Self { item, random: random.is_some() })
    }
}

/// An integer code: its name, and the constants among its braces.
fn code(tokens: proc_macro2::TokenStream, lines: &mut Lines) -> anyhow::Result<()> {
    let Code { name, constants } = syn::parse2(tokens)?;
    lines.insert(format!("code {name}"));
    for variant in &constants.variants {
        let value = variant.discriminant.as_ref().map(|(_, value)| spell(value)).unwrap_or_default();
        lines.insert(format!("code {name}::{} = {value}", variant.ident));
    }
    Ok(())
}

/// What `integer_code!` is given.
struct Code {
    name: syn::Ident,
    constants: ItemEnum,
}

impl syn::parse::Parse for Code {
    fn parse(input: syn::parse::ParseStream<'_>) -> syn::Result<Self> {
        let attributes = input.call(Attribute::parse_outer)?;
        input.parse::<syn::Visibility>()?;
        input.parse::<syn::Token![struct]>()?;
        let name: syn::Ident = input.parse()?;
        let listed;
        syn::bracketed!(listed in input);
        listed.parse::<proc_macro2::TokenStream>()?;
        let body;
        syn::braced!(body in input);
        let body: proc_macro2::TokenStream = body.parse()?;
        let constants = syn::parse_quote!(#(#attributes)* pub enum #name { #body });
        Ok(Self { name, constants })
    }
}

fn enumeration(item: &ItemEnum, lines: &mut Lines) {
    let name = &item.ident;
    lines.insert(format!("enum {name}{}", mark(&item.attrs)));
    for variant in &item.variants {
        let value = variant.discriminant.as_ref().map(|(_, value)| format!(" = {}", spell(value)));
        let value = value.unwrap_or_default();
        lines.insert(format!("enum {name}::{}{value}{}", variant.ident, mark(&variant.attrs)));
    }
}

fn union(item: &ItemEnum, lines: &mut Lines) {
    let name = &item.ident;
    lines.insert(format!("union {name}{}", mark(&item.attrs)));
    for variant in &item.variants {
        let held = match &variant.fields {
            Fields::Unit => String::new(),
            fields => {
                format!("({})", fields.iter().map(|field| spell(&field.ty)).collect::<Vec<_>>().join(", "))
            }
        };
        lines.insert(format!("union {name}::{}{held}{}", variant.ident, mark(&variant.attrs)));
    }
}

/// Constructors and other methods of a type.
fn associated(item: &ItemImpl, lines: &mut Lines) {
    let owner = spell(&item.self_ty);
    for (signature, attributes) in public_methods(item) {
        let ReturnType::Type(_, answer) = &signature.output else { continue };
        let arguments = arguments(signature);
        let answer = without_state(spell(answer));
        lines.insert(format!(
            "impl {owner}::{}({arguments}) -> {answer}{}",
            signature.ident,
            mark(attributes)
        ));
    }
}

/// A builder's state repeats the arguments that set it.
fn without_state(answer: String) -> String {
    match answer.split_once("Builder<") {
        Some((built, _)) => format!("{built}Builder"),
        None => answer,
    }
}

/// Operations with their signature and the optional settings of each, by their section's handle; then the names of the
/// Python client, which are methods of the client itself.
fn methods(handles: &[Item], calls: &[Item], lines: &mut Lines) -> anyhow::Result<()> {
    let calls = Calls::new(calls);
    let made: Vec<Made<'_>> = handles.iter().flat_map(made).collect();
    let on_client = |made: &&Made<'_>| made.owner == "Client";
    let accessors: HashMap<&str, String> = made
        .iter()
        .filter(|made| on_client(made) && !made.is_call)
        .map(|made| (made.result.as_str(), made.signature.ident.to_string()))
        .collect();
    for Made { owner, signature, attributes, result, is_call } in &made {
        let (name, arguments, mark) = (&signature.ident, arguments(signature), mark(attributes));
        match (owner.as_str(), is_call) {
            ("Client", false) => drop(lines.insert(format!("handle {result} by client.{name}()"))),
            ("Client", true) => drop(lines.insert(format!("python {name}({arguments}){mark}"))),
            (section, _) => {
                let accessor =
                    accessors.get(section).with_context(|| format!("nothing gives the handle {section}"))?;
                let answer =
                    calls.answers.get(result).with_context(|| format!("the call {result} sends nothing"))?;
                lines.insert(format!("fn {accessor}().{name}({arguments}) -> {answer}{mark}"));
                let settings = calls.settings.get(result).into_iter().flatten();
                lines.extend(settings.map(|setting| format!("fn {accessor}().{name}.{setting}")));
            }
        }
    }
    Ok(())
}

/// A method of the client or of a handle, and what it makes: a call or a handle.
struct Made<'a> {
    owner: String,
    signature: &'a Signature,
    attributes: &'a [Attribute],
    result: String,
    is_call: bool,
}

fn made(item: &Item) -> Vec<Made<'_>> {
    let Item::Impl(item) = item else { return Vec::new() };
    if item.trait_.is_some() {
        return Vec::new();
    }
    let methods = public_methods(item).filter_map(|(signature, attributes)| {
        let ReturnType::Type(_, result) = &signature.output else { return None };
        let owner = spell(&item.self_ty);
        Some(Made { owner, signature, attributes, result: spell(result), is_call: is_call(result) })
    });
    methods.collect()
}

/// Calls and handles may share a name: the module tells them apart.
fn is_call(made: &Type) -> bool {
    matches!(made, Type::Path(path) if path.path.segments.iter().any(|segment| segment.ident == "calls"))
}

/// What the call types offer, by their name.
#[derive(Default)]
struct Calls {
    answers: HashMap<String, String>,
    settings: HashMap<String, Vec<String>>,
}

impl Calls {
    fn new(items: &[Item]) -> Self {
        let mut calls = Self::default();
        for item in items {
            if let Item::Impl(item) = item
                && item.trait_.is_none()
            {
                calls.read(item);
            }
        }
        calls
    }

    fn read(&mut self, item: &ItemImpl) {
        let call = spell(&item.self_ty);
        for (signature, attributes) in public_methods(item) {
            let ReturnType::Type(_, answer) = &signature.output else { continue };
            if signature.ident == "send" {
                self.answers.insert(call.clone(), success(answer));
            } else if spell(answer) == "Self" {
                let setting = format!("{}({}){}", signature.ident, arguments(signature), mark(attributes));
                self.settings.entry(call.clone()).or_default().push(setting);
            }
        }
    }
}

/// `T` of `Result<T, Error>`: every call can fail with the same error, so it tells nothing.
fn success(answer: &Type) -> String {
    let text = spell(answer);
    text.strip_prefix("Result<").and_then(|text| text.strip_suffix(", Error>")).unwrap_or(&text).to_owned()
}

fn public_methods(item: &ItemImpl) -> impl Iterator<Item = (&Signature, &[Attribute])> {
    item.items.iter().filter_map(|item| match item {
        ImplItem::Fn(method) if matches!(method.vis, syn::Visibility::Public(_)) => {
            Some((&method.sig, method.attrs.as_slice()))
        }
        _ => None,
    })
}

fn arguments(signature: &Signature) -> String {
    let typed = signature.inputs.iter().filter_map(|argument| match argument {
        FnArg::Typed(argument) => Some(spell(argument)),
        FnArg::Receiver(_) => None,
    });
    typed.collect::<Vec<_>>().join(", ")
}

fn mark(attributes: &[Attribute]) -> &'static str {
    let deprecated = attributes.iter().any(|attribute| attribute.path().is_ident("deprecated"));
    if deprecated { " (deprecated)" } else { "" }
}
