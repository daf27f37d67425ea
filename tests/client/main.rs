//! The client's core from a user's side: signing in, calls, errors, secrets, settings, and the Python client's
//! requests. Every test has a service of its own on the loopback interface.

// What is deprecated works as long as it is there.
#![allow(deprecated)]

mod calls;
mod checks;
mod commands;
mod configuration;
mod effects;
mod error_bodies;
mod errors;
mod http;
mod large_answers;
mod lenient;
mod observed;
mod personal;
mod python_methods;
mod refused_tokens;
mod remembered;
mod responses;
mod runtimes;
mod secrets;
mod service;
mod shapes;
mod simulated;
mod token_claims;
mod tokens;
