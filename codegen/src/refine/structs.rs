//! Refines progenitor's output with syn: structs get the model's documentation, codecs and builders; what becomes
//! of the raw methods stands in `raw_methods`.

use std::collections::HashMap;

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};
use syn::{Expr, Item, ItemImpl, ItemMod, ItemStruct, parse_quote};

use super::{codecs, raw_client};
use crate::error::Error;
use crate::model::{Directions, Field, Operation, Presence, Schema, Spec, Type, names, presence};
use crate::rust::docs;
use crate::rust::types::{argument, converted, rust_type};

/// progenitor's output in two parts.
pub struct Parts {
    /// Struct definitions.
    pub structs: Vec<Item>,
    /// The raw client.
    pub raw: Vec<Item>,
}

/// Takes progenitor's file apart and refines each part.
pub fn refine(
    file: syn::File,
    spec: &Spec,
    operations: &[&Operation],
    directions: &Directions<'_>,
    users: &HashMap<&str, Vec<&Operation>>,
) -> Result<Parts, Error> {
    let mut structs = Vec::new();
    let mut raw = Vec::new();
    for item in file.items {
        match item {
            Item::Mod(ItemMod { ident, content: Some((_, items)), .. }) if ident == "types" => {
                for item in items {
                    if let Item::Struct(item) = item {
                        structs.extend(structure(item, spec, directions, users)?);
                    }
                }
            }
            item => raw.push(item),
        }
    }
    Ok(Parts { structs, raw: raw_client::refine(raw, operations)? })
}

fn structure(
    mut item: ItemStruct,
    spec: &Spec,
    directions: &Directions<'_>,
    users: &HashMap<&str, Vec<&Operation>>,
) -> Result<Vec<Item>, Error> {
    let name = item.ident.to_string();
    let schema = spec
        .schemas
        .get(&name)
        .ok_or_else(|| Error::new(&name, "progenitor made a struct that is no schema: an inline object?"))?;
    let only_sent = directions.only_sent(&name);
    let sent = directions.sent.contains(name.as_str());
    let users = users.get(name.as_str()).map(Vec::as_slice).unwrap_or_default();
    item.attrs = attributes(schema, spec, only_sent, sent, users);
    let fields: HashMap<&str, &Field> = schema.fields().iter().map(|f| (f.name.as_str(), f)).collect();
    let mut properties = Vec::new();
    for member in &mut item.fields {
        let wire = wire_name(member);
        let field = fields.get(wire.as_str()).ok_or_else(|| {
            Error::new(format!("{name}.{wire}"), "progenitor made a field that is no property")
        })?;
        let presence = presence(field, only_sent);
        let codec = codecs::codec(field, presence, spec);
        member.ty = member_type(field, presence, &member.ty);
        member.attrs = member_attributes(field, member, presence, &codec, sent);
        properties.push(codecs::property(&member.ident, field, presence, &codec));
    }
    let made = |field: &Field| item.fields.iter().any(|member| is_named(member, &names::field(&field.name)));
    if let Some(missing) = schema.fields().iter().find(|field| field.constant.is_none() && !made(field)) {
        return Err(Error::new(format!("{name}.{}", missing.name), "progenitor made no field for it"));
    }
    order(&mut item, schema);
    let setters = three_state_setters(schema, sent);
    let reading = codecs::reading(&item.ident, &properties);
    Ok([Item::Struct(item), reading].into_iter().chain(setters.map(Item::Impl)).collect())
}

/// The type that the model says; where progenitor put a box around a recursive type, its own.
fn member_type(field: &Field, presence: Presence, made: &syn::Type) -> syn::Type {
    if made.to_token_stream().to_string().contains("Box <") {
        return made.clone();
    }
    let ty = rust_type(&field.ty);
    match presence {
        Presence::Optional | Presence::Nullable => parse_quote!(Option<#ty>),
        Presence::ThreeState => parse_quote!(crate::Nullable<#ty>),
        Presence::Always | Presence::List | Presence::OptionalList => parse_quote!(#ty),
    }
}

/// Members in the order of the spec: required ones first, as the Python client has them.
fn order(item: &mut ItemStruct, schema: &Schema) {
    let position = |member: &syn::Field| {
        let wire = original_name(member);
        schema.fields().iter().position(|field| names::field(&field.name) == wire).unwrap_or(usize::MAX)
    };
    if let syn::Fields::Named(named) = &mut item.fields {
        let mut members: Vec<syn::Field> = std::mem::take(&mut named.named).into_iter().collect();
        members.sort_by_key(position);
        named.named = members.into_iter().collect();
    }
}

fn is_named(member: &syn::Field, name: &str) -> bool {
    member.ident.as_ref().is_some_and(|ident| ident == name)
}

fn original_name(member: &syn::Field) -> String {
    member.ident.as_ref().map(ToString::to_string).unwrap_or_default()
}

/// The JSON name that typify wrote into `#[serde(rename = "…")]`, else the field's own.
fn wire_name(member: &syn::Field) -> String {
    let mut name = original_name(member);
    for attribute in member.attrs.iter().filter(|attribute| attribute.path().is_ident("serde")) {
        // Other keys may follow: what cannot be read here is not a rename.
        let _ = attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("rename") {
                name = meta.value()?.parse::<syn::LitStr>()?.value();
            } else if meta.input.peek(syn::Token![=]) {
                meta.value()?.parse::<Expr>()?;
            }
            Ok(())
        });
    }
    name
}

fn attributes(
    schema: &Schema,
    spec: &Spec,
    only_sent: bool,
    sent: bool,
    users: &[&Operation],
) -> Vec<syn::Attribute> {
    let doc = docs::attributes(&docs::schema(schema, spec, users));
    let fields = schema.fields().iter().filter(|field| field.constant.is_none());
    let all_unset = fields.clone().all(|field| presence(field, only_sent) != Presence::Always);
    let default = (all_unset && fields.count() > 0).then(|| quote!(, Default));
    let builder = built(sent, quote!(derive(::bon::Builder)));
    let conversions = built(sent, quote!(builder(on(_, into), derive(Into))));
    parse_quote! {
        #doc
        #[derive(Debug, Clone, PartialEq, ::serde::Serialize #default)]
        #builder
        #conversions
        #[non_exhaustive]
    }
}

fn member_attributes(
    field: &Field,
    member: &syn::Field,
    presence: Presence,
    codec: &TokenStream,
    sent: bool,
) -> Vec<syn::Attribute> {
    let doc = docs::attributes(&docs::field(field));
    let mut serde: Vec<TokenStream> = Vec::new();
    if original_name(member) != field.name {
        let name = &field.name;
        serde.push(quote!(rename = #name));
    }
    serde.extend(codecs::writing(field, presence, codec));
    let serde = (!serde.is_empty()).then(|| quote!(#[serde(#(#serde),*)]));
    let builder = list_setter(field, presence, sent).map(|setter| built(sent, setter));
    parse_quote!(#doc #serde #builder)
}

/// An attribute of the builder: requests always have one, what only comes has one for those who mock.
fn built(sent: bool, attribute: TokenStream) -> TokenStream {
    match sent {
        true => quote!(#[#attribute]),
        false => quote!(#[cfg_attr(feature = "mock", #attribute)]),
    }
}

/// A list's setter takes any iterator of what converts into its items.
fn list_setter(field: &Field, presence: Presence, sent: bool) -> Option<TokenStream> {
    let ty = &field.ty;
    if presence == Presence::ThreeState {
        // bon's own setter stays inside; the two that people call stand beside the builder.
        let name = inner_setter(field);
        return Some(quote!(builder(default, setters(name = #name, vis = "pub(self)"))));
    }
    // An answer has none where it is silent.
    let optional = presence == Presence::OptionalList || (!sent && presence == Presence::List);
    let default = optional.then(|| quote!(default,));
    match ty {
        Type::Array(item, false) => {
            let item = rust_type(item);
            Some(quote! {
                builder(#default with = |items: impl IntoIterator<Item = impl Into<#item>>| {
                    items.into_iter().map(Into::into).collect()
                })
            })
        }
        Type::Array(..) | Type::Map(_) => default.map(|default| quote!(builder(#default))),
        _ => None,
    }
}

fn inner_setter(field: &Field) -> proc_macro2::Ident {
    format_ident!("set_{}", names::field(&field.name))
}

/// The builder's setters of fields that can be `null` on purpose: one for a value, one for `null`.
fn three_state_setters(schema: &Schema, sent: bool) -> Option<ItemImpl> {
    let fields: Vec<&Field> = schema.fields().iter().filter(|field| field.send_null).collect();
    let builder = format_ident!("{}Builder", schema.name);
    let module = format_ident!("{}", names::field(&builder.to_string()));
    let setters = fields.iter().map(|field| {
        let name = format_ident!("{}", names::field(&field.name));
        let (null, inner) = (format_ident!("{name}_null"), inner_setter(field));
        let state = format_ident!("{}", names::state(&field.name));
        let set = format_ident!("Set{state}");
        let (argument, value) = (argument(field), converted(field));
        let doc = docs::attributes(&docs::field(field));
        let null_doc = docs::attributes(&docs::null_setter(&name.to_string()));
        quote! {
            #doc
            pub fn #name(self, #argument) -> #builder<#module::#set<S>>
            where
                S::#state: #module::IsUnset,
            {
                self.#inner(crate::Nullable::Value(#value))
            }

            #null_doc
            pub fn #null(self) -> #builder<#module::#set<S>>
            where
                S::#state: #module::IsUnset,
            {
                self.#inner(crate::Nullable::Null)
            }
        }
    });
    let setters: Vec<TokenStream> = setters.collect();
    (!fields.is_empty()).then(|| {
        let mocked = (!sent).then(|| quote!(#[cfg(feature = "mock")]));
        parse_quote! {
            #mocked
            impl<S: #module::State> #builder<S> { #(#setters)* }
        }
    })
}
