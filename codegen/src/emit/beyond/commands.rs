//! Asynchronous commands as values: each is followed to its end, which has a result.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::super::calls::answer;
use super::super::table::constant;
use super::parts::{COMMAND, ORGANIZATION, found_type, of_request, option};
use crate::model::{Operation, Spec, names};

/// `until_done` and `steps` of a command.
pub fn command(spec: &Spec, operation: &Operation) -> TokenStream {
    let call = format_ident!("{}", names::type_name(&operation.id));
    let lookup = operation.beyond.result.as_deref().and_then(|id| spec.operation(id));
    let result = lookup.and_then(|lookup| found_type(spec, lookup));
    let words = words(operation, lookup.is_some());
    let output = result.clone().unwrap_or_else(|| quote!(()));
    let answer = answer(operation);
    let begun = begun(spec, operation, result.is_some());
    quote! {
        impl crate::calls::#call {
            /// Sends the call and waits until the command has ended.
            ///
            #[doc = #words]
            pub fn until_done(self) -> crate::UntilDone<#output> {
                crate::UntilDone::of(self)
            }

            /// Sends the call and tells each step until the command has ended: the progress of
            /// [`until_done`](Self::until_done).
            pub fn steps(self) -> crate::Steps<#output> {
                self.until_done().steps()
            }
        }

        impl crate::beyond::Command for crate::calls::#call {
            type Answer = #answer;
            type Output = #output;

            #begun
        }
    }
}

/// What the end of a command is.
fn words(operation: &Operation, has_result: bool) -> &'static str {
    match (operation.beyond.created.is_some(), has_result) {
        (true, _) => {
            " Gives what was created once the restaurant has taken it; what the restaurant refuses is \
             [`Error::Command`](crate::Error::Command) with its words and code."
        }
        (false, true) => {
            " Gives what was changed as it is then; a command that the restaurant refuses is \
             [`Error::Command`](crate::Error::Command) with its words."
        }
        (false, false) => {
            " A command that the restaurant refuses is [`Error::Command`](crate::Error::Command) with its words."
        }
    }
}

/// What is made of the answer that accepts the command.
fn begun(spec: &Spec, operation: &Operation, has_result: bool) -> TokenStream {
    let table = constant(operation);
    let organization = of_request(spec, operation, ORGANIZATION);
    let of_answer = |field: &str| {
        let field = spec.path(operation.response.as_deref(), field).ok()?;
        Some(option(&quote!(answer), field))
    };
    let command = of_answer(COMMAND).unwrap_or_else(|| quote!(None));
    let made = operation.beyond.created.as_deref().and_then(of_answer);
    let changes = operation.beyond.changes.as_deref().map(|field| of_request(spec, operation, field));
    let (kind, id, more) = match (made, changes, has_result) {
        (Some(made), _, true) => (quote!(creation), None, Some(made)),
        (None, Some(id), true) => (quote!(change), Some(quote!(let id = #id;)), Some(quote!(id))),
        _ => (quote!(plain), None, None),
    };
    let more = more.iter();
    quote! {
        fn begun(&self) -> impl FnOnce(Self::Answer) -> crate::beyond::Begun<Self::Output> + Send + 'static {
            let client = self.client.clone();
            let organization = #organization;
            #id
            move |answer| {
                crate::beyond::Begun::#kind(&crate::operations::#table, client, organization, #command #(, #more)*)
            }
        }
    }
}
