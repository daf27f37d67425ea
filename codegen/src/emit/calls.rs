//! The fluent layer: a call type per operation, with a setter for each optional field.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::table::constant;
use crate::model::{Directions, Field, Kind, Operation, Presence, Spec, Type, is_required, names, presence};
use crate::rust::docs;
use crate::rust::types::{argument, converted, rust_type};

/// The calls of `sections`: one module's worth of code.
pub fn calls(spec: &Spec, operations: &[&Operation], directions: &Directions<'_>) -> TokenStream {
    let calls = operations.iter().map(|operation| call(spec, operation, directions));
    quote!(#(#calls)*)
}

/// What a call takes: its request's fields, or a request as a whole, or nothing.
pub(super) enum Request<'a> {
    None,
    Whole(&'a str),
    Fields { name: &'a str, required: Vec<&'a Field>, optional: Vec<&'a Field> },
}

pub(super) fn request<'a>(spec: &'a Spec, operation: &'a Operation) -> Request<'a> {
    let Some(name) = operation.request.as_deref() else { return Request::None };
    match spec.schemas.get(name).map(|schema| &schema.kind) {
        Some(Kind::Object(fields)) if !operation.whole_request => {
            let fields = fields.iter().filter(|field| field.constant.is_none());
            let (required, optional) = fields.partition(|field| is_required(field));
            Request::Fields { name, required, optional }
        }
        _ => Request::Whole(name),
    }
}

fn call(spec: &Spec, operation: &Operation, directions: &Directions<'_>) -> TokenStream {
    let ident = format_ident!("{}", names::type_name(&operation.id));
    let method = format_ident!("{}", operation.id);
    let summary = docs::escape(&operation.summary);
    let made_by = docs::reference(operation, spec);
    let doc = docs::attributes(&format!("{summary}\n\nMade by {made_by}; await it to send it."));
    let answer = answer(operation);
    let table = constant(operation);
    let (fields, setters, raw) = match request(spec, operation) {
        Request::None => (quote!(), quote!(), quote!(raw.#method())),
        Request::Whole(name) => {
            let ty = format_ident!("{name}");
            let field = quote!(pub(crate) request: crate::types::#ty,);
            let request = request_accessor(name);
            (field, request, quote!(raw.#method(&request)))
        }
        Request::Fields { name, optional, .. } => {
            let ty = format_ident!("{name}");
            let only_sent = directions.only_sent(name);
            let setters = optional.iter().map(|field| setter(field, only_sent));
            let request = request_accessor(name);
            let field = quote!(pub(crate) request: crate::types::#ty,);
            (field, quote!(#request #(#setters)*), quote!(raw.#method(&request)))
        }
    };
    let check = match operation.request {
        Some(_) => quote!(raw.inner.check(&request)?;),
        None => quote!(),
    };
    let take_request = operation.request.as_ref().map(|_| quote!(let request = self.request;));
    let keep = operation_keeps(operation);
    let deprecated = operation.deprecated.then(|| quote!(#[allow(deprecated)]));
    quote! {
        #doc
        #[derive(Debug, Clone)]
        #[must_use = "a call is sent when it is awaited"]
        pub struct #ident {
            pub(crate) client: crate::Client,
            pub(crate) options: crate::call::CallOptions,
            #fields
        }

        #deprecated
        impl #ident {
            #setters

            crate::call::option_setters!();

            /// Sends the call: the same as awaiting it.
            ///
            /// # Errors
            ///
            /// [`Error`](crate::Error) says what failed; its [`effect`](crate::Error::effect) says whether the service acted
            /// on the request.
            #[inline]
            pub async fn send(self) -> Result<#answer, crate::Error> {
                self.into_future().await
            }

            /// Sends the call and tells status, headers, attempts and time beside the answer.
            ///
            /// # Errors
            ///
            /// Those of [`send`](Self::send).
            #[inline]
            pub async fn with_response(self) -> Result<crate::Response<#answer>, crate::Error> {
                self.exchange(crate::call::ResponseValue::into_response).await
            }

            /// Sends the call and finishes its answer.
            #[inline]
            fn exchange<T>(
                self,
                finish: impl FnOnce(crate::call::ResponseValue<#answer>) -> T + ::std::marker::Send + 'static,
            ) -> crate::call::Sending<T> {
                let raw = self.client.raw(&crate::operations::#table, self.options);
                #take_request
                Box::pin(async move {
                    #check
                    let answer = #raw.await.map_err(crate::Error::from)?;
                    #keep
                    Ok(finish(answer))
                })
            }
        }

        impl ::std::future::IntoFuture for #ident {
            type Output = Result<#answer, crate::Error>;
            type IntoFuture = crate::call::Sending<#answer>;

            #[inline]
            fn into_future(self) -> Self::IntoFuture {
                self.exchange(crate::call::ResponseValue::into_inner)
            }
        }
    }
}

/// A call whose answer the client remembers something of, as `x-keeps` says.
fn operation_keeps(operation: &Operation) -> Option<TokenStream> {
    let keeps = operation.keeps.as_ref()?;
    let function = format_ident!("{keeps}");
    Some(quote!(crate::client::remembered::#function(&raw.inner.core, answer.get());))
}

pub(super) fn answer(operation: &Operation) -> TokenStream {
    match &operation.response {
        Some(name) => rust_type(&Type::Ref(name.clone())),
        None => quote!(()),
    }
}

fn request_accessor(name: &str) -> TokenStream {
    let ty = format_ident!("{name}");
    quote! {
        /// The request as it stands, before it is sent.
        pub fn request(&self) -> &crate::types::#ty {
            &self.request
        }
    }
}

fn setter(field: &Field, only_sent: bool) -> TokenStream {
    let name = format_ident!("{}", names::field(&field.name));
    let doc = docs::attributes(&docs::field(field));
    let argument = argument(field);
    let value = converted(field);
    let presence = presence(field, only_sent);
    let value = match presence {
        Presence::Optional | Presence::Nullable => quote!(Some(#value)),
        Presence::ThreeState => quote!(crate::Nullable::Value(#value)),
        Presence::Always | Presence::List | Presence::OptionalList => value,
    };
    let null = (presence == Presence::ThreeState).then(|| null_setter(&name));
    quote! {
        #doc
        pub fn #name(mut self, #argument) -> Self {
            self.request.#name = #value;
            self
        }

        #null
    }
}

fn null_setter(field: &proc_macro2::Ident) -> TokenStream {
    let doc = docs::attributes(&docs::null_setter(&field.to_string()));
    let name = format_ident!("{field}_null");
    quote! {
        #doc
        pub fn #name(mut self) -> Self {
            self.request.#field = crate::Nullable::Null;
            self
        }
    }
}
