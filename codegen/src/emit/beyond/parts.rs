//! Parts of the code that creations, commands and lookups share.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use crate::model::{Field, Operation, Presence, Spec, Type, names, presence};

/// The field of a request for the organization.
pub const ORGANIZATION: &str = "organizationId";
/// The field of an answer under which a command is followed.
pub const COMMAND: &str = "correlationId";

/// What Rust calls a field.
pub fn name(field: &str) -> Ident {
    format_ident!("{}", names::field(field))
}

/// Whether a field is an `Option`.
pub fn is_optional(field: &Field) -> bool {
    matches!(presence(field, false), Presence::Optional | Presence::Nullable)
}

/// The expression that reads a field as an `Option`, whatever it is.
pub fn option(holder: &TokenStream, field: &Field) -> TokenStream {
    let name = name(&field.name);
    if is_optional(field) { quote!(#holder.#name) } else { quote!(Some(#holder.#name)) }
}

/// The type of what an operation's lookup finds.
pub fn found_type(spec: &Spec, operation: &Operation) -> Option<TokenStream> {
    let (_, found) = spec.found(operation)?;
    let ty = format_ident!("{found}");
    Some(quote!(crate::types::#ty))
}

/// The call of an operation with that request, for so long.
pub fn call(operation: &Operation, request: &TokenStream) -> TokenStream {
    let call = format_ident!("{}", names::type_name(&operation.id));
    quote! {
        crate::calls::#call {
            client: client.clone(),
            options: crate::call::CallOptions::within(within),
            request: #request,
        }
    }
}

/// The request of a lookup, for an organization and the expression of an id or of ids.
pub fn lookup_request(spec: &Spec, operation: &Operation, id: &TokenStream) -> Option<TokenStream> {
    let lookup = operation.beyond.lookup.as_ref()?;
    let request = format_ident!("{}", operation.request.as_deref()?);
    let (organization, key) = (name(&lookup.organization), name(&lookup.id));
    let is_list = |field: &str| {
        let field = spec.path(operation.request.as_deref(), field);
        field.is_ok_and(|field| matches!(field.ty, Type::Array(..)))
    };
    let place = if is_list(&lookup.organization) { quote!([organization]) } else { quote!(organization) };
    Some(quote!(crate::types::#request::builder().#organization(#place).#key(#id).build()))
}

/// The expression that reads a field of a call's request: an object's field, or what all variants of a union have.
pub fn of_request(spec: &Spec, operation: &Operation, field: &str) -> TokenStream {
    match spec.path(operation.request.as_deref(), field) {
        Ok(field) => option(&quote!(self.request), field),
        Err(_) => {
            let accessor = name(field);
            quote!(self.request.#accessor())
        }
    }
}
