//! What goes beyond one call, from the marks of the spec: creations, commands, what they are about, lists that go on.

mod commands;
mod creations;
mod entities;
mod paging;
mod parts;

use proc_macro2::TokenStream;
use quote::quote;

use crate::model::{Operation, Spec};

/// The section whose operation tells how a command stands.
const COMMANDS: &str = "operations";
/// The section whose events come by webhook.
const EVENTS: &str = "webhooks";

/// Everything beyond the calls of `operations`, for a client with the sections `chosen`.
pub fn beyond(spec: &Spec, operations: &[&Operation], chosen: &[&str]) -> TokenStream {
    let on = |section: &str| chosen.contains(&section);
    let entities = operations.iter().filter_map(|operation| entities::entity(spec, operation, on(EVENTS)));
    let creations = operations.iter().filter_map(|operation| creations::creation(spec, operation));
    let followed = operations.iter().filter(|operation| operation.command && on(COMMANDS));
    let commands = followed.map(|operation| commands::command(spec, operation));
    let paging = operations.iter().filter_map(|operation| paging::paging(spec, operation));
    let failures = entities::failures(spec, operations);
    quote!(#failures #(#entities)* #(#creations)* #(#commands)* #(#paging)*)
}
