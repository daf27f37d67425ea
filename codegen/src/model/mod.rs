//! The bundle as a typed model, and what follows from it for every stage: names, directions, arguments.

mod arguments;
mod beyond;
mod call_methods;
mod check;
mod check_beyond;
mod directions;
mod find;
pub mod names;
mod parse;
mod presence;
mod read;
mod read_beyond;
mod references;
mod shared_fields;
mod sizes;
mod spec;
mod typed;

pub use arguments::{MOST_POSITIONAL, constructor_arguments, is_required, may_be_swapped, positional};
pub use beyond::{Entity, Lookup, Paging, Start};
pub use directions::Directions;
pub use presence::{Presence, presence};
pub use references::{error_schemas, reference_of};
pub use shared_fields::shared_fields;
pub use spec::{
    Code, EnumValue, Field, Kind, Limits, Operation, Schema, Section, Spec, Type, Union, Variant,
};
