//! What the curated spec says of operations, regions and error bodies.

mod error_part;
mod facts;
mod lookup;
pub mod operations;
mod region;

pub(crate) use error_part::ErrorPart;
pub use facts::Operation;
pub(crate) use facts::OperationRef;
pub(crate) use lookup::is_token_operation;
pub use region::Region;
