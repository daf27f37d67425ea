//! The types of the API: what requests are built of and responses are made of.

#![allow(deprecated)]

include!(concat!(env!("OUT_DIR"), "/types.rs"));
