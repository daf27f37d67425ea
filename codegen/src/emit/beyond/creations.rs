//! Creations whose request takes an id of its client's choosing.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::super::calls::answer;
use super::parts::{ORGANIZATION, call, is_optional, lookup_request, name, of_request};
use crate::model::{Field, Operation, Presence, Spec, Type, names, presence};

/// `exactly_once` of a creation.
pub fn creation(spec: &Spec, operation: &Operation) -> Option<TokenStream> {
    let path = operation.beyond.idempotency_key.as_deref()?;
    let fields = spec.along(operation.request.as_deref(), path).ok()?;
    let id = format_ident!("{}", fields.last()?.ty.reference()?);
    let call = format_ident!("{}", names::type_name(&operation.id));
    let answer_type = answer(operation);
    let settle = settle(&fields);
    let (find, duplicate) = (find(spec, operation), duplicate(spec, operation));
    let known = docs(operation);
    Some(quote! {
        impl crate::calls::#call {
            /// Sends the creation until it is known to be done, and done once.
            ///
            /// The request gets an id, unless it has one. When an answer is lost, the client asks for that id, and sends
            /// the same request again under it only when nothing is there.
            #[doc = #known]
            pub fn exactly_once(self) -> crate::ExactlyOnce<Self> {
                crate::ExactlyOnce::new(self)
            }
        }

        impl crate::beyond::Creation for crate::calls::#call {
            type Id = crate::types::#id;
            type Answer = #answer_type;

            fn settle(&mut self) -> Option<Self::Id> {
                #settle
            }

            fn deadline(&self) -> ::std::time::Duration {
                self.options.deadline.unwrap_or_else(|| self.client.usual_deadline())
            }

            fn within(mut self, within: ::std::time::Duration) -> crate::call::Sending<Self::Answer> {
                self.options.deadline = Some(within);
                self.into_future()
            }

            #find

            #duplicate
        }
    })
}

/// What is known of the service, in the method's docs.
fn docs(operation: &Operation) -> &'static str {
    match operation.beyond.reconcile {
        Some(_) => " See [`ExactlyOnce`](crate::ExactlyOnce) for what that relies on.",
        None => {
            " No operation of the API finds it by that id, so a lost answer is followed by the same request under the same \
             id at once: it is up to the service to know it again. See [`ExactlyOnce`](crate::ExactlyOnce)."
        }
    }
}

/// Gives the request its id, and tells it; a part that is missing on the way leaves it without one.
fn settle(fields: &[&Field]) -> TokenStream {
    let mut place = quote!(self.request);
    let Some((last, way)) = fields.split_last() else { return quote!(None) };
    for field in way {
        let name = name(&field.name);
        place = if is_optional(field) { quote!(#place.#name.as_mut()?) } else { quote!(#place.#name) };
    }
    let name = name(&last.name);
    let id = format_ident!("{}", last.ty.reference().unwrap_or_default());
    quote!(Some(*#place.#name.get_or_insert_with(crate::types::#id::new)))
}

/// Asks whether something is there under the id, and makes the creation's answer of it.
fn find(spec: &Spec, operation: &Operation) -> Option<TokenStream> {
    let lookup = spec.operation(operation.beyond.reconcile.as_deref()?)?;
    let id = match lookup.beyond.lookup.as_ref()?.entity {
        Some(_) => quote!([id]),
        None => quote!(id),
    };
    let call = call(lookup, &lookup_request(spec, lookup, &id)?);
    let organization = of_request(spec, operation, ORGANIZATION);
    let answer = match &lookup.beyond.lookup.as_ref()?.entity {
        Some(entity) => {
            let found = name(&entity.found);
            let made = made(spec, operation, &quote!(found))?;
            quote! {
                let found = call.await?.#found.into_iter().next();
                Ok(found.map(|found| #made))
            }
        }
        None => {
            let made = made(spec, operation, &quote!(id))?;
            quote!(crate::beyond::there(call.await).map(|there| there.then(|| #made)))
        }
    };
    Some(quote! {
        fn find(&self, id: Self::Id, within: ::std::time::Duration) -> Option<crate::call::Sending<Option<Self::Answer>>> {
            let client = &self.client;
            let organization = #organization?;
            let call = #call;
            Some(Box::pin(async move { #answer }))
        }
    })
}

/// The creation's answer, made of what was found.
fn made(spec: &Spec, operation: &Operation, created: &TokenStream) -> Option<TokenStream> {
    let response = operation.response.as_deref()?;
    let ty = format_ident!("{response}");
    let fields = spec.schemas.get(response)?.fields().iter().map(|field| {
        let own = name(&field.name);
        let is_created = operation.beyond.created.as_deref() == Some(&field.name);
        let value = match (presence(field, false), is_created) {
            (Presence::Optional | Presence::Nullable, true) => quote!(Some(#created)),
            (_, true) => created.clone(),
            _ => quote!(Default::default()),
        };
        quote!(#own: #value)
    });
    Some(quote!(crate::types::#ty { #(#fields),* }))
}

/// Whether an answer says that something is there already under its id.
fn duplicate(spec: &Spec, operation: &Operation) -> Option<TokenStream> {
    let created = operation.beyond.created.as_deref()?;
    let field = spec.path(operation.response.as_deref(), created).ok()?;
    let lookup = spec.operation(operation.beyond.reconcile.as_deref()?)?;
    lookup.beyond.lookup.as_ref()?.entity.as_ref()?;
    if !matches!(field.ty, Type::Ref(_)) {
        return None;
    }
    let name = name(&field.name);
    let made = if is_optional(field) { quote!(answer.#name.as_ref()) } else { quote!(Some(&answer.#name)) };
    Some(quote! {
        fn is_duplicate(answer: &Self::Answer) -> bool {
            #made.is_some_and(crate::beyond::is_duplicate)
        }
    })
}
