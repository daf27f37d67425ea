//! Handles of the API's sections, each with a method per operation.

// Required arguments stand by position, and some requests require many.
#![allow(clippy::too_many_arguments)]

include!(concat!(env!("OUT_DIR"), "/handles.rs"));
