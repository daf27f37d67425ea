//! Section handles, and the client's methods that make calls.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::calls::{Request, request};
use crate::model::{Operation, Section, Spec, names};
use crate::rust::docs;
use crate::rust::types::argument;

/// The handles of `sections` and the client's methods.
pub fn handles(spec: &Spec, sections: &[&Section], operations: &[&Operation]) -> TokenStream {
    let handles = sections.iter().map(|section| {
        let own: Vec<&Operation> =
            operations.iter().copied().filter(|operation| operation.section == section.name).collect();
        handle(spec, section, &own)
    });
    quote!(#(#handles)*)
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
