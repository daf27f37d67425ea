//! Open enums: the known values, and whatever else the service sends, kept and sent back as it came.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

/// Most unknown values that are remembered as noted, so that a hostile service cannot fill the memory.
const MOST_NOTED: usize = 4096;

static NOTED: Mutex<BTreeSet<(&str, String)>> = Mutex::new(BTreeSet::new());

/// Logs an unknown value of an enum or a union's tag, once for each.
pub(crate) fn note_unknown(name: &'static str, value: &str) {
    if !tracing::enabled!(tracing::Level::DEBUG) {
        return;
    }
    let mut noted = NOTED.lock().unwrap_or_else(PoisonError::into_inner);
    if noted.len() < MOST_NOTED && noted.insert((name, value.to_owned())) {
        tracing::debug!(name, value, "a value that this version of the client does not know");
    }
}

/// A text or number that is none of an enum's known values.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{value}` is no known value of `{name}`")]
pub struct UnknownValue {
    pub(crate) name: &'static str,
    pub(crate) value: String,
}

impl UnknownValue {
    /// The enum's name.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The value that it does not know.
    pub fn value(&self) -> &str {
        &self.value
    }
}

/// Defines an open enum of texts.
macro_rules! string_enum {
    ($(#[$meta:meta])* pub enum $name:ident { $($(#[$doc:meta])* $variant:ident = $value:literal,)* }) => {
        $(#[$meta])*
        ///
        /// Open: a value that this version does not know arrives as `Unknown` and goes back out unchanged.
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$doc])* $variant,)*
            /// A value that this version of the client does not know.
            Unknown(String),
        }

        impl $name {
            /// The known values.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The value on the wire.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $value,)*
                    Self::Unknown(value) => value,
                }
            }

            /// Whether this version of the client knows the value.
            pub fn is_known(&self) -> bool {
                !matches!(self, Self::Unknown(_))
            }

            fn known(value: &str) -> Option<Self> {
                match value {
                    $($value => Some(Self::$variant),)*
                    _ => None,
                }
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        /// Never fails: an unknown value becomes `Unknown`. `TryFrom` is the strict way.
        impl ::std::str::FromStr for $name {
            type Err = ::std::convert::Infallible;

            fn from_str(value: &str) -> Result<Self, Self::Err> {
                Ok(Self::known(value).unwrap_or_else(|| Self::Unknown(value.to_owned())))
            }
        }

        /// Fails for a value that this version does not know. `FromStr` is the lenient way.
        impl TryFrom<&str> for $name {
            type Error = crate::UnknownValue;

            fn try_from(value: &str) -> Result<Self, crate::UnknownValue> {
                Self::known(value).ok_or_else(|| crate::UnknownValue {
                    name: stringify!($name),
                    value: value.to_owned(),
                })
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Visitor;

                impl ::serde::de::Visitor<'_> for Visitor {
                    type Value = $name;

                    fn expecting(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                        f.write_str(concat!("a ", stringify!($name)))
                    }

                    fn visit_str<E: ::serde::de::Error>(self, value: &str) -> Result<$name, E> {
                        Ok($name::known(value).unwrap_or_else(|| {
                            crate::codec::note_unknown(stringify!($name), value);
                            $name::Unknown(value.to_owned())
                        }))
                    }
                }

                deserializer.deserialize_str(Visitor)
            }
        }
    };
}

/// Defines an open enum of integers.
macro_rules! integer_enum {
    ($(#[$meta:meta])* pub enum $name:ident { $($(#[$doc:meta])* $variant:ident = $value:literal,)* }) => {
        $(#[$meta])*
        ///
        /// Open: a value that this version does not know arrives as `Unknown` and goes back out unchanged.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$doc])* $variant,)*
            /// A value that this version of the client does not know.
            Unknown(i64),
        }

        impl $name {
            /// The known values.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The value on the wire.
            pub fn as_i64(&self) -> i64 {
                match self {
                    $(Self::$variant => $value,)*
                    Self::Unknown(value) => *value,
                }
            }

            /// The value's name, `Unknown` for one that this version does not know.
            pub fn as_str(&self) -> &'static str {
                match self {
                    $(Self::$variant => stringify!($variant),)*
                    Self::Unknown(_) => "Unknown",
                }
            }

            /// Whether this version of the client knows the value.
            pub fn is_known(&self) -> bool {
                !matches!(self, Self::Unknown(_))
            }

            fn known(value: i64) -> Option<Self> {
                match value {
                    $($value => Some(Self::$variant),)*
                    _ => None,
                }
            }
        }

        /// The number on the wire.
        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                self.as_i64().fmt(f)
            }
        }

        /// Reads the number on the wire; an unknown one becomes `Unknown`.
        impl ::std::str::FromStr for $name {
            type Err = ::std::num::ParseIntError;

            fn from_str(value: &str) -> Result<Self, Self::Err> {
                let value = value.parse()?;
                Ok(Self::known(value).unwrap_or(Self::Unknown(value)))
            }
        }

        /// Fails for a number that this version does not know.
        impl TryFrom<i64> for $name {
            type Error = crate::UnknownValue;

            fn try_from(value: i64) -> Result<Self, crate::UnknownValue> {
                Self::known(value).ok_or_else(|| crate::UnknownValue {
                    name: stringify!($name),
                    value: value.to_string(),
                })
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_i64(self.as_i64())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let value = <i64 as ::serde::Deserialize>::deserialize(deserializer)?;
                Ok(Self::known(value).unwrap_or_else(|| {
                    crate::codec::note_unknown(stringify!($name), &value.to_string());
                    Self::Unknown(value)
                }))
            }
        }
    };
}

pub(crate) use {integer_enum, string_enum};
