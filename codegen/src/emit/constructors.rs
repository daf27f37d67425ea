//! Constructors of unions that are sent. `NewOrderItem::product(id)` gives the builder of the variant, with what is
//! required and plain set by position; the rest goes by name, and the builder goes wherever the union is taken.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use crate::model::{Spec, Union, Variant, constructor_arguments, names};
use crate::rust::{docs, types};

/// The constructors of a union, and what turns the builders of its variants into it.
pub fn constructors(name: &Ident, union: &Union, spec: &Spec) -> TokenStream {
    let conversions = union.variants.iter().map(|variant| conversion(name, variant));
    let constructors: Vec<TokenStream> =
        union.variants.iter().filter_map(|variant| constructor(name, variant, spec)).collect();
    let constructors = (!constructors.is_empty()).then(|| quote!(impl #name { #(#constructors)* }));
    quote! { #constructors #(#conversions)* }
}

/// A builder with all that is required is as good as the union itself.
fn conversion(name: &Ident, variant: &Variant) -> TokenStream {
    let (ident, builder, states) = builder(variant);
    quote! {
        impl<S: #states::IsComplete> From<#builder<S>> for #name {
            fn from(builder: #builder<S>) -> Self {
                Self::#ident(builder.build())
            }
        }
    }
}

/// The variant, its builder and the module of that builder's states.
fn builder(variant: &Variant) -> (Ident, Ident, Ident) {
    let builder = format_ident!("{}Builder", variant.schema);
    let states = format_ident!("{}", names::field(&builder.to_string()));
    (format_ident!("{}", variant.name), builder, states)
}

/// None for a variant that keeps its tag: the caller has to choose that too.
fn constructor(name: &Ident, variant: &Variant, spec: &Spec) -> Option<TokenStream> {
    let schema = spec.schemas.get(&variant.schema).filter(|_| !variant.keeps_tag)?;
    let (positional, named) = constructor_arguments(schema.fields(), spec);
    let function = format_ident!("{}", names::field(&variant.name));
    let ty = format_ident!("{}", variant.schema);
    let (_, builder, states) = builder(variant);
    let doc = docs::attributes(&docs::constructor(schema, &name.to_string(), &named));
    let arguments = positional.iter().map(|field| types::argument(field));
    let setters = positional.iter().map(|field| {
        let field = format_ident!("{}", names::field(&field.name));
        quote!(.#field(#field))
    });
    let state = positional.iter().fold(quote!(#states::Empty), |state, field| {
        let set = format_ident!("Set{}", names::state(&field.name));
        quote!(#states::#set<#state>)
    });
    Some(quote! {
        #doc
        pub fn #function(#(#arguments),*) -> #builder<#state> {
            #ty::builder()#(#setters)*
        }
    })
}
