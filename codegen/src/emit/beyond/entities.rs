//! What is created asynchronously: how it is found, and how far its creation is.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde_json::Value;

use super::parts::{call, is_optional, lookup_request, name, option};
use crate::model::{Entity, Field, Kind, Operation, Spec, Type, names};

/// The entity that an operation looks up.
pub fn entity(spec: &Spec, operation: &Operation, with_events: bool) -> Option<TokenStream> {
    let (entity, schema) = spec.found(operation)?;
    let ty = format_ident!("{schema}");
    let of = |field: &str| spec.path(Some(schema), field).ok();
    let id = format_ident!("{}", of(&entity.key)?.ty.reference()?);
    let (key, version) = (name(&entity.key), option(&quote!(self), of(&entity.version)?));
    let end = end(spec, of(&entity.state)?, of(&entity.failure)?)?;
    let request = lookup_request(spec, operation, &quote!(ids))?;
    let found = name(&entity.found);
    let call = call(operation, &request);
    let heard = with_events.then(|| heard(spec, entity)).flatten();
    Some(quote! {
        impl crate::beyond::Entity for crate::types::#ty {
            type Id = crate::types::#id;

            fn id(&self) -> Self::Id {
                self.#key
            }

            fn version(&self) -> Option<i64> {
                #version
            }

            #end

            fn find(
                client: &crate::Client,
                organization: crate::types::OrganizationId,
                ids: Vec<Self::Id>,
                within: ::std::time::Duration,
            ) -> crate::call::Sending<Vec<Self>> {
                let call = #call;
                Box::pin(async move { Ok(call.await?.#found) })
            }

            #heard
        }
    })
}

/// How the creation ended, if it has.
fn end(spec: &Spec, state: &Field, failure: &Field) -> Option<TokenStream> {
    let states = state.ty.reference()?;
    let ends = spec.document["components"]["schemas"][states]["x-ends"].as_object()?;
    let state_type = format_ident!("{states}");
    let (state, error) = (name(&state.name), name(&failure.name));
    let arms = ends.iter().map(|(value, end)| {
        let variant = format_ident!("{}", names::variant(value));
        let end = match end == &Value::from("success") {
            true => quote!(Some(Ok(()))),
            false => quote!(Some(Err(Box::new(self.#error.as_ref().map(crate::beyond::Failure::from).unwrap_or_default())))),
        };
        quote!(Some(crate::types::#state_type::#variant) => #end,)
    });
    Some(quote! {
        fn end(&self) -> Option<crate::beyond::End> {
            match self.#state {
                #(#arms)*
                _ => None,
            }
        }
    })
}

/// What an event tells of the entity.
fn heard(spec: &Spec, entity: &Entity) -> Option<TokenStream> {
    let union = spec.sections.iter().find_map(|section| section.events.as_deref())?;
    let Kind::Union(variants) = &spec.schemas.get(union)?.kind else { return None };
    let ty = format_ident!("{union}");
    let arms = variants.variants.iter().filter_map(|variant| {
        let of = |tags: &[String]| variant.tags.iter().any(|tag| tags.contains(tag));
        let is_error = of(&entity.errors);
        let name = format_ident!("{}", variant.name);
        (is_error || of(&entity.events)).then(
            || quote!(crate::types::#ty::#name(event) => Some((event.event_info.as_ref()?, #is_error)),),
        )
    });
    Some(quote! {
        fn heard(event: &crate::types::#ty) -> Option<(&Self, bool)> {
            match event {
                #(#arms)*
                _ => None,
            }
        }
    })
}

/// Why a creation failed, of each schema that tells it.
pub fn failures(spec: &Spec, operations: &[&Operation]) -> TokenStream {
    let mut schemas: Vec<&str> = Vec::new();
    for operation in operations {
        let found = spec.found(operation);
        let failure = found.and_then(|(entity, found)| spec.path(Some(found), &entity.failure).ok());
        schemas.extend(failure.and_then(|failure| failure.ty.reference()));
    }
    schemas.sort_unstable();
    schemas.dedup();
    let failures = schemas.into_iter().map(|schema| failure(spec, schema));
    quote!(#(#failures)*)
}

fn failure(spec: &Spec, name_of_schema: &str) -> TokenStream {
    let ty = format_ident!("{name_of_schema}");
    let fields = spec.schemas.get(name_of_schema).map(|schema| schema.fields()).unwrap_or_default();
    let texts = fields.iter().filter(|field| field.ty == Type::String && is_optional(field));
    let texts = texts.map(|field| {
        let name = name(&field.name);
        quote!(failure.#name.as_deref())
    });
    let code = fields.iter().find(|field| {
        let schema = field.ty.reference().and_then(|name| spec.schemas.get(name));
        schema.is_some_and(|schema| matches!(schema.kind, Kind::StringEnum(_)))
    });
    let code = code.map(|field| {
        let name = name(&field.name);
        if is_optional(field) {
            quote!(failure.#name.as_ref().map(ToString::to_string))
        } else {
            quote!(Some(failure.#name.to_string()))
        }
    });
    let code = code.unwrap_or_else(|| quote!(None));
    quote! {
        impl From<&crate::types::#ty> for crate::beyond::Failure {
            fn from(failure: &crate::types::#ty) -> Self {
                Self::new(#code, [#(#texts),*], ::serde_json::to_value(failure).ok())
            }
        }
    }
}
