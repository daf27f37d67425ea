//! Runs progenitor over the lowered document: structs for the objects, one raw method per operation.

use openapiv3::OpenAPI;
use progenitor::{GenerationSettings, Generator, InterfaceStyle, TagStyle, TypeImpl};
use quote::quote;

use crate::error::Error;
use crate::model::{Kind, Schema};

/// Where the generated types live in the client crate.
pub const TYPES: &str = "crate::types";

/// The Rust file that progenitor makes of `document`.
pub fn generate(document: &OpenAPI, schemas: &[&Schema]) -> Result<syn::File, Error> {
    let mut settings = GenerationSettings::default();
    settings
        .with_interface(InterfaceStyle::Positional)
        .with_tag(TagStyle::Merged)
        .with_inner_type(quote!(crate::call::Call))
        .with_map_type("::std::collections::BTreeMap")
        .with_derive("PartialEq");
    let formats = [
        ("decimal", "::rust_decimal::Decimal"),
        ("iiko-date-time", "::chrono::NaiveDateTime"),
        ("date-time", "::chrono::DateTime<::chrono::FixedOffset>"),
        ("date", "::chrono::NaiveDate"),
        ("password", "crate::Secret"),
    ];
    for (format, ty) in formats {
        let kind = if format == "decimal" { "number" } else { "string" };
        let schema = serde_json::from_value(serde_json::json!({ "type": kind, "format": format }))
            .map_err(|error| Error::new("formats", error.to_string()))?;
        settings.with_conversion(schema, ty, [TypeImpl::Display, TypeImpl::FromStr].into_iter());
    }
    for schema in schemas.iter().filter(|schema| !matches!(schema.kind, Kind::Object(_))) {
        settings.with_replacement(&schema.name, format!("{TYPES}::{}", schema.name), std::iter::empty());
    }
    let tokens = Generator::new(&settings)
        .generate_tokens(document)
        .map_err(|error| Error::new("paths and components", format!("progenitor: {error}")))?;
    syn::parse2(tokens)
        .map_err(|error| Error::new("paths and components", format!("progenitor's output: {error}")))
}
