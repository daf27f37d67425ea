//! Parts of the code that creations, commands and lookups share.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::model::{Field, Kind, Operation, Presence, Spec, names, presence};

/// The field of a request for the organization.
pub const ORGANIZATION: &str = "organizationId";
/// The field of an answer under which a command is followed.
pub const COMMAND: &str = "correlationId";

/// How a field that may be missing is read as an option, or reached in a chain.
pub fn is_optional(field: &Field) -> bool {
    matches!(presence(field, false), Presence::Optional | Presence::Nullable)
}

/// The fields along a path such as `order.id`; checked before.
pub fn along<'a>(spec: &'a Spec, schema: &'a str, path: &str) -> Vec<&'a Field> {
    let names: Vec<&str> = path.split('.').collect();
    let upto = (1..=names.len()).map(|count| names[..count].join("."));
    upto.filter_map(|path| spec.path(Some(schema), &path).ok()).collect()
}

/// The type of what an operation's lookup finds.
pub fn found_type(spec: &Spec, operation: &Operation) -> Option<TokenStream> {
    let entity = operation.beyond.lookup.as_ref()?.entity.as_ref()?;
    let found = spec.path(operation.response.as_deref(), &entity.found).ok()?.ty.reference()?;
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
    let name = |field: &str| format_ident!("{}", names::field(field));
    let (organization, key) = (name(&lookup.organization), name(&lookup.id));
    let is_list = |field: &str| {
        let field = spec.path(operation.request.as_deref(), field);
        field.is_ok_and(|field| matches!(field.ty, crate::model::Type::Array(..)))
    };
    let place = if is_list(&lookup.organization) { quote!([organization]) } else { quote!(organization) };
    Some(quote!(crate::types::#request::builder().#organization(#place).#key(#id).build()))
}

/// The expression that reads a field of a call's request: an object's field, or what all variants of a union have.
pub fn of_request(spec: &Spec, operation: &Operation, field: &str) -> TokenStream {
    let name = format_ident!("{}", names::field(field));
    let schema = operation.request.as_deref().and_then(|request| spec.schemas.get(request));
    match schema.map(|schema| &schema.kind) {
        Some(Kind::Union(_)) => quote!(self.request.#name()),
        _ => {
            let field = spec.path(operation.request.as_deref(), field);
            match field.is_ok_and(is_optional) {
                true => quote!(self.request.#name),
                false => quote!(Some(self.request.#name)),
            }
        }
    }
}
