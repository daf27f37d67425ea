//! progenitor's output, mended: structs as the model has them, raw methods on this client's runtime.

mod codecs;
mod raw_methods;
mod structs;

pub use structs::refine;
