//! Entity ids: a newtype over a uuid for each kind of entity, so that mixing them up does not compile. They are read
//! in any case, with or without dashes and braces.

use std::fmt;

use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

use super::Codec;

/// What every entity's id can be made of; for codecs alone, since a uuid says nothing of its kind.
pub(crate) trait EntityId {
    fn of(uuid: Uuid) -> Self;
}

/// The id of an entity. Where there may be none, an empty text is none.
pub(crate) struct Id;

impl<T: EntityId + Serialize + for<'de> Deserialize<'de>> Codec<T> for Id {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        T::deserialize(deserializer)
    }

    fn read_some<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
        Ok(deserializer.deserialize_str(IdVisitor)?.map(T::of))
    }

    fn write<S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
        value.serialize(serializer)
    }
}

struct IdVisitor;

impl Visitor<'_> for IdVisitor {
    type Value = Option<Uuid>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a uuid")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
        if text.is_empty() {
            return Ok(None);
        }
        Uuid::parse_str(text)
            .map(Some)
            .map_err(|error| E::custom(format_args!("UUID parsing failed: {error}")))
    }
}

/// Defines the id of one kind of entity.
macro_rules! entity_id {
    ($(#[$meta:meta])* pub struct $name:ident; random) => {
        crate::codec::entity_id! { $(#[$meta])* pub struct $name; }

        impl $name {
            /// A new random id: clients choose such ids themselves.
            #[must_use]
            #[allow(clippy::new_without_default)] // a default id would be a trap: each is another one
            pub fn new() -> Self {
                Self(::uuid::Uuid::new_v4())
            }
        }
    };
    ($(#[$meta:meta])* pub struct $name:ident;) => {
        $(#[$meta])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, ::serde::Serialize, ::serde::Deserialize,
        )]
        #[serde(transparent)]
        pub struct $name(::uuid::Uuid);

        impl $name {
            /// The id with that uuid. Which kind of entity it is of, only the caller knows: there is no `From`.
            #[must_use]
            pub const fn from_uuid(uuid: ::uuid::Uuid) -> Self {
                Self(uuid)
            }

            /// The uuid itself.
            #[must_use]
            pub const fn as_uuid(&self) -> &::uuid::Uuid {
                &self.0
            }
        }

        impl crate::codec::EntityId for $name {
            fn of(uuid: ::uuid::Uuid) -> Self {
                Self(uuid)
            }
        }

        impl From<$name> for ::uuid::Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = ::uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

pub(crate) use entity_id;
