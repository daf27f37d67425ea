//! The fluent layer: a call type per operation, a method of the client and of its section's handle, and the
//! table of operations.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::arguments::is_required;
use crate::lower::{Directions, Presence, presence};
use crate::refine::{argument, converted, rust_type};
use crate::spec::{Field, Kind, Operation, Section, Spec, Type, error_schemas};
use crate::{docs, names};

/// The calls of `sections`: one module's worth of code.
pub fn calls(spec: &Spec, operations: &[&Operation], directions: &Directions<'_>) -> TokenStream {
    let calls = operations.iter().map(|operation| call(spec, operation, directions));
    quote!(#(#calls)*)
}

/// The handles of `sections` and the client's methods.
pub fn handles(spec: &Spec, sections: &[&Section], operations: &[&Operation]) -> TokenStream {
    let handles = sections.iter().map(|section| {
        let own: Vec<&Operation> =
            operations.iter().copied().filter(|operation| operation.section == section.name).collect();
        handle(spec, section, &own)
    });
    quote!(#(#handles)*)
}

/// The table of operations, known to the bundle even where the section is off.
pub fn table(spec: &Spec) -> TokenStream {
    let entries = spec.operations.iter().enumerate().map(|(place, operation)| {
        let name = constant(operation);
        let value = metadata(place, operation);
        let doc = docs::attributes(&docs::escape(&operation.summary));
        quote! { #doc pub static #name: crate::Operation = #value; }
    });
    let names = spec.operations.iter().map(constant);
    let regions = spec.servers.iter().map(|(region, url)| {
        let variant = format_ident!("{region}");
        quote!(crate::Region::#variant => #url,)
    });
    let (masked, masked_beside) = masked(spec);
    let secrets = secrets(spec);
    let reasons = reasons(spec);
    let error_keys = error_keys(spec);
    let refusals = crate::refusals::constants(spec);
    quote! {
        #(#entries)*

        /// Every operation of the curated spec, in its order.
        pub static ALL: &[&crate::Operation] = &[#(&#names),*];

        /// The address of a region's servers.
        pub(crate) fn server(region: crate::Region) -> &'static str {
            match region { #(#regions)* }
        }

        /// Properties that hold secrets or personal data: never logged.
        pub(crate) const MASKED: &[&str] = &[#(#masked),*];

        /// Properties that hold such data only in objects that have one of the above.
        pub(crate) const MASKED_BESIDE: &[&str] = &[#(#masked_beside),*];

        /// Properties that hold secrets.
        pub(crate) const SECRETS: &[&str] = &[#(#secrets),*];

        /// Keys under which a free-form exception tells its reason in words, the most telling first.
        #[allow(dead_code, reason = "only some sections have such exceptions")]
        pub(crate) const REASONS: &[&str] = &[#(#reasons),*];

        /// Properties of error bodies with what they tell; what comes first tells more.
        pub(crate) const ERROR_KEYS: &[(&str, crate::runtime::ErrorPart)] = &[#(#error_keys),*];

        #refusals
    }
}

/// The properties of the error bodies that tell something, as `x-error-part` says.
fn error_keys(spec: &Spec) -> Vec<TokenStream> {
    let mut keys: Vec<&str> = Vec::new();
    let mut entries = Vec::new();
    let schemas = error_schemas(&spec.document).into_iter().filter_map(|name| spec.schemas.get(name));
    for field in schemas.flat_map(crate::spec::Schema::fields) {
        let Some(part) = field.error_part.as_ref().filter(|_| !keys.contains(&field.name.as_str())) else {
            continue;
        };
        let key = &field.name;
        keys.push(key);
        let part = format_ident!("{}", names::type_name(part));
        entries.push(quote!((#key, crate::runtime::ErrorPart::#part)));
    }
    entries
}

/// Names of the properties that hold secrets or personal data: those that always do, and those that do so only
/// beside one of the first, such as a guest's `name`.
fn masked(spec: &Spec) -> (Vec<&str>, Vec<&str>) {
    let fields: Vec<&Field> = spec.schemas.values().flat_map(crate::spec::Schema::fields).collect();
    let hidden = |field: &Field| field.personal || field.ty == Type::Secret;
    let names = names_of(fields.iter().copied().filter(|field| hidden(field)));
    names.into_iter().partition(|name| fields.iter().filter(|f| f.name == *name).all(|f| hidden(f)))
}

fn secrets(spec: &Spec) -> Vec<&str> {
    let fields = spec.schemas.values().flat_map(crate::spec::Schema::fields);
    names_of(fields.filter(|field| field.ty == Type::Secret))
}

fn names_of<'a>(fields: impl Iterator<Item = &'a Field>) -> Vec<&'a str> {
    let mut names: Vec<&str> = fields.map(|field| field.name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// What the properties of free form say with `x-reasons`, in the document's order.
fn reasons(spec: &Spec) -> Vec<&str> {
    let mut reasons: Vec<&str> = Vec::new();
    for reason in spec.schemas.values().flat_map(crate::spec::Schema::fields).flat_map(|field| &field.reasons)
    {
        if !reasons.contains(&reason.as_str()) {
            reasons.push(reason);
        }
    }
    reasons
}

fn constant(operation: &Operation) -> proc_macro2::Ident {
    format_ident!("{}", operation.id.to_uppercase())
}

fn metadata(place: usize, operation: &Operation) -> TokenStream {
    let Operation { id, path, section, authorized, read_only, command, deprecated, .. } = operation;
    let option = |value: &Option<String>| match value {
        Some(text) => quote!(Some(#text)),
        None => quote!(None),
    };
    let group = option(&operation.restriction_group);
    let since = option(&operation.allowed_from);
    let has_body = operation.request.is_some();
    quote! {
        crate::Operation {
            place: Some(#place),
            id: ::std::borrow::Cow::Borrowed(#id),
            path: ::std::borrow::Cow::Borrowed(#path),
            section: #section,
            restriction_group: #group,
            allowed_from: #since,
            authorized: #authorized,
            read_only: #read_only,
            command: #command,
            deprecated: #deprecated,
            has_body: #has_body,
        }
    }
}

/// What a call takes: its request's fields, or a request as a whole, or nothing.
enum Request<'a> {
    None,
    Whole(&'a str),
    Fields { name: &'a str, required: Vec<&'a Field>, optional: Vec<&'a Field> },
}

fn request<'a>(spec: &'a Spec, operation: &'a Operation) -> Request<'a> {
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
    let doc = docs::attributes(&format!(
        "{summary}\n\nMade by [`Client::{method}`](crate::Client::{method}); await it to send it."
    ));
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
        Some(_) => quote!(crate::validate::check(&raw.inner, &crate::operations::#table, &request)?;),
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
            pub(crate) options: crate::CallOptions,
            #fields
        }

        #deprecated
        impl #ident {
            #setters

            crate::call::option_setters!();

            /// Sends the call: the same as awaiting it.
            pub async fn send(self) -> Result<#answer, crate::Error> {
                self.into_future().await
            }

            /// Sends the call and tells status, headers, attempts and time beside the answer.
            pub async fn with_response(self) -> Result<crate::Response<#answer>, crate::Error> {
                self.exchange(crate::runtime::ResponseValue::into_response).await
            }

            /// Sends the call and finishes its answer.
            fn exchange<T>(
                self,
                finish: impl FnOnce(crate::runtime::ResponseValue<#answer>) -> T + ::std::marker::Send + 'static,
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

            fn into_future(self) -> Self::IntoFuture {
                self.exchange(crate::runtime::ResponseValue::into_inner)
            }
        }
    }
}

/// A call whose answer the client remembers something of, as `x-keeps` says.
fn operation_keeps(operation: &Operation) -> Option<TokenStream> {
    let keeps = operation.keeps.as_ref()?;
    let method = format_ident!("keep_{keeps}");
    Some(quote!(raw.inner.client.#method(answer.get());))
}

fn answer(operation: &Operation) -> TokenStream {
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

fn handle(spec: &Spec, section: &Section, operations: &[&Operation]) -> TokenStream {
    let ident = format_ident!("{}", names::type_name(&section.name));
    let accessor = format_ident!("{}", section.handle);
    let doc = docs::attributes(&docs::escape(&section.description));
    let handle_doc = docs::attributes(&format!(
        "{}\n\nMade by [`Client::{accessor}`](crate::Client::{accessor}).",
        docs::escape(&section.description)
    ));
    let methods: Vec<Method> = operations.iter().map(|op| Method::new(spec, section, op)).collect();
    let on_client = methods.iter().map(Method::on_client);
    let on_handle = methods.iter().map(Method::on_handle);
    quote! {
        #handle_doc
        #[derive(Debug, Clone)]
        pub struct #ident {
            client: crate::Client,
        }

        impl #ident {
            #(#on_handle)*
        }

        impl crate::Client {
            #doc
            pub fn #accessor(&self) -> #ident {
                #ident { client: self.clone() }
            }

            #(#on_client)*
        }
    }
}

/// The method that makes an operation's call: the client has it, and the section's handle passes it on.
struct Method {
    /// Documentation, aliases, deprecation, name and parameters.
    signature: TokenStream,
    name: proc_macro2::Ident,
    call: proc_macro2::Ident,
    arguments: Vec<proc_macro2::Ident>,
    /// The call's request, where it has one.
    request: Option<TokenStream>,
    deprecated: bool,
}

impl Method {
    fn new(spec: &Spec, section: &Section, operation: &Operation) -> Self {
        let name = format_ident!("{}", operation.id);
        let call = format_ident!("{}", names::type_name(&operation.id));
        let doc = docs::attributes(&docs::operation(operation, section));
        let aliases = docs::aliases(operation);
        let deprecated = operation.deprecated.then(|| {
            let note =
                operation.deprecated_for.as_ref().map(|other| format!("use `{other}`")).unwrap_or_default();
            quote!(#[deprecated(note = #note)])
        });
        let (parameters, arguments, request) = parameters(request(spec, operation));
        let signature = quote! {
            #doc
            #aliases
            #deprecated
            pub fn #name(&self, #(#parameters),*) -> crate::calls::#call
        };
        Self { signature, name, call, arguments, request, deprecated: operation.deprecated }
    }

    fn on_client(&self) -> TokenStream {
        let Self { signature, call, .. } = self;
        let request = self.request.iter();
        quote! {
            #signature {
                crate::calls::#call {
                    client: self.clone(),
                    options: crate::CallOptions::default(),
                    #(request: #request,)*
                }
            }
        }
    }

    fn on_handle(&self) -> TokenStream {
        let Self { signature, name, arguments, .. } = self;
        let allowed = self.deprecated.then(|| quote!(#[allow(deprecated)]));
        quote! {
            #allowed
            #signature {
                self.client.#name(#(#arguments),*)
            }
        }
    }
}

/// What a method takes: parameters, their names, and the request that is made of them.
fn parameters(request: Request<'_>) -> (Vec<TokenStream>, Vec<proc_macro2::Ident>, Option<TokenStream>) {
    match request {
        Request::None => (Vec::new(), Vec::new(), None),
        Request::Whole(name) => {
            let ty = format_ident!("{name}");
            let parameter = quote!(request: impl Into<crate::types::#ty>);
            (vec![parameter], vec![format_ident!("request")], Some(quote!(request.into())))
        }
        Request::Fields { name, required, .. } => {
            let ty = format_ident!("{name}");
            let names: Vec<_> =
                required.iter().map(|field| format_ident!("{}", names::field(&field.name))).collect();
            let made = quote!(crate::types::#ty::builder()#(.#names(#names))*.build());
            (required.iter().map(|field| argument(field)).collect(), names, Some(made))
        }
    }
}
