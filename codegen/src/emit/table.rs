//! The table of operations, and the facts of the spec that the client's own floors ask for.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::model::{Field, Operation, Spec, Type, error_schemas, names};
use crate::rust::docs;

/// The table of operations, known to the bundle even where the section is off.
pub fn table(spec: &Spec) -> TokenStream {
    let entries = spec.operations.iter().enumerate().map(|(place, operation)| {
        let name = constant(operation);
        let value = metadata(place, operation, spec);
        let doc = docs::attributes(&docs::escape(&operation.summary));
        quote! { #doc pub static #name: crate::Operation = #value; }
    });
    let names = spec.operations.iter().map(constant);
    let server = server(spec);
    let (masked, masked_beside) = masked(spec);
    let secrets = secrets(spec);
    let reasons = reasons(spec);
    let beyond = beyond(spec);
    let error_keys = error_keys(spec);
    let refusals = super::refusals::constants(spec);
    let wire_names = wire_names(spec);
    quote! {
        #(#entries)*

        /// Every operation of the curated spec, in its order.
        pub static ALL: &[&crate::Operation] = &[#(&#names),*];

        #server

        #wire_names

        /// Properties that hold secrets or personal data: never logged.
        pub(crate) const MASKED: &[&str] = &[#(#masked),*];

        /// Properties that hold such data only in objects that have one of the above.
        pub(crate) const MASKED_BESIDE: &[&str] = &[#(#masked_beside),*];

        #beyond

        /// Properties that hold secrets.
        pub(crate) const SECRETS: &[&str] = &[#(#secrets),*];

        /// Keys under which a free-form exception tells its reason in words, the most telling first.
        #[allow(dead_code, reason = "only some sections have such exceptions")]
        pub(crate) const REASONS: &[&str] = &[#(#reasons),*];

        /// Properties of error bodies with what they tell; what comes first tells more.
        pub(crate) const ERROR_KEYS: &[(&str, crate::operation::ErrorPart)] = &[#(#error_keys),*];

        #refusals
    }
}

/// What is asked for beyond the one call.
fn beyond(spec: &Spec) -> TokenStream {
    let (duplicates, oldest_starts) = (duplicates(spec), oldest_starts(spec));
    quote! {
        /// For how many seconds a list of changes reaches back, by operation.
        #[allow(dead_code, reason = "only some sections list changes")]
        pub(crate) const OLDEST_STARTS: &[(&str, u64)] = &[#(#oldest_starts),*];

        /// Codes of refusals of what is there already.
        #[allow(dead_code, reason = "only some sections have creations")]
        pub(crate) const DUPLICATES: &[&str] = &[#(#duplicates),*];
    }
}

/// The operations with `x-oldest-start`.
fn oldest_starts(spec: &Spec) -> Vec<TokenStream> {
    let starts = spec.operations.iter().filter_map(|operation| {
        let (id, seconds) = (&operation.id, operation.beyond.oldest_start?);
        Some(quote!((#id, #seconds)))
    });
    starts.collect()
}

/// The values that `x-duplicates` lists.
fn duplicates(spec: &Spec) -> Vec<&str> {
    let schemas = spec.document["components"]["schemas"].as_object().into_iter().flatten();
    let lists = schemas.filter_map(|(_, schema)| schema["x-duplicates"].as_array());
    lists.flatten().filter_map(serde_json::Value::as_str).collect()
}

/// The properties of the error bodies that tell something, as `x-error-part` says.
fn error_keys(spec: &Spec) -> Vec<TokenStream> {
    let mut keys: Vec<&str> = Vec::new();
    let mut entries = Vec::new();
    let schemas = error_schemas(&spec.document).into_iter().filter_map(|name| spec.schemas.get(name));
    for field in schemas.flat_map(crate::model::Schema::fields) {
        let Some(part) = field.error_part.as_ref().filter(|_| !keys.contains(&field.name.as_str())) else {
            continue;
        };
        let key = &field.name;
        keys.push(key);
        let part = format_ident!("{}", names::type_name(part));
        entries.push(quote!((#key, crate::operation::ErrorPart::#part)));
    }
    entries
}

/// Names of the properties that hold secrets or personal data: those that always do, and those that do so only
/// beside one of the first, such as a guest's `name`.
fn masked(spec: &Spec) -> (Vec<&str>, Vec<&str>) {
    let fields: Vec<&Field> = spec.schemas.values().flat_map(crate::model::Schema::fields).collect();
    let hidden = |field: &Field| field.personal || field.ty == Type::Secret;
    let names = names_of(fields.iter().copied().filter(|field| hidden(field)));
    names.into_iter().partition(|name| fields.iter().filter(|f| f.name == *name).all(|f| hidden(f)))
}

fn secrets(spec: &Spec) -> Vec<&str> {
    let fields = spec.schemas.values().flat_map(crate::model::Schema::fields);
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
    for reason in
        spec.schemas.values().flat_map(crate::model::Schema::fields).flat_map(|field| &field.reasons)
    {
        if !reasons.contains(&reason.as_str()) {
            reasons.push(reason);
        }
    }
    reasons
}

pub(super) fn constant(operation: &Operation) -> proc_macro2::Ident {
    format_ident!("{}", operation.id.to_uppercase())
}

fn metadata(place: usize, operation: &Operation, spec: &Spec) -> TokenStream {
    let call = spec.call_of(operation);
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
            call: #call,
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

/// Names of the wire that the client itself looks at.
fn wire_names(spec: &Spec) -> TokenStream {
    let timeout_header = timeout_header(spec);
    let correlation_id_key = format!("\"{}\"", correlation_id(spec));
    let token = token(spec);
    quote! {
        /// Header that tells the service how long it may take, in whole seconds.
        pub(crate) const TIMEOUT_HEADER: &str = #timeout_header;

        /// The key of the correlation id in a body, in its quotes.
        pub(crate) const CORRELATION_ID_KEY: &str = #correlation_id_key;

        /// The property that holds a token, in the answers of the operations that give one.
        pub(crate) const TOKEN: &str = #token;
    }
}

/// The property of error bodies that `x-error-part` marks as the correlation id; answers have it too.
fn correlation_id(spec: &Spec) -> &str {
    let schemas = error_schemas(&spec.document).into_iter().filter_map(|name| spec.schemas.get(name));
    let mut fields = schemas.flat_map(crate::model::Schema::fields);
    let marked = |field: &&Field| {
        field.error_part.as_deref().is_some_and(|part| names::type_name(part) == "CorrelationId")
    };
    fields.find(marked).map_or("", |field| &field.name)
}

/// The secret in the answer of an operation that needs no token.
fn token(spec: &Spec) -> &str {
    let answers = spec.operations.iter().filter(|operation| !operation.authorized);
    let schemas = answers.filter_map(|operation| spec.schemas.get(operation.response.as_ref()?));
    let mut fields = schemas.flat_map(crate::model::Schema::fields);
    fields.find(|field| field.ty == Type::Secret).map_or("", |field| &field.name)
}

fn server(spec: &Spec) -> TokenStream {
    let regions = spec.servers.iter().map(|(region, url)| {
        let variant = format_ident!("{region}");
        quote!(crate::Region::#variant => #url,)
    });
    quote! {
        /// The address of a region's servers.
        pub(crate) fn server(region: crate::Region) -> &'static str {
            match region { #(#regions)* }
        }
    }
}

/// The name of the parameter that every operation shares.
fn timeout_header(spec: &Spec) -> String {
    spec.document["components"]["parameters"]["Timeout"]["name"].as_str().unwrap_or("Timeout").to_lowercase()
}
