//! Checks of the documented ranges and lengths, for the types that are sent.

use std::collections::HashSet;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde_json::Value;

use crate::model::{Directions, Field, Kind, Limits, Presence, Schema, Spec, Type, names, presence};

/// `Validate` for every type of `schemas` that is sent.
pub fn implementations(spec: &Spec, schemas: &[&Schema], directions: &Directions<'_>) -> TokenStream {
    let limited = limited(spec);
    let sent = schemas.iter().filter(|schema| directions.sent.contains(schema.name.as_str()));
    let implementations = sent.filter_map(|schema| {
        let ident = format_ident!("{}", schema.name);
        let body = match &schema.kind {
            Kind::Object(fields) => {
                let only_sent = directions.only_sent(&schema.name);
                let checks: Vec<TokenStream> =
                    fields.iter().filter_map(|field| check(field, only_sent, &limited)).collect();
                quote!(#(#checks)* Ok(()))
            }
            Kind::Union(union) => {
                let arms = union.variants.iter().map(|variant| {
                    let variant = format_ident!("{}", variant.name);
                    quote!(Self::#variant(value) => crate::validate::Validate::validate(value),)
                });
                quote!(match self { #(#arms)* Self::Unknown(_) => Ok(()) })
            }
            _ => return None,
        };
        Some(quote! {
            impl crate::validate::Validate for #ident {
                fn validate(&self) -> Result<(), crate::validate::Violation> { #body }
            }
        })
    });
    quote!(#(#implementations)*)
}

/// Schemas that hold a limit, however deep.
fn limited(spec: &Spec) -> HashSet<&str> {
    let mut limited: HashSet<&str> = HashSet::new();
    loop {
        let more: Vec<&str> = spec
            .schemas
            .values()
            .filter(|schema| !limited.contains(schema.name.as_str()))
            .filter(|schema| {
                schema.fields().iter().any(|field| !field.limits.is_empty())
                    || schema.references().iter().any(|name| limited.contains(name))
            })
            .map(|schema| schema.name.as_str())
            .collect();
        if more.is_empty() {
            return limited;
        }
        limited.extend(more);
    }
}

fn check(field: &Field, only_sent: bool, limited: &HashSet<&str>) -> Option<TokenStream> {
    if field.constant.is_some() {
        return None;
    }
    let own = own(field);
    let nested = field.ty.reference().filter(|name| limited.contains(name));
    let nested = nested.map(|_| quote!(crate::validate::inside(at, value)?;));
    if own.is_none() && nested.is_none() {
        return None;
    }
    let (member, wire) = (format_ident!("{}", names::field(&field.name)), &field.name);
    let body = quote!(#own #nested);
    Some(match presence(field, only_sent) {
        Presence::Optional | Presence::Nullable => {
            quote!(if let Some(value) = &self.#member { let at = #wire; #body })
        }
        Presence::ThreeState => {
            quote!(if let Some(value) = self.#member.value() { let at = #wire; #body })
        }
        Presence::Always | Presence::List | Presence::OptionalList => {
            quote!({ let value = &self.#member; let at = #wire; #body })
        }
    })
}

/// The limits of the field itself.
fn own(field: &Field) -> Option<TokenStream> {
    let Limits { min_length, max_length, minimum, maximum, min_items, max_items } = &field.limits;
    let option = |value: &Option<u64>| match value {
        Some(value) => {
            let value = usize::try_from(*value).unwrap_or(usize::MAX);
            quote!(Some(#value))
        }
        None => quote!(None),
    };
    match field.ty {
        Type::String if min_length.is_some() || max_length.is_some() => {
            let (min, max) = (option(min_length), option(max_length));
            Some(quote!(crate::validate::length(at, value, #min, #max)?;))
        }
        Type::Array(..) if min_items.is_some() || max_items.is_some() => {
            let (min, max) = (option(min_items), option(max_items));
            Some(quote!(crate::validate::items(at, value, #min, #max)?;))
        }
        Type::Decimal | Type::Double | Type::Int32 | Type::Int64
            if minimum.is_some() || maximum.is_some() =>
        {
            let (min, max) = (number(minimum), number(maximum));
            Some(quote!(crate::validate::range(at, *value, #min, #max)?;))
        }
        _ => None,
    }
}

/// A limit as the text of a number: exact whatever its type.
fn number(value: &Option<Value>) -> TokenStream {
    match value {
        Some(value) => {
            let text = value.to_string();
            quote!(Some(#text))
        }
        None => quote!(None),
    }
}
