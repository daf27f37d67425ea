//! The contract: the OpenAPI bundle, and bodies checked against it.

mod bundle;
pub(crate) mod check;
mod complete;
mod lenient;
mod reading;

pub(crate) use bundle::{Bundle, Operation, name_of};
pub(crate) use complete::complete;
pub(crate) use reading::{Reading, read};
