//! The Rust type of everything in the model, and parameters that take what converts into it.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::model::{Field, Type, names};

/// The Rust type of a model type, as seen from the crate's `types` module.
pub fn rust_type(ty: &Type) -> TokenStream {
    match ty {
        Type::Ref(name) => {
            let name = format_ident!("{name}");
            quote!(crate::types::#name)
        }
        Type::String => quote!(String),
        Type::Secret => quote!(crate::Secret),
        Type::Boolean => quote!(bool),
        Type::Int32 => quote!(i32),
        Type::Int64 => quote!(i64),
        Type::Decimal => quote!(::rust_decimal::Decimal),
        Type::Double => quote!(f64),
        Type::DateTime => quote!(::chrono::NaiveDateTime),
        Type::IsoDateTime => quote!(::chrono::DateTime<::chrono::FixedOffset>),
        Type::Date => quote!(::chrono::NaiveDate),
        Type::Any => quote!(::serde_json::Value),
        Type::Array(item, nullable) => {
            let item = rust_type(item);
            if *nullable { quote!(Vec<Option<#item>>) } else { quote!(Vec<#item>) }
        }
        Type::Map(item) => {
            let item = rust_type(item);
            quote!(::std::collections::BTreeMap<String, #item>)
        }
    }
}

/// A parameter that takes whatever converts into the field's type; a list takes any iterator of it.
pub fn argument(field: &Field) -> TokenStream {
    let name = format_ident!("{}", names::field(&field.name));
    match &field.ty {
        Type::Array(item, false) => {
            let item = rust_type(item);
            quote!(#name: impl IntoIterator<Item = impl Into<#item>>)
        }
        ty => {
            let ty = rust_type(ty);
            quote!(#name: impl Into<#ty>)
        }
    }
}

/// The expression that turns such a parameter into the field's value.
pub fn converted(field: &Field) -> TokenStream {
    let name = format_ident!("{}", names::field(&field.name));
    match &field.ty {
        Type::Array(_, false) => quote!(#name.into_iter().map(Into::into).collect()),
        _ => quote!(#name.into()),
    }
}
