//! Integers, also where the service writes them as `7.0`. What has a fraction or does not fit is refused.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{self, Visitor};
use serde::{Deserializer, Serialize, Serializer};

use super::Codec;

/// An `i32` or an `i64`.
pub(crate) struct Whole;

impl<T: TryFrom<i64> + Serialize> Codec<T> for Whole {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_i64(WholeVisitor(PhantomData))
    }

    fn write<S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
        value.serialize(serializer)
    }
}

struct WholeVisitor<T>(PhantomData<T>);

impl<T: TryFrom<i64>> Visitor<'_> for WholeVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a whole number")
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<T, E> {
        T::try_from(value).map_err(|_| too_large::<T, E>(value))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<T, E> {
        i64::try_from(value)
            .ok()
            .and_then(|value| T::try_from(value).ok())
            .ok_or_else(|| too_large::<T, E>(value))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<T, E> {
        if value.fract() != 0.0 {
            return Err(E::custom(format_args!("{value} is no whole number")));
        }
        whole(value).and_then(|value| T::try_from(value).ok()).ok_or_else(|| too_large::<T, E>(value))
    }
}

/// The integer that a double is; none where it has a fraction or does not fit.
pub(crate) fn whole(value: f64) -> Option<i64> {
    // Both bounds are doubles: -2^63 fits, 2^63 is the first that does not.
    const LIMIT: f64 = 9_223_372_036_854_775_808.0;
    (value.fract() == 0.0 && (-LIMIT..LIMIT).contains(&value)).then_some(value as i64)
}

fn too_large<T, E: de::Error>(value: impl fmt::Display) -> E {
    E::custom(format_args!("{value} does not fit into {} bits", 8 * size_of::<T>()))
}
