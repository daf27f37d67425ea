//! How parts of the model are written in Rust: types, parameters, documentation.

pub mod docs;
pub mod examples;
pub mod mentions;
pub mod types;
