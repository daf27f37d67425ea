//! Accessors of unions: what all variants have is read without asking which one it is.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use crate::model::{Directions, Field, Kind, Presence, Spec, Type, Union, names, presence, shared_fields};
use crate::refine::codec_of;
use crate::rust::docs;
use crate::rust::types::rust_type;

/// The accessors of a union's shared fields.
pub fn accessors(name: &Ident, union: &Union, spec: &Spec, directions: &Directions<'_>) -> TokenStream {
    let accessors: Vec<TokenStream> = shared_fields(union, spec)
        .into_iter()
        .map(|field| accessor(field, union, spec, directions))
        .collect();
    if accessors.is_empty() {
        return TokenStream::new();
    }
    quote! {
        /// What all variants have.
        impl #name { #(#accessors)* }
    }
}

/// How a shared field is given.
enum Given {
    /// A list: empty where there is none.
    List(TokenStream),
    Copy(TokenStream),
    Text,
    Reference(TokenStream),
}

fn given(ty: &Type, spec: &Spec) -> Given {
    let rust = rust_type(ty);
    match ty {
        Type::Array(item, nullable) => {
            let item = rust_type(item);
            Given::List(if *nullable { quote!(Option<#item>) } else { item })
        }
        Type::String => Given::Text,
        Type::Boolean | Type::Int32 | Type::Int64 | Type::Decimal | Type::Double => Given::Copy(rust),
        Type::DateTime | Type::IsoDateTime | Type::Date => Given::Copy(rust),
        Type::Ref(name)
            if spec.schemas.get(name).is_some_and(|schema| matches!(schema.kind, Kind::Id(_))) =>
        {
            Given::Copy(rust)
        }
        _ => Given::Reference(rust),
    }
}

fn accessor(field: &Field, union: &Union, spec: &Spec, directions: &Directions<'_>) -> TokenStream {
    let name = format_ident!("{}", names::field(&field.name));
    let given = given(&field.ty, spec);
    let arms = union.variants.iter().filter_map(|variant| {
        let schema = spec.schemas.get(&variant.schema)?;
        let own = schema.fields().iter().find(|own| own.name == field.name)?;
        let (variant, presence) =
            (format_ident!("{}", variant.name), presence(own, directions.only_sent(&schema.name)));
        let value = value(&name, presence, &given);
        Some(quote!(Self::#variant(value) => #value,))
    });
    let wire = &field.name;
    let (result, unknown) = match &given {
        Given::List(item) => (quote!(&[#item]), quote!(&[])),
        Given::Copy(ty) => {
            let codec = codec_of(&field.ty, spec);
            (quote!(Option<#ty>), quote!(crate::codec::of_unknown::<#codec, #ty>(value, #wire)))
        }
        Given::Text => (quote!(Option<&str>), quote!(crate::codec::text_of_unknown(value, #wire))),
        Given::Reference(ty) => (quote!(Option<&#ty>), quote!(None)),
    };
    let binding = match &given {
        Given::List(_) | Given::Reference(_) => quote!(_),
        _ => quote!(value),
    };
    let doc = docs::attributes(&docs::accessor(field, matches!(given, Given::List(_) | Given::Reference(_))));
    quote! {
        #doc
        pub fn #name(&self) -> #result {
            match self {
                #(#arms)*
                Self::Unknown(#binding) => #unknown,
            }
        }
    }
}

/// The field of a known variant.
fn value(name: &Ident, presence: Presence, given: &Given) -> TokenStream {
    match (given, presence) {
        (Given::List(_), Presence::Optional | Presence::Nullable) => {
            quote!(value.#name.as_deref().unwrap_or_default())
        }
        (Given::List(_), Presence::ThreeState) => {
            quote!(value.#name.value().map(Vec::as_slice).unwrap_or_default())
        }
        (Given::List(_), _) => quote!(&value.#name),
        (Given::Copy(_), Presence::Optional | Presence::Nullable) => quote!(value.#name),
        (Given::Copy(_), Presence::ThreeState) => quote!(value.#name.value().copied()),
        (Given::Copy(_), _) => quote!(Some(value.#name)),
        (Given::Text, Presence::Optional | Presence::Nullable) => quote!(value.#name.as_deref()),
        (Given::Text, Presence::ThreeState) => quote!(value.#name.value().map(String::as_str)),
        (Given::Text, _) => quote!(Some(&value.#name)),
        (Given::Reference(_), Presence::Optional | Presence::Nullable) => quote!(value.#name.as_ref()),
        (Given::Reference(_), Presence::ThreeState) => quote!(value.#name.value()),
        (Given::Reference(_), _) => quote!(Some(&value.#name)),
    }
}
