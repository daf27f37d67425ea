//! Values that travel as a text of a certain spelling: dates and times. Where there may be none, an empty text is none.

use std::fmt;
use std::marker::PhantomData;
use std::ops::RangeInclusive;

use chrono::Datelike;
use serde::de::{self, Visitor};
use serde::{Deserializer, Serializer, ser};

use super::Codec;

/// Years that four digits hold and .NET, on the other side, knows.
const YEARS: RangeInclusive<i32> = 1..=9999;

/// How a date, with or without a time, is spelled.
pub(crate) trait Spelled: Datelike + fmt::Display {
    /// What is expected, with an example.
    const EXPECTED: &'static str;

    /// The value of a text; none when it is spelled otherwise.
    fn parse(text: &str) -> Option<Self>;

    /// Writes the value, whose year has four digits.
    fn spell<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;
}

/// The codec of whatever is spelled.
pub(crate) struct Spelling;

impl<T: Spelled> Codec<T> for Spelling {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_str(Required(PhantomData))
    }

    fn read_some<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
        deserializer.deserialize_str(Optional(PhantomData))
    }

    fn write<S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
        if !YEARS.contains(&value.year()) {
            let reason = format!("{value} cannot be sent: the service knows the years 0001 to 9999");
            return Err(ser::Error::custom(reason));
        }
        value.spell(serializer)
    }
}

struct Required<T>(PhantomData<T>);

impl<T: Spelled> Visitor<'_> for Required<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(T::EXPECTED)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
        let value = T::parse(text).filter(|value| YEARS.contains(&value.year()));
        value.ok_or_else(|| E::invalid_value(de::Unexpected::Str(text), &self))
    }
}

struct Optional<T>(PhantomData<T>);

impl<T: Spelled> Visitor<'_> for Optional<T> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(T::EXPECTED)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
        if text.is_empty() { Ok(None) } else { Required(PhantomData).visit_str(text).map(Some) }
    }
}
