//! Values that travel as a text of a certain spelling: dates and times. Where there may be none, an empty text is none.

use std::fmt;
use std::marker::PhantomData;

use serde::Deserializer;
use serde::de::{self, Visitor};

/// How a value is spelled.
pub(super) trait Spelled: Sized {
    /// What is expected, with an example.
    const EXPECTED: &'static str;

    /// The value of a text; none when it is spelled otherwise.
    fn parse(text: &str) -> Option<Self>;
}

/// Reads a value.
pub(super) fn read<'de, T: Spelled, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_str(Spelling(PhantomData))
}

/// Reads a value that may be absent.
pub(super) fn read_some<'de, T: Spelled, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    deserializer.deserialize_str(OptionalSpelling(PhantomData))
}

struct Spelling<T>(PhantomData<T>);

impl<T: Spelled> Visitor<'_> for Spelling<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(T::EXPECTED)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
        T::parse(text).ok_or_else(|| E::invalid_value(de::Unexpected::Str(text), &self))
    }
}

struct OptionalSpelling<T>(PhantomData<T>);

impl<T: Spelled> Visitor<'_> for OptionalSpelling<T> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(T::EXPECTED)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
        if text.is_empty() { Ok(None) } else { Spelling(PhantomData).visit_str(text).map(Some) }
    }
}
