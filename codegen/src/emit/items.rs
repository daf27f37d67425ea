//! The types that progenitor cannot make as we want them: ids, open enums, tagged unions.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::{accessors, constructors};
use crate::model::{Directions, EnumValue, Kind, Operation, Schema, Spec, Union, Variant};
use crate::rust::docs;

/// The definition of a schema that is no object.
pub fn item(schema: &Schema, spec: &Spec, directions: &Directions<'_>, users: &[&Operation]) -> TokenStream {
    let doc = docs::attributes(&docs::schema(schema, spec, users));
    let name = format_ident!("{}", schema.name);
    match &schema.kind {
        Kind::Id(chosen_by_client) => {
            let random = chosen_by_client.then(|| quote!(random));
            quote! { crate::codec::entity_id! { #doc pub struct #name; #random } }
        }
        Kind::Code(code) => {
            let listed = code.listed.iter().map(|value| Literal::i64_unsuffixed(*value));
            let known =
                enum_values(&code.known, |value| Literal::i64_unsuffixed(*value), ToString::to_string);
            quote! { crate::codec::integer_code! { #doc pub struct #name [#(#listed)*] { #(#known)* } } }
        }
        Kind::StringEnum(values) => {
            let values = enum_values(values, |value| Literal::string(value), Clone::clone);
            quote! { crate::codec::string_enum! { #doc pub enum #name { #(#values)* } } }
        }
        Kind::IntegerEnum(values) => {
            let values = enum_values(values, |value| Literal::i64_unsuffixed(*value), ToString::to_string);
            quote! { crate::codec::integer_enum! { #doc pub enum #name { #(#values)* } } }
        }
        Kind::Union(union) => {
            let sent = directions.sent.contains(schema.name.as_str());
            let doc = docs::attributes(&docs::union(schema, &union.tag, spec, users));
            let accessors = accessors::accessors(&name, union, spec, directions);
            let union = self::union(schema, union, spec, sent, &doc);
            quote!(#union #accessors)
        }
        Kind::Object(_) => TokenStream::new(),
    }
}

fn enum_values<T>(
    values: &[EnumValue<T>],
    literal: impl Fn(&T) -> Literal,
    wire: impl Fn(&T) -> String,
) -> Vec<TokenStream> {
    values
        .iter()
        .map(|value| {
            let doc = docs::enum_value(value, &wire(&value.value));
            let doc = docs::attributes(&doc);
            let variant = format_ident!("{}", value.variant);
            let literal = literal(&value.value);
            let number = value.number.map(Literal::i64_unsuffixed).map(|number| quote!(| #number));
            quote!(#doc #variant = #literal #number,)
        })
        .collect()
}

fn union(schema: &Schema, union: &Union, spec: &Spec, sent: bool, doc: &TokenStream) -> TokenStream {
    let name = format_ident!("{}", schema.name);
    let definition = union_definition(&name, union, spec, doc);
    let decoding = union_decoding(&name, union);
    let conversions = union.variants.iter().map(|variant| {
        let (variant, ty) = (format_ident!("{}", variant.name), format_ident!("{}", variant.schema));
        quote! {
            impl From<#ty> for #name {
                fn from(value: #ty) -> Self {
                    Self::#variant(value)
                }
            }
        }
    });
    let constructors = sent.then(|| constructors::constructors(&name, union, spec));
    quote! { #definition #decoding #(#conversions)* #constructors }
}

fn union_definition(name: &proc_macro2::Ident, union: &Union, spec: &Spec, doc: &TokenStream) -> TokenStream {
    let tag = &union.tag;
    // serde wants the variants that write their own tag last.
    let (own, tagged): (Vec<&Variant>, Vec<&Variant>) = union.variants.iter().partition(|v| v.keeps_tag);
    let variant_doc = |variant: &Variant| {
        let description = spec.schemas.get(&variant.schema).map_or("", |schema| &schema.description);
        docs::attributes(&docs::union_variant(description, tag, &variant.tags))
    };
    let tagged = tagged.into_iter().map(|variant| {
        let (doc, rename) = (variant_doc(variant), &variant.tags[0]);
        let (ident, ty) = (format_ident!("{}", variant.name), format_ident!("{}", variant.schema));
        quote!(#doc #[serde(rename = #rename)] #ident(#ty),)
    });
    let own = own.into_iter().map(|variant| {
        let doc = variant_doc(variant);
        let (ident, ty) = (format_ident!("{}", variant.name), format_ident!("{}", variant.schema));
        quote!(#doc #[serde(untagged)] #ident(#ty),)
    });
    quote! {
        #doc
        #[derive(Debug, Clone, PartialEq, ::serde::Serialize)]
        #[serde(tag = #tag)]
        #[non_exhaustive]
        // Boxing the larger variants would cost every reader an indirection to save memory in rare lists.
        #[allow(clippy::large_enum_variant)]
        pub enum #name {
            #(#tagged)*
            #(#own)*
            /// A variant that this version of the client does not know, kept whole: it goes back out as it came in.
            #[serde(untagged)]
            Unknown(::serde_json::Value),
        }
    }
}

fn union_decoding(name: &proc_macro2::Ident, union: &Union) -> TokenStream {
    let (text, tag) = (name.to_string(), &union.tag);
    let arms = union.variants.iter().map(|variant| {
        let ident = format_ident!("{}", variant.name);
        let tags = variant.tags.iter().map(|tag| match tag.parse::<i64>() {
            Ok(number) if union.integer_tag => {
                let number = Literal::i64_unsuffixed(number);
                quote!(crate::codec::Tag::Integer(#number))
            }
            _ => quote!(crate::codec::Tag::Text(#tag)),
        });
        let keeps = variant.keeps_tag;
        quote!(#(#tags)|* => rest.decode(#keeps).map(Self::#ident),)
    });
    quote! {
        impl crate::codec::Tagged for #name {
            const NAME: &'static str = #text;
            const TAG: &'static str = #tag;

            fn decode<'de, A: ::serde::de::MapAccess<'de>>(
                tag: crate::codec::Tag<'_>,
                rest: crate::codec::Rest<'_, A>,
            ) -> Result<Self, A::Error> {
                match tag {
                    #(#arms)*
                    _ => rest.keep(),
                }
            }

            fn unknown(value: ::serde_json::Value) -> Self {
                Self::Unknown(value)
            }
        }

        impl<'de> ::serde::Deserialize<'de> for #name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                crate::codec::deserialize_tagged(deserializer)
            }
        }
    }
}
