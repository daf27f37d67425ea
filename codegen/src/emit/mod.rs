//! What progenitor does not make, written from the model.

mod accessors;
pub mod beyond;
pub mod calls;
mod constructors;
pub mod interfaces;
pub mod items;
pub mod plain;
pub mod python;
mod refusals;
pub mod sections;
pub mod table;
pub mod test_tables;
pub mod validate;
