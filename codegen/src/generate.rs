//! The whole way from the model to the texts of the generated files.

use proc_macro2::TokenStream;
use quote::quote;

use crate::emit::{self, calls, interfaces, items, plain, python, table, test_tables, validate};
use crate::error::Error;
use crate::model::{Directions, Operation, Section, Spec};
use crate::rust::{docs, mentions};
use crate::{lower, progenitor, refine};

/// The generated files, each the text of a Rust module.
#[derive(Debug, Clone)]
pub struct Generated {
    /// Structs, enums, unions and ids: the client's `types`.
    pub types: String,
    /// progenitor's raw client.
    pub raw: String,
    /// One call type per operation.
    pub calls: String,
    /// What the calls are part of: creations, commands, lists that go on.
    pub beyond: String,
    /// Section handles and the client's methods.
    pub handles: String,
    /// Each section as a trait, implemented by its handle.
    pub interfaces: String,
    /// The mocks of those traits, for who uses them.
    pub mocks: String,
    /// The table of all operations.
    pub operations: String,
    /// A table of every type, for the client's own tests.
    pub round_trips: String,
    /// Every interface with its handle and its mock, for the client's own tests.
    pub interface_table: String,
    /// How to build every type that is sent, for the client's own tests.
    pub samples: String,
    /// The plainest types for the largest answers, for the client's own benchmarks.
    pub plain: String,
}

impl Generated {
    /// File names and texts.
    pub fn files(&self) -> [(&'static str, &str); 12] {
        [
            ("types.rs", &self.types),
            ("raw.rs", &self.raw),
            ("calls.rs", &self.calls),
            ("beyond.rs", &self.beyond),
            ("handles.rs", &self.handles),
            ("interfaces.rs", &self.interfaces),
            ("mocks.rs", &self.mocks),
            ("operations.rs", &self.operations),
            ("round_trips.rs", &self.round_trips),
            ("interface_table.rs", &self.interface_table),
            ("samples.rs", &self.samples),
            ("plain.rs", &self.plain),
        ]
    }
}

/// Generates the client's code for the named sections; the order of `chosen` does not matter.
///
/// # Errors
///
/// [`Error`] names the section that is not there, or what progenitor or its refinement cannot handle.
pub fn generate(spec: &Spec, chosen: &[&str]) -> Result<Generated, Error> {
    if let Some(unknown) = chosen.iter().find(|name| spec.section(name).is_none()) {
        return Err(Error::new("tags", format!("no section `{unknown}`")));
    }
    let spec = &mentions::shown(spec);
    let sections: Vec<&Section> =
        spec.sections.iter().filter(|s| chosen.contains(&s.name.as_str())).collect();
    let operations: Vec<&Operation> =
        spec.operations.iter().filter(|op| chosen.contains(&op.section.as_str())).collect();
    let schemas = spec.reachable(chosen);
    let directions = Directions::of(spec);
    let users = docs::users(spec, &operations);

    let lowered = lower::lower(&operations, &schemas, &directions)?;
    let made = progenitor::generate(&lowered, &schemas)?;
    let parts = refine::refine(made, spec, &operations, &directions, &users)?;
    let structs = &parts.structs;
    let items = schemas.iter().map(|schema| {
        let users = users.get(schema.name.as_str()).map(Vec::as_slice).unwrap_or_default();
        items::item(schema, spec, &directions, users)
    });
    let checks = validate::implementations(spec, &schemas, &directions);
    let raw = &parts.raw;
    let handles = emit::sections::handles(spec, &sections, &operations);
    let python = python::methods(spec, &operations);
    let handles = quote!(#handles #python);
    Ok(Generated {
        types: render("types", quote!(#(#structs)* #(#items)* #checks))?,
        raw: render("raw", quote!(#(#raw)*))?,
        calls: render("calls", calls::calls(spec, &operations, &directions))?,
        beyond: render("beyond", emit::beyond::beyond(spec, &operations, chosen))?,
        handles: render("handles", handles)?,
        interfaces: render("interfaces", interfaces::interfaces(spec, &sections, &operations))?,
        mocks: render("mocks", interfaces::mocks(&sections))?,
        operations: render("operations", table::table(spec))?,
        // Nobody reads these, and to print them prettily would cost every build of the client.
        round_trips: test_tables::round_trips(&schemas, &directions).to_string(),
        interface_table: interfaces::table(&sections).to_string(),
        samples: test_tables::samples(spec, &schemas, &directions).to_string(),
        plain: plain::types(spec, operations.iter().filter_map(|op| op.response.as_deref()).collect())
            .to_string(),
    })
}

fn render(name: &str, tokens: TokenStream) -> Result<String, Error> {
    let file: syn::File =
        syn::parse2(tokens).map_err(|error| Error::new(name, format!("generated code: {error}")))?;
    Ok(prettyplease::unparse(&file))
}
