//! The fluent layer: a call type per operation, with a setter for each optional field.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::table::constant;
use crate::model::{Directions, Field, Kind, Operation, Presence, Spec, is_required, names, presence};
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
    let summary = docs::escape(&operation.summary);
    let made_by = docs::reference(operation, spec);
    let doc = docs::attributes(&format!("{summary}\n\nMade by {made_by}; await it to send it."));
    let field = operation.request.as_ref().map(|name| {
        let ty = format_ident!("{name}");
        quote!(pub(crate) request: crate::types::#ty,)
    });
    let setters = setters(request(spec, operation), directions);
    let sending = sending(&ident, operation);
    let deprecated = operation.deprecated.then(|| quote!(#[allow(deprecated)]));
    quote! {
        #doc
        #[derive(Debug, Clone)]
        #[must_use = "a call is sent when it is awaited"]
        pub struct #ident {
            pub(crate) client: crate::Client,
            pub(crate) options: crate::call::CallOptions,
            #field
        }

        #deprecated
        impl #ident {
            #setters

            crate::call::option_setters!();
        }

        #sending
    }
}

/// What looks at the request, and what sets its optional fields.
fn setters(request: Request<'_>, directions: &Directions<'_>) -> Option<TokenStream> {
    match request {
        Request::None => None,
        Request::Whole(name) => Some(request_accessor(name)),
        Request::Fields { name, optional, .. } => {
            let only_sent = directions.only_sent(name);
            let setters = optional.iter().map(|field| setter(field, only_sent));
            let request = request_accessor(name);
            Some(quote!(#request #(#setters)*))
        }
    }
}

/// How a call is sent. All of it is compiled where it is used: a program makes few of the calls that there are.
fn sending(ident: &Ident, operation: &Operation) -> TokenStream {
    let answer = answer(operation);
    let exchange = exchange(operation, &answer);
    let own_types = own_types(operation);
    quote! {
        impl #ident {
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

            #own_types

            #exchange
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

/// How an answer is read into other types.
fn own_types(operation: &Operation) -> TokenStream {
    let unread = unread(operation);
    quote! {
        /// Sends the call and reads the answer into a type of one's own, which needs to know no more of it than it
        /// uses.
        ///
        /// # Errors
        ///
        /// Those of [`send`](Self::send); [`Error::Decode`](crate::Error::Decode) with the place that the type does
        /// not take.
        #[inline]
        pub async fn read_as<T: ::serde::de::DeserializeOwned>(self) -> Result<T, crate::Error> {
            self.unread().await?.into_value()
        }

        /// Sends the call and leaves its answer to be [read](crate::Unread::read_as) into a type of one's own, also
        /// one that borrows from it.
        ///
        /// # Errors
        ///
        /// Those of [`send`](Self::send), but for what reading finds.
        #[inline]
        pub async fn unread(self) -> Result<crate::Unread, crate::Error> {
            #unread
        }
    }
}

/// Sends the request past what would read its answer.
fn unread(operation: &Operation) -> TokenStream {
    let table = constant(operation);
    let (check, message) = match operation.request {
        Some(_) => (
            quote!(call.check(&self.request)?;),
            quote!(crate::http::Message::json(&crate::operations::#table, &self.request)),
        ),
        None => (quote!(), quote!(Ok(crate::http::Message::empty()))),
    };
    quote! {
        let call = self.client.raw(&crate::operations::#table, self.options).inner;
        #check
        call.unread(#message).await
    }
}

fn exchange(operation: &Operation, answer: &TokenStream) -> TokenStream {
    let (method, table) = (format_ident!("{}", operation.id), constant(operation));
    let has_request = operation.request.is_some();
    let take_request = has_request.then(|| quote!(let request = self.request;));
    let check = has_request.then(|| quote!(raw.inner.check(&request)?;));
    let request = has_request.then(|| quote!(&request));
    let keep = operation_keeps(operation);
    quote! {
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
                let answer = raw.#method(#request).await.map_err(crate::Error::from)?;
                #keep
                Ok(finish(answer))
            })
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
    operation.answer().map_or_else(|| quote!(()), |ty| rust_type(&ty))
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
