//! Why a bundle cannot be turned into Rust, and where.

/// Why a bundle cannot be turned into Rust.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{}{}{reason}", place, if place.is_empty() { "" } else { ": " })]
pub struct Error {
    /// Where in the bundle, in dotted form.
    pub place: String,
    /// What is wrong there.
    pub reason: String,
}

impl Error {
    /// An error at a place of the bundle.
    pub fn new(place: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { place: place.into(), reason: reason.into() }
    }

    /// The same error seen from an outer place.
    #[must_use]
    pub fn within(mut self, outer: &str) -> Self {
        self.place = if self.place.is_empty() { outer.to_owned() } else { format!("{outer}.{}", self.place) };
        self
    }
}
