//! Bundle in, Rust out: the curated OpenAPI document of iiko-transport becomes types, raw endpoint calls
//! and fluent methods. No network, no clock; the same input gives the same bytes.
//!
//! ```text
//! spec  the bundle as a model        lower   what progenitor is given      raw       progenitor's run
//! items ids, enums, unions           refine  progenitor's output, mended   validate  ranges and lengths
//! constructors  of unions that are sent     arguments  what goes by position
//! calls the fluent layer             docs    documentation comments        names     Rust names
//! codecs  how fields travel          tables, plain  for the client's tests and benchmarks
//! ```

#![forbid(unsafe_code)]
#![deny(missing_docs, missing_debug_implementations)]

pub mod arguments;
mod calls;
mod codecs;
mod constructors;
mod docs;
mod items;
pub mod lower;
pub mod names;
mod plain;
mod raw;
mod raw_methods;
mod refine;
mod refusals;
pub mod spec;
mod tables;
mod validate;

use proc_macro2::TokenStream;
use quote::quote;

use crate::lower::Directions;
use crate::spec::{Operation, Section, Spec};

/// The generated files, each the text of a Rust module.
#[derive(Debug, Clone)]
pub struct Generated {
    /// Structs, enums, unions and ids: the client's `types`.
    pub types: String,
    /// progenitor's raw client.
    pub raw: String,
    /// One call type per operation.
    pub calls: String,
    /// Section handles and the client's methods.
    pub handles: String,
    /// The table of all operations.
    pub operations: String,
    /// A table of every type, for the client's own tests.
    pub round_trips: String,
    /// How to build every type that is sent, for the client's own tests.
    pub samples: String,
    /// The plainest types for the largest answers, for the client's own benchmarks.
    pub plain: String,
}

impl Generated {
    /// File names and texts.
    pub fn files(&self) -> [(&'static str, &str); 8] {
        [
            ("types.rs", &self.types),
            ("raw.rs", &self.raw),
            ("calls.rs", &self.calls),
            ("handles.rs", &self.handles),
            ("operations.rs", &self.operations),
            ("round_trips.rs", &self.round_trips),
            ("samples.rs", &self.samples),
            ("plain.rs", &self.plain),
        ]
    }
}

/// Generates the client's code for the named sections; the order of `sections` does not matter.
pub fn generate(spec: &Spec, sections: &[&str]) -> Result<Generated, Error> {
    if let Some(unknown) = sections.iter().find(|name| spec.section(name).is_none()) {
        return Err(Error::new("tags", format!("no section `{unknown}`")));
    }
    let chosen: Vec<&Section> =
        spec.sections.iter().filter(|s| sections.contains(&s.name.as_str())).collect();
    let operations: Vec<&Operation> =
        spec.operations.iter().filter(|op| sections.contains(&op.section.as_str())).collect();
    let schemas = spec.reachable(sections);
    let directions = Directions::of(spec);
    let users = docs::users(spec, &operations);

    let lowered = lower::lower(&operations, &schemas, &directions)?;
    let parts = refine::refine(raw::generate(&lowered, &schemas)?, spec, &directions, &users)?;
    let structs = &parts.structs;
    let items = schemas.iter().map(|schema| {
        let users = users.get(schema.name.as_str()).map(Vec::as_slice).unwrap_or_default();
        items::item(schema, spec, &directions, users)
    });
    let checks = validate::implementations(spec, &schemas, &directions);
    let raw = &parts.raw;
    Ok(Generated {
        types: render("types", quote!(#(#structs)* #(#items)* #checks))?,
        raw: render("raw", quote!(#(#raw)*))?,
        calls: render("calls", calls::calls(spec, &operations, &directions))?,
        handles: render("handles", calls::handles(spec, &chosen, &operations))?,
        operations: render("operations", calls::table(spec))?,
        // Nobody reads these, and to print them prettily would cost every build of the client.
        round_trips: tables::round_trips(&schemas, &directions).to_string(),
        samples: tables::samples(&schemas, &directions).to_string(),
        plain: plain::types(spec, operations.iter().filter_map(|op| op.response.as_deref()).collect())
            .to_string(),
    })
}

fn render(name: &str, tokens: TokenStream) -> Result<String, Error> {
    let file: syn::File =
        syn::parse2(tokens).map_err(|error| Error::new(name, format!("generated code: {error}")))?;
    Ok(prettyplease::unparse(&file))
}

/// Why a bundle cannot be turned into Rust.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{}{}{reason}", place, if place.is_empty() { "" } else { ": " })]
pub struct Error {
    /// Where in the bundle, in dotted form.
    pub place: String,
    /// What is wrong there.
    pub reason: String,
}

impl Error {
    /// An error at a place of the bundle.
    pub fn new(place: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { place: place.into(), reason: reason.into() }
    }

    /// The same error seen from an outer place.
    #[must_use]
    pub fn within(mut self, outer: &str) -> Self {
        self.place = if self.place.is_empty() { outer.to_owned() } else { format!("{outer}.{}", self.place) };
        self
    }
}
