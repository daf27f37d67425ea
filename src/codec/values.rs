//! The codecs of single values: how a field's type is read and written where serde's own way is not the service's.
//! Codecs are types, so that they nest as the values do: `List<Maybe<Id>>`.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::nullable::Nullable;

/// Reads and writes values of one type.
pub(crate) trait Codec<T> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error>;

    /// Reads what stands where nothing would do as well; some spell nothing as an empty text.
    fn read_some<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
        Self::read(deserializer).map(Some)
    }

    fn write<S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error>;
}

/// A codec where serde wants a seed.
pub(crate) struct Seed<C, T>(PhantomData<(C, T)>);

impl<C, T> Seed<C, T> {
    pub(crate) const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<'de, C: Codec<T>, T> DeserializeSeed<'de> for Seed<C, T> {
    type Value = T;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        C::read(deserializer)
    }
}

/// A value beside its codec, where serde wants what can be written.
pub(crate) struct Written<'a, C, T>(pub(crate) &'a T, pub(crate) PhantomData<C>);

impl<C: Codec<T>, T> Serialize for Written<'_, C, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        C::write(self.0, serializer)
    }
}

/// As the type itself is read and written.
pub(crate) struct Plain;

impl<T: Serialize + for<'de> Deserialize<'de>> Codec<T> for Plain {
    #[inline]
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        T::deserialize(deserializer)
    }

    fn write<S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
        value.serialize(serializer)
    }
}

/// A value that may be `null`.
pub(crate) struct Maybe<C>(PhantomData<C>);

impl<C: Codec<T>, T> Codec<Option<T>> for Maybe<C> {
    #[inline]
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
        deserializer.deserialize_option(MaybeVisitor::<C, T>(PhantomData))
    }

    fn write<S: Serializer>(value: &Option<T>, serializer: S) -> Result<S::Ok, S::Error> {
        match value {
            Some(value) => C::write(value, serializer),
            None => serializer.serialize_none(),
        }
    }
}

struct MaybeVisitor<C, T>(PhantomData<(C, T)>);

impl<'de, C: Codec<T>, T> Visitor<'de> for MaybeVisitor<C, T> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value or null")
    }

    fn visit_none<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    #[inline]
    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        C::read_some(deserializer)
    }
}

/// A value that may be missing, `null` or there, each with a meaning of its own. Where it is missing, nothing is read.
pub(crate) struct ThreeState<C>(PhantomData<C>);

impl<C: Codec<T>, T> Codec<Nullable<T>> for ThreeState<C> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Nullable<T>, D::Error> {
        Maybe::<C>::read(deserializer).map(Nullable::from)
    }

    fn write<S: Serializer>(value: &Nullable<T>, serializer: S) -> Result<S::Ok, S::Error> {
        match value.value() {
            Some(value) => C::write(value, serializer),
            None => serializer.serialize_none(),
        }
    }
}
