//! progenitor's output, mended: structs as the model has them, raw methods on this client's runtime.

mod codecs;
mod raw_client;
mod raw_methods;
mod structs;

pub use codecs::of_type as codec_of;
pub use structs::refine;
