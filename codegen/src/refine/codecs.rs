//! How the fields of structs travel: the codec of each, out of those in the client's `codec` module, and the code that
//! reads and writes with it.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Ident, Item, parse_quote};

use crate::model::{Field, Kind, Presence, Spec, Type};

/// The codec of a field, as a type.
pub fn codec(field: &Field, presence: Presence, spec: &Spec) -> TokenStream {
    let value = match &field.ty {
        Type::Array(item, nullable) if field.independent => {
            let item = item_of(item, *nullable, spec);
            quote!(crate::codec::Independent<#item>)
        }
        ty => of_type(ty, spec),
    };
    match presence {
        Presence::Optional | Presence::Nullable if field.forgiving => quote!(crate::codec::Forgiving<#value>),
        Presence::Optional | Presence::Nullable => maybe(value),
        Presence::ThreeState => quote!(crate::codec::ThreeState<#value>),
        Presence::Always | Presence::List | Presence::OptionalList => value,
    }
}

/// The codec of a type, as a type.
pub fn of_type(ty: &Type, spec: &Spec) -> TokenStream {
    match ty {
        Type::Ref(name)
            if spec.schemas.get(name).is_some_and(|schema| matches!(schema.kind, Kind::Id(_))) =>
        {
            quote!(crate::codec::Id)
        }
        Type::Int32 | Type::Int64 => quote!(crate::codec::Whole),
        Type::Decimal => quote!(crate::codec::Exact),
        Type::DateTime | Type::IsoDateTime | Type::Date => quote!(crate::codec::Spelling),
        Type::Ref(_) | Type::String | Type::Secret | Type::Boolean | Type::Double | Type::Any => {
            quote!(crate::codec::Plain)
        }
        Type::Array(item, nullable) => {
            let item = item_of(item, *nullable, spec);
            quote!(crate::codec::List<#item>)
        }
        Type::Map(item) => {
            let item = of_type(item, spec);
            quote!(crate::codec::Map<#item>)
        }
    }
}

fn item_of(ty: &Type, nullable: bool, spec: &Spec) -> TokenStream {
    let item = of_type(ty, spec);
    if nullable { maybe(item) } else { item }
}

fn maybe(codec: TokenStream) -> TokenStream {
    quote!(crate::codec::Maybe<#codec>)
}

/// What the code that reads a struct says of one field.
pub fn property(name: &Option<Ident>, field: &Field, presence: Presence, codec: &TokenStream) -> TokenStream {
    let wire = &field.name;
    let presence = if presence == Presence::Always { quote!(required) } else { quote!(optional) };
    quote!(#name: #wire #codec, #presence;)
}

/// The code that reads a struct.
pub fn reading(name: &Ident, properties: &[TokenStream]) -> Item {
    parse_quote!(crate::codec::object! { #name { #(#properties)* } })
}

/// The keys of `#[serde(…)]` that say how a field is written.
pub fn writing(field: &Field, presence: Presence, codec: &TokenStream) -> Vec<TokenStream> {
    let own = writes_its_own(&field.ty).then(|| {
        let path = format!("<{} as crate::codec::Codec<_>>::write", codec.to_token_stream());
        quote!(serialize_with = #path)
    });
    let skipped_if = match (presence, &field.ty) {
        (Presence::Optional, _) => Some("Option::is_none"),
        (Presence::ThreeState, _) => Some("crate::Nullable::is_unset"),
        (Presence::OptionalList, Type::Map(_)) => Some("::std::collections::BTreeMap::is_empty"),
        (Presence::OptionalList, _) => Some("Vec::is_empty"),
        _ => None,
    };
    own.into_iter().chain(skipped_if.map(|path| quote!(skip_serializing_if = #path))).collect()
}

/// Whether serde alone would write the type otherwise.
fn writes_its_own(ty: &Type) -> bool {
    match ty {
        Type::Decimal | Type::DateTime | Type::IsoDateTime | Type::Date => true,
        Type::Array(item, _) | Type::Map(item) => writes_its_own(item),
        _ => false,
    }
}
