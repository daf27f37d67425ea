//! The contract: the OpenAPI bundle, and bodies checked against it.

mod bundle;
pub(crate) mod check;

pub(crate) use bundle::{Bundle, Operation, name_of};
