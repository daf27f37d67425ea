//! Facts about every operation of the curated spec, whatever sections are on.

include!(concat!(env!("OUT_DIR"), "/operations.rs"));
