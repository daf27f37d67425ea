//! Interfaces and mocks, as a service's own tests use them.

// What is deprecated works as long as it is there.
#![allow(deprecated)]

mod answers;
mod errors;
mod expectations;
mod interfaces;
