//! Calls that are built and not sent yet: one type per operation, made by the methods of [`sections`](crate::sections).

#![allow(deprecated)]

include!(concat!(env!("OUT_DIR"), "/calls.rs"));
