//! The chores of the project as a library, so that tests can run them on a directory of their own.

#![allow(clippy::missing_errors_doc, reason = "nobody but the chores themselves calls these")]

pub mod bundle;
pub mod ci;
pub mod features;
pub mod fragments;
pub mod lint;
pub mod methods;
pub mod problem;
pub mod regen;
pub mod surface;
pub mod upstream;
