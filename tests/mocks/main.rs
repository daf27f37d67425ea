//! Interfaces and mocks, as a service's own tests use them.

mod answers;
mod errors;
mod expectations;
mod interfaces;
