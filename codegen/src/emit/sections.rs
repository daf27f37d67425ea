//! Section handles: one method per operation, named after the tail of its path.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::calls::{Request, request};
use crate::model::{Operation, Section, Spec, names};
use crate::rust::docs;
use crate::rust::types::argument;

/// The handles of `sections`, and the client's methods that give them.
pub fn handles(spec: &Spec, sections: &[&Section], operations: &[&Operation]) -> TokenStream {
    let handles = sections.iter().map(|section| {
        let own: Vec<&Operation> =
            operations.iter().copied().filter(|operation| operation.section == section.name).collect();
        handle(spec, section, &own)
    });
    let accessors = sections.iter().map(|section| accessor(section));
    quote! {
        #(#handles)*

        /// # Sections of the API
        impl crate::Client {
            #(#accessors)*
        }
    }
}

fn handle(spec: &Spec, section: &Section, operations: &[&Operation]) -> TokenStream {
    let ident = format_ident!("{}", names::type_name(&section.name));
    let doc = docs::attributes(&docs::handle(section, operations));
    let methods = operations.iter().map(|operation| Method::new(spec, operation).on_handle(spec));
    quote! {
        #doc
        #[derive(Debug, Clone)]
        pub struct #ident {
            pub(crate) client: crate::Client,
        }

        impl #ident {
            #(#methods)*
        }
    }
}

fn accessor(section: &Section) -> TokenStream {
    let ident = format_ident!("{}", names::type_name(&section.name));
    let accessor = format_ident!("{}", section.handle);
    let doc = docs::attributes(&docs::escape(&section.description));
    quote! {
        #doc
        pub fn #accessor(&self) -> crate::sections::#ident {
            crate::sections::#ident { client: self.clone() }
        }
    }
}

/// The method that makes an operation's call.
pub(super) struct Method<'a> {
    pub(super) operation: &'a Operation,
    /// What it takes.
    pub(super) parameters: Vec<TokenStream>,
    /// The names of what it takes.
    pub(super) arguments: Vec<Ident>,
    /// The call's request, where it has one.
    request: Option<TokenStream>,
}

impl<'a> Method<'a> {
    pub(super) fn new(spec: &Spec, operation: &'a Operation) -> Self {
        let (parameters, arguments, request) = parameters(request(spec, operation));
        Self { operation, parameters, arguments, request }
    }

    /// The call's type.
    pub(super) fn call(&self) -> Ident {
        format_ident!("{}", names::type_name(&self.operation.id))
    }

    fn on_handle(&self, spec: &Spec) -> TokenStream {
        let Self { operation, parameters, request, .. } = self;
        let (name, call) = (format_ident!("{}", operation.method), self.call());
        let doc = docs::attributes(&docs::operation(operation, spec));
        let aliases = docs::aliases(operation, &operation.method);
        let deprecated = docs::deprecated(operation, spec);
        let request = request.iter();
        quote! {
            #doc
            #aliases
            #deprecated
            pub fn #name(&self, #(#parameters),*) -> crate::calls::#call {
                crate::calls::#call {
                    client: self.client.clone(),
                    options: crate::call::CallOptions::default(),
                    #(request: #request,)*
                }
            }
        }
    }
}

/// What a method takes: parameters, their names, and the request that is made of them.
fn parameters(request: Request<'_>) -> (Vec<TokenStream>, Vec<Ident>, Option<TokenStream>) {
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
