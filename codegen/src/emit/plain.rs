//! The plainest Rust for a schema: `f64`, `String`, closed enums, a union's first variant in its place. The
//! client's benchmarks measure its types against it; the client itself never compiles it.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::model::{EnumValue, Field, Kind, Schema, Spec, Type, names};

/// The types that `roots` reach.
pub fn types(spec: &Spec, roots: Vec<&str>) -> TokenStream {
    let reached = spec.closure(roots);
    let schemas = spec.schemas.values().filter(|schema| reached.contains(schema.name.as_str()));
    let types = schemas.map(item);
    quote!(#(#types)*)
}

fn item(schema: &Schema) -> TokenStream {
    let name = format_ident!("{}", schema.name);
    match &schema.kind {
        Kind::Id(_) => quote!(pub type #name = String;),
        Kind::IntegerEnum(_) | Kind::Code(_) => quote!(pub type #name = i64;),
        Kind::StringEnum(values) => string_enum(&name, values),
        Kind::Union(union) => {
            let first = union.variants.first().map(|variant| format_ident!("{}", variant.schema));
            quote!(pub type #name = #first;)
        }
        Kind::Object(fields) => {
            let members = fields.iter().filter(|field| field.constant.is_none()).map(member);
            quote! {
                #[derive(Debug, ::serde::Deserialize)]
                pub struct #name { #(#members)* }
            }
        }
    }
}

fn string_enum(name: &proc_macro2::Ident, values: &[EnumValue<String>]) -> TokenStream {
    let variants = values.iter().map(|value| {
        let (variant, value) = (format_ident!("{}", value.variant), &value.value);
        quote!(#[serde(rename = #value)] #variant,)
    });
    quote! {
        #[derive(Debug, ::serde::Deserialize)]
        pub enum #name { #(#variants)* }
    }
}

fn member(field: &Field) -> TokenStream {
    let (name, wire) = (format_ident!("{}", names::field(&field.name)), &field.name);
    let ty = ty(&field.ty);
    let ty = if field.required && !field.nullable { ty } else { quote!(Option<#ty>) };
    quote!(#[serde(rename = #wire)] pub #name: #ty,)
}

fn ty(ty: &Type) -> TokenStream {
    match ty {
        Type::Ref(name) => {
            let name = format_ident!("{name}");
            quote!(#name)
        }
        Type::String | Type::Secret | Type::DateTime | Type::IsoDateTime | Type::Date => quote!(String),
        Type::Boolean => quote!(bool),
        Type::Int32 => quote!(i32),
        Type::Int64 => quote!(i64),
        Type::Decimal | Type::Double => quote!(f64),
        Type::Any => quote!(::serde_json::Value),
        Type::Array(item, nullable) => {
            let item = self::ty(item);
            if *nullable { quote!(Vec<Option<#item>>) } else { quote!(Vec<#item>) }
        }
        Type::Map(item) => {
            let item = self::ty(item);
            quote!(::std::collections::BTreeMap<String, #item>)
        }
    }
}
