//! The Python client's methods, on the client itself: for those who come from there.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::sections::Method;
use crate::model::{Operation, Spec, names};
use crate::rust::docs;

/// The block of the methods that have a Python name, in the order of the spec.
pub fn methods(spec: &Spec, operations: &[&Operation]) -> TokenStream {
    let methods = operations.iter().filter(|operation| operation.is_on_client());
    let methods: Vec<TokenStream> = methods.map(|operation| method(spec, operation)).collect();
    if methods.is_empty() {
        return TokenStream::new();
    }
    quote! {
        /// # Names of the Python client
        ///
        /// The methods of `pyiikocloudapi`, under its names and with its order of arguments. Each is the same as a method
        /// of a section, which is the one to prefer in new code.
        impl crate::Client {
            #(#methods)*
        }
    }
}

fn method(spec: &Spec, operation: &Operation) -> TokenStream {
    let made = Method::new(spec, operation);
    let (name, call) = (format_ident!("{}", operation.id), made.call());
    let section = spec.section(&operation.section);
    let handle = format_ident!("{}", section.map_or("", |section| &section.handle));
    let ty = names::type_name(&operation.section);
    let method = format_ident!("{}", operation.method);
    let doc = docs::attributes(&docs::python(operation, spec, &ty));
    let aliases = docs::aliases(operation, &operation.id);
    let deprecated = docs::deprecated(operation, spec);
    let allowed = deprecated.is_some().then(|| quote!(#[allow(deprecated)]));
    let Method { parameters, arguments, .. } = made;
    quote! {
        #doc
        #aliases
        #deprecated
        #allowed
        pub fn #name(&self, #(#parameters),*) -> crate::calls::#call {
            self.#handle().#method(#(#arguments),*)
        }
    }
}
