//! The curated OpenAPI document of iikoCloud API (iiko Transport): what [iiko-transport](https://docs.rs/iiko-transport) is
//! generated of, for whoever wants to read it, serve it, or generate something else of it.
//!
//! ```
//! assert!(iiko_spec::BUNDLE.contains("\"openapi\": \"3.0.3\""));
//! assert!(iiko_spec::BUNDLE.contains("\"/api/1/deliveries/create\""));
//! ```

/// The document as JSON, valid for any tool that reads OpenAPI 3.0.3. Its `x-…` extensions say what a client needs beyond
/// that: which calls are commands, which are safe to repeat, to which rate group they belong.
pub const BUNDLE: &str = include_str!("iiko-transport.json");
