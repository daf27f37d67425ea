//! Open enums: the known values, and whatever else the service sends, kept and sent back as it came. Whatever the spec
//! says of their type, both texts and numbers are read: .NET writes a value that nobody told to be text as its number.

use std::collections::BTreeSet;
use std::fmt;
use std::marker::PhantomData;
use std::sync::{Mutex, PoisonError};

use serde::Deserializer;
use serde::de::{self, Visitor};

use super::{WireValue, whole};

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

/// An enum that knows some values.
pub(crate) trait Open: Sized {
    /// Name of the enum, for errors and the log.
    const NAME: &'static str;

    /// The value that is spelt like that.
    fn from_text(text: &str) -> Option<Self>;

    /// The value of that number.
    fn from_number(number: i64) -> Option<Self>;

    /// A value that nobody knows.
    fn unknown(value: WireValue) -> Self;
}

/// Reads a value of an open enum.
pub(crate) fn deserialize_open<'de, D: Deserializer<'de>, E: Open>(deserializer: D) -> Result<E, D::Error> {
    deserializer.deserialize_any(OpenVisitor(PhantomData))
}

struct OpenVisitor<E>(PhantomData<E>);

impl<E: Open> OpenVisitor<E> {
    fn unknown(value: WireValue) -> E {
        note_unknown(E::NAME, value.as_str());
        E::unknown(value)
    }
}

impl<E: Open> Visitor<'_> for OpenVisitor<E> {
    type Value = E;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a {}", E::NAME)
    }

    fn visit_str<R: de::Error>(self, text: &str) -> Result<E, R> {
        Ok(E::from_text(text).unwrap_or_else(|| Self::unknown(text.into())))
    }

    fn visit_i64<R: de::Error>(self, number: i64) -> Result<E, R> {
        Ok(E::from_number(number).unwrap_or_else(|| Self::unknown(number.into())))
    }

    fn visit_u64<R: de::Error>(self, number: u64) -> Result<E, R> {
        match i64::try_from(number) {
            Ok(number) => self.visit_i64(number),
            Err(_) => Ok(Self::unknown(WireValue::number(number))),
        }
    }

    fn visit_f64<R: de::Error>(self, number: f64) -> Result<E, R> {
        match whole(number) {
            Some(number) => self.visit_i64(number),
            None => Ok(Self::unknown(WireValue::number(number))),
        }
    }
}

/// Defines an open enum of texts, some with the numbers that the service also uses for them.
macro_rules! string_enum {
    ($(#[$meta:meta])* pub enum $name:ident {
        $($(#[$doc:meta])* $variant:ident = $value:literal $(| $number:literal)?,)*
    }) => {
        $(#[$meta])*
        ///
        /// Open: a value that this version does not know arrives as `Unknown` and goes back out unchanged.
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$doc])* $variant,)*
            /// A value that this version of the client does not know.
            Unknown(crate::WireValue),
        }

        impl $name {
            /// The known values.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The value on the wire; the digits of an unknown number.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $value,)*
                    Self::Unknown(value) => value.as_str(),
                }
            }

            /// Whether this version of the client knows the value.
            pub fn is_known(&self) -> bool {
                !matches!(self, Self::Unknown(_))
            }
        }

        impl crate::codec::Open for $name {
            const NAME: &'static str = stringify!($name);

            fn from_text(text: &str) -> Option<Self> {
                match text {
                    $($value => Some(Self::$variant),)*
                    _ => None,
                }
            }

            fn from_number(number: i64) -> Option<Self> {
                match number {
                    $($($number => Some(Self::$variant),)?)*
                    _ => None,
                }
            }

            fn unknown(value: crate::WireValue) -> Self {
                Self::Unknown(value)
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
                Ok(crate::codec::Open::from_text(value).unwrap_or_else(|| Self::Unknown(value.into())))
            }
        }

        /// Fails for a value that this version does not know. `FromStr` is the lenient way.
        impl TryFrom<&str> for $name {
            type Error = crate::UnknownValue;

            fn try_from(value: &str) -> Result<Self, crate::UnknownValue> {
                crate::codec::Open::from_text(value)
                    .ok_or_else(|| crate::UnknownValue { name: stringify!($name), value: value.to_owned() })
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self {
                    Self::Unknown(value) => ::serde::Serialize::serialize(value, serializer),
                    known => serializer.serialize_str(known.as_str()),
                }
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                crate::codec::deserialize_open(deserializer)
            }
        }
    };
}

/// Defines an open enum of integers. They are also read as text: their names, or the numbers' digits.
macro_rules! integer_enum {
    ($(#[$meta:meta])* pub enum $name:ident { $($(#[$doc:meta])* $variant:ident = $value:literal,)* }) => {
        $(#[$meta])*
        ///
        /// Open: a value that this version does not know arrives as `Unknown` and goes back out unchanged.
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$doc])* $variant,)*
            /// A value that this version of the client does not know.
            Unknown(crate::WireValue),
        }

        impl $name {
            /// The known values.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The number on the wire; none for what is unknown and no whole number.
            pub fn as_i64(&self) -> Option<i64> {
                match self {
                    $(Self::$variant => Some($value),)*
                    Self::Unknown(value) => value.as_i64(),
                }
            }

            /// The value's name; one that this version does not know as it came.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => stringify!($variant),)*
                    Self::Unknown(value) => value.as_str(),
                }
            }

            /// Whether this version of the client knows the value.
            pub fn is_known(&self) -> bool {
                !matches!(self, Self::Unknown(_))
            }
        }

        impl crate::codec::Open for $name {
            const NAME: &'static str = stringify!($name);

            fn from_text(text: &str) -> Option<Self> {
                match text {
                    $(stringify!($variant) => Some(Self::$variant),)*
                    _ => text.parse().ok().and_then(Self::from_number),
                }
            }

            fn from_number(number: i64) -> Option<Self> {
                match number {
                    $($value => Some(Self::$variant),)*
                    _ => None,
                }
            }

            fn unknown(value: crate::WireValue) -> Self {
                Self::Unknown(value)
            }
        }

        /// What stands on the wire: the number, or an unknown text.
        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                match self {
                    $(Self::$variant => ::std::fmt::Display::fmt(&$value, f),)*
                    Self::Unknown(value) => ::std::fmt::Display::fmt(value, f),
                }
            }
        }

        /// Reads a number or a name, and never fails: an unknown one becomes `Unknown`. `TryFrom` is the strict way.
        impl ::std::str::FromStr for $name {
            type Err = ::std::convert::Infallible;

            fn from_str(value: &str) -> Result<Self, Self::Err> {
                Ok(crate::codec::Open::from_text(value).unwrap_or_else(|| {
                    Self::Unknown(value.parse::<i64>().map_or_else(|_| value.into(), crate::WireValue::from))
                }))
            }
        }

        /// Fails for a number that this version does not know.
        impl TryFrom<i64> for $name {
            type Error = crate::UnknownValue;

            fn try_from(value: i64) -> Result<Self, crate::UnknownValue> {
                crate::codec::Open::from_number(value)
                    .ok_or_else(|| crate::UnknownValue { name: stringify!($name), value: value.to_string() })
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self {
                    $(Self::$variant => serializer.serialize_i64($value),)*
                    Self::Unknown(value) => ::serde::Serialize::serialize(value, serializer),
                }
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                crate::codec::deserialize_open(deserializer)
            }
        }
    };
}

pub(crate) use {integer_enum, string_enum};
