//! Asynchronous commands as values: each is followed to its end, which has a result.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::super::table::constant;
use super::parts::{COMMAND, ORGANIZATION, found_type, is_optional, of_request};
use crate::model::{Operation, Spec, names};

/// `until_done` and `steps` of a command.
pub fn command(spec: &Spec, operation: &Operation) -> TokenStream {
    let call = format_ident!("{}", names::type_name(&operation.id));
    let lookup = operation.beyond.result.as_deref().and_then(|id| spec.operation(id));
    let result = lookup.and_then(|lookup| found_type(spec, lookup));
    let words = words(operation, lookup.is_some());
    let output = result.clone().unwrap_or_else(|| quote!(()));
    let begin = begin(spec, operation, result.as_ref());
    let once = operation.beyond.idempotency_key.as_ref().map(|_| once(spec, operation, &call, &output));
    quote! {
        impl crate::calls::#call {
            /// Sends the call and waits until the command has ended.
            ///
            #[doc = #words]
            pub fn until_done(self) -> crate::UntilDone<#output> {
                crate::UntilDone::new(crate::beyond::Command::begin(self))
            }

            /// Sends the call and tells each step until the command has ended: the progress of
            /// [`until_done`](Self::until_done).
            pub fn steps(self) -> crate::Steps<#output> {
                self.until_done().steps()
            }
        }

        impl crate::beyond::Command for crate::calls::#call {
            type Output = #output;

            #begin
        }

        #once
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

fn begin(spec: &Spec, operation: &Operation, result: Option<&TokenStream>) -> TokenStream {
    let table = constant(operation);
    let organization = of_request(spec, operation, ORGANIZATION);
    let command = command_id(spec, operation);
    let changes = operation.beyond.changes.as_deref().map(|field| of_request(spec, operation, field));
    let (take, goal) = match (&operation.beyond.created, changes, result) {
        (Some(_), _, Some(_)) => (None, begun_by_creation(spec, operation)),
        (None, Some(id), Some(_)) => (
            Some(quote!(let id = #id;)),
            quote!(crate::beyond::Begun::change(&crate::operations::#table, client, organization, #command, id)),
        ),
        _ => (
            None,
            quote!(crate::beyond::Begun::plain(&crate::operations::#table, client, organization, #command)),
        ),
    };
    quote! {
        fn begin(self) -> crate::call::Sending<crate::beyond::Begun<Self::Output>> {
            let client = self.client.clone();
            let organization = #organization;
            #take
            let call = self.into_future();
            Box::pin(async move {
                let answer = call.await?;
                Ok(#goal)
            })
        }
    }
}

/// The command that a creation's answer begins.
fn begun_by_creation(spec: &Spec, operation: &Operation) -> TokenStream {
    let table = constant(operation);
    let command = command_id(spec, operation);
    let created = operation.beyond.created.as_deref().unwrap_or_default();
    let name = format_ident!("{}", names::field(created));
    let field = spec.path(operation.response.as_deref(), created);
    let made = if field.is_ok_and(is_optional) { quote!(answer.#name) } else { quote!(Some(answer.#name)) };
    quote!(crate::beyond::Begun::creation(&crate::operations::#table, client, organization, #command, #made))
}

fn command_id(spec: &Spec, operation: &Operation) -> TokenStream {
    let name = format_ident!("{}", names::field(COMMAND));
    match spec.path(operation.response.as_deref(), COMMAND) {
        Ok(field) if is_optional(field) => quote!(answer.#name),
        Ok(_) => quote!(Some(answer.#name)),
        Err(_) => quote!(None),
    }
}

/// Both at once: created exactly once, and waited for.
fn once(spec: &Spec, operation: &Operation, call: &proc_macro2::Ident, output: &TokenStream) -> TokenStream {
    let organization = of_request(spec, operation, ORGANIZATION);
    let organization = quote! { #organization };
    let goal = begun_by_creation(spec, operation);
    quote! {
        impl crate::beyond::OnceCommand for crate::calls::#call {
            type Output = #output;

            fn begun(&self) -> impl FnOnce(Self::Answer) -> crate::beyond::Begun<#output> + Send + 'static {
                let client = self.client.clone();
                let organization = #organization;
                move |answer| #goal
            }
        }
    }
}
