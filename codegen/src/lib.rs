//! Bundle in, Rust out: the curated OpenAPI document of iiko-transport becomes types, raw endpoint calls
//! and fluent methods. No network, no clock; the same input gives the same bytes.
//!
//! Floors; each uses only those above it in this list:
//!
//! ```text
//! error       where and why a bundle cannot be turned into Rust
//! model       the bundle as a model: sections, operations, schemas; names, directions, arguments
//! lower       what progenitor is given of it
//! progenitor  progenitor's run
//! rust        types, parameters and documentation in Rust
//! refine      progenitor's output, mended with syn
//! emit        what progenitor does not make: ids, enums, unions, calls, sections, tables
//! generate    all of it in a row
//! ```

mod emit;
mod error;
mod generate;
mod lower;
pub mod model;
mod progenitor;
mod refine;
mod rust;

pub use error::Error;
pub use generate::{Generated, generate};
