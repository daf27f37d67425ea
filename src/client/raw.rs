//! progenitor's raw client: one method per operation, with this crate's runtime below.

#![allow(clippy::all, dead_code, unused_imports, missing_docs)]

use crate::types;

include!(concat!(env!("OUT_DIR"), "/raw.rs"));
