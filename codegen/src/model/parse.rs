//! Reads a bundle: its JSON becomes the model, and what no tool behind it would understand is refused.

use serde_json::Value;

use super::spec::Spec;
use super::{check, read, typed};
use crate::error::Error;

impl Spec {
    /// Reads a bundle.
    ///
    /// # Errors
    ///
    /// [`Error`] names the place in the bundle that is no JSON, not understood, or of no use to Rust.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let document: Value =
            serde_json::from_str(text).map_err(|error| Error::new("JSON", error.to_string()))?;
        Self::from_document(document)
    }

    /// Reads a bundle that is JSON already.
    ///
    /// # Errors
    ///
    /// Those of [`parse`](Self::parse).
    pub fn from_document(document: Value) -> Result<Self, Error> {
        typed::object(&document, "the bundle").map_err(|error| error.within("JSON"))?;
        let sections = read::sections(&document)?;
        let operations = read::operations(&document)?;
        let schemas = read::schemas(&document)?;
        let servers = read::servers(&document)?;
        let spec = Self { document, sections, operations, schemas, servers };
        check::check(&spec)?;
        Ok(spec)
    }
}
