//! Interfaces: each section as a trait that a service can depend on, implemented by the section's handle, and by a mock
//! where the feature is on.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::calls::{Request, answer, request};
use crate::model::{Operation, Section, Spec, names};
use crate::rust::docs;

/// The traits of `sections`.
pub fn interfaces(spec: &Spec, sections: &[&Section], operations: &[&Operation]) -> TokenStream {
    let interfaces = sections.iter().map(|section| {
        let own = operations.iter().copied().filter(|operation| operation.section == section.name);
        interface(spec, section, &own.collect::<Vec<_>>())
    });
    quote!(#(#interfaces)*)
}

/// Where the mocks of `sections` are.
pub fn mocks(sections: &[&Section]) -> TokenStream {
    let mocks = sections.iter().map(|section| format_ident!("Mock{}", name(section)));
    quote!(#(pub use super::interfaces::#mocks;)*)
}

/// A table of the traits with their handles and mocks, for the client's own tests.
pub fn table(sections: &[&Section]) -> TokenStream {
    let checks = sections.iter().map(|section| {
        let (interface, handle) = (name(section), format_ident!("{}", section.handle));
        let mock = format_ident!("Mock{interface}");
        quote! {
            let both: [::std::sync::Arc<dyn ::iiko_transport::interfaces::#interface>; 2] =
                [::std::sync::Arc::new(client.#handle()), ::std::sync::Arc::new(::iiko_transport::mock::#mock::new())];
            count += both.len();
        }
    });
    quote! {
        /// Makes every interface of its handle and of its mock, and counts them.
        pub fn interfaces(client: &::iiko_transport::Client) -> usize {
            let mut count = 0;
            #(#checks)*
            count
        }
    }
}

fn name(section: &Section) -> Ident {
    format_ident!("{}Api", names::type_name(&section.name))
}

fn interface(spec: &Spec, section: &Section, operations: &[&Operation]) -> TokenStream {
    let interface = name(section);
    let handle = format_ident!("{}", names::type_name(&section.name));
    let doc = docs::attributes(&docs::interface(section));
    let declared = operations.iter().map(|operation| declared(spec, operation));
    let implemented = operations.iter().map(|operation| implemented(spec, operation));
    quote! {
        #doc
        #[cfg_attr(feature = "mock", ::mockall::automock)]
        pub trait #interface: ::std::marker::Send + ::std::marker::Sync {
            #(#declared)*
        }

        impl #interface for crate::sections::#handle {
            #(#implemented)*
        }
    }
}

fn declared(spec: &Spec, operation: &Operation) -> TokenStream {
    let signature = signature(spec, operation);
    let doc = docs::attributes(&docs::declared(operation, spec));
    quote!(#doc #signature;)
}

fn implemented(spec: &Spec, operation: &Operation) -> TokenStream {
    let signature = signature(spec, operation);
    let call = format_ident!("{}", names::type_name(&operation.id));
    let request = operation.request.as_ref().map(|_| quote!(request,));
    quote! {
        #[inline]
        #signature {
            ::std::future::IntoFuture::into_future(crate::calls::#call {
                client: self.client.clone(),
                options: crate::call::CallOptions::default(),
                #request
            })
        }
    }
}

/// The method takes its request whole: a trait object knows no conversions.
fn signature(spec: &Spec, operation: &Operation) -> TokenStream {
    let name = format_ident!("{}", operation.method);
    let answer = answer(operation);
    let request = match request(spec, operation) {
        Request::None => None,
        Request::Whole(name) | Request::Fields { name, .. } => {
            let ty = format_ident!("{name}");
            Some(quote!(request: crate::types::#ty))
        }
    };
    quote!(fn #name(&self, #request) -> crate::interfaces::Answer<#answer>)
}
