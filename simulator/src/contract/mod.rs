//! The contract: the OpenAPI bundle, and requests checked against it.

mod bundle;
pub(crate) mod check;

pub(crate) use bundle::{Bundle, Operation};
