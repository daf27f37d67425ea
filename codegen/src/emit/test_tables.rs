//! Code for the client's own tests: a table of every type, and a way to build each type that is sent. The tests
//! include it and say what `entry` and `Sample` do; the client itself never compiles it.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use crate::model::{Directions, Field, Kind, Limits, Presence, Schema, Spec, Type, names, presence};

/// A table of all types but ids, with whether they are received.
pub fn round_trips(schemas: &[&Schema], directions: &Directions<'_>) -> TokenStream {
    let typed = schemas.iter().filter(|schema| !matches!(schema.kind, Kind::Id(_)));
    let entries = typed.map(|schema| {
        let (name, ident) = (&schema.name, format_ident!("{}", schema.name));
        let received = directions.received.contains(name.as_str());
        quote!(entry::<::iiko_transport::types::#ident>(#name, #received))
    });
    quote!(pub static TYPES: &[Entry] = &[#(#entries),*];)
}

/// `Sample` for every type that is sent, by its builder, and a table of them.
pub fn samples(spec: &Spec, schemas: &[&Schema], directions: &Directions<'_>) -> TokenStream {
    let sent: Vec<&&Schema> =
        schemas.iter().filter(|schema| directions.sent.contains(schema.name.as_str())).collect();
    let implementations = sent.iter().map(|schema| sample(schema, spec, directions));
    let entries = sent.iter().filter(|schema| !matches!(schema.kind, Kind::Id(_))).map(|schema| {
        let (name, ident) = (&schema.name, format_ident!("{}", schema.name));
        quote!(built::<::iiko_transport::types::#ident>(#name))
    });
    quote! {
        #(#implementations)*
        pub static BUILT: &[Built] = &[#(#entries),*];
    }
}

fn sample(schema: &Schema, spec: &Spec, directions: &Directions<'_>) -> TokenStream {
    let ident = format_ident!("{}", schema.name);
    let body = match &schema.kind {
        Kind::Id(_) => quote!(vec![Self::from_uuid(::uuid::Uuid::from_u128(7))]),
        Kind::StringEnum(_) | Kind::IntegerEnum(_) | Kind::Code(_) => quote!(Self::ALL.to_vec()),
        Kind::Union(union) => {
            let variants = union.variants.iter().map(|variant| {
                let (variant, ty) = (format_ident!("{}", variant.name), format_ident!("{}", variant.schema));
                quote!(Self::#variant(<::iiko_transport::types::#ty as Sample>::sample(fill)))
            });
            quote!(vec![#(#variants),*])
        }
        Kind::Object(fields) => {
            let only_sent = directions.only_sent(&schema.name);
            // What holds itself would be filled for ever.
            let ends = |field: &&Field| {
                let within = spec.closure(field.ty.reference().into_iter().collect());
                !within.contains(schema.name.as_str())
            };
            let fields: Vec<&Field> = fields.iter().filter(ends).collect();
            let set = |all: bool| setters(&fields, only_sent, all);
            let (minimal, full) = (set(false), set(true));
            quote! {
                vec![match fill {
                    Fill::Minimal => Self::builder()#minimal.build(),
                    Fill::Full => Self::builder()#full.build(),
                }]
            }
        }
    };
    quote! {
        impl Sample for ::iiko_transport::types::#ident {
            #[allow(unused_variables, deprecated, clippy::useless_conversion)]
            fn samples(fill: Fill) -> Vec<Self> { #body }
        }
    }
}

fn setters(fields: &[&Field], only_sent: bool, all: bool) -> TokenStream {
    let fields = fields.iter().filter(|field| field.constant.is_none());
    let chosen =
        fields.filter(|field| all || matches!(presence(field, only_sent), Presence::Always | Presence::List));
    let setters = chosen.map(|field| {
        let name = format_ident!("{}", names::field(&field.name));
        let value = value(&field.ty, &field.limits);
        quote!(.#name(#value))
    });
    quote!(#(#setters)*)
}

/// A value within its limits.
fn value(ty: &Type, limits: &Limits) -> TokenStream {
    match ty {
        Type::Ref(name) => {
            let ty = format_ident!("{name}");
            quote!(<::iiko_transport::types::#ty as Sample>::sample(fill))
        }
        Type::String | Type::Secret => {
            let least = limits.min_length.unwrap_or(0).max(6);
            let length = usize::try_from(least.min(limits.max_length.unwrap_or(least))).unwrap_or(6);
            let text: String = "sample".chars().cycle().take(length).collect();
            quote!(#text)
        }
        Type::Boolean => quote!(true),
        Type::Int32 => {
            let whole = Literal::i64_unsuffixed(whole(limits).min(i32::MAX.into()));
            quote!(#whole)
        }
        Type::Int64 => {
            let whole = whole(limits);
            quote!(#whole)
        }
        Type::Decimal => {
            let hundredths = whole(limits).saturating_mul(100).saturating_add(25);
            quote!(::rust_decimal::Decimal::new(#hundredths, 2))
        }
        Type::Double => quote!(5.25_f64),
        Type::DateTime => quote!(sample_time()),
        Type::IsoDateTime => quote!(sample_instant()),
        Type::Date => quote!(sample_day()),
        Type::Any => quote!(::serde_json::json!({ "free": [1, "form"] })),
        Type::Array(item, false) => match &**item {
            Type::Ref(name) => {
                let ty = format_ident!("{name}");
                quote!(<::iiko_transport::types::#ty as Sample>::samples(fill))
            }
            item => {
                let item = value(item, &Limits::default());
                quote!([#item])
            }
        },
        Type::Array(item, true) => {
            let item = value(item, &Limits::default());
            quote!(vec![Some(#item)])
        }
        Type::Map(item) => {
            let item = value(item, &Limits::default());
            quote!(::std::collections::BTreeMap::from([("key".to_owned(), #item.into())]))
        }
    }
}

/// A whole number within the limits, with room for a fraction above it.
fn whole(limits: &Limits) -> i64 {
    let number = |limit: &Option<serde_json::Value>| limit.as_ref().and_then(serde_json::Value::as_f64);
    let least = number(&limits.minimum).map_or(1, |least| least.ceil() as i64);
    let most = number(&limits.maximum).map_or(i64::MAX, |most| (most.floor() as i64).saturating_sub(1));
    least.max(1).min(most)
}
