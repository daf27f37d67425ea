//! Integer codes whose meaning is documented for some values at most: newtypes that keep whatever comes.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{self, Visitor};
use serde::{Deserializer, Serialize, Serializer};

use super::integer::whole;
use super::wire_value::WireValue;

/// What a code is: an integer, or something else that came in its place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Code {
    Number(i64),
    Other(WireValue),
}

impl Code {
    pub(crate) const fn as_i64(&self) -> Option<i64> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Other(_) => None,
        }
    }

    /// Digits are a number, anything else is kept.
    pub(crate) fn from_text(text: &str) -> Self {
        text.trim().parse().map_or_else(|_| Self::Other(text.into()), Self::Number)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Other(value) => value.fmt(f),
        }
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Number(number) => serializer.serialize_i64(*number),
            Self::Other(value) => value.serialize(serializer),
        }
    }
}

/// Reads a code of that type.
pub(crate) fn deserialize_code<'de, D: Deserializer<'de>, T: From<Code>>(
    deserializer: D,
) -> Result<T, D::Error> {
    deserializer.deserialize_any(CodeVisitor(PhantomData))
}

struct CodeVisitor<T>(PhantomData<T>);

impl<T: From<Code>> Visitor<'_> for CodeVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an integer code")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
        // A text stays one, or it would go back out as a number.
        Ok(Code::Other(text.into()).into())
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<T, E> {
        Ok(Code::Number(number).into())
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<T, E> {
        let code =
            i64::try_from(number).map_or_else(|_| Code::Other(WireValue::number(number)), Code::Number);
        Ok(code.into())
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<T, E> {
        let code = whole(number).map_or_else(|| Code::Other(WireValue::number(number)), Code::Number);
        Ok(code.into())
    }
}

/// Defines the newtype of an integer code.
macro_rules! integer_code {
    ($(#[$meta:meta])* pub struct $name:ident [$($listed:literal)*] {
        $($(#[$doc:meta])* $constant:ident = $value:literal,)*
    }) => {
        $(#[$meta])*
        ///
        /// The vendor lists the values without saying what each means, so they have no names here but for the constants.
        /// Whatever comes is kept, and goes back out unchanged.
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(crate::codec::Code);

        impl $name {
            $(
                $(#[$doc])*
                pub const $constant: Self = Self::new($value);
            )*

            /// The values that the vendor lists.
            pub const ALL: &'static [Self] = &[$(Self::new($listed),)*];

            /// The code of that number.
            #[must_use]
            pub const fn new(code: i64) -> Self {
                Self(crate::codec::Code::Number(code))
            }

            /// The number; none where something else came in its place.
            pub const fn as_i64(&self) -> Option<i64> {
                self.0.as_i64()
            }
        }

        impl From<i64> for $name {
            fn from(code: i64) -> Self {
                Self::new(code)
            }
        }

        #[doc(hidden)]
        impl From<crate::codec::Code> for $name {
            fn from(code: crate::codec::Code) -> Self {
                Self(code)
            }
        }

        /// The number, or what came in its place.
        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Display::fmt(&self.0, f)
            }
        }

        /// Never fails: what is no number is kept as it is.
        impl ::std::str::FromStr for $name {
            type Err = ::std::convert::Infallible;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Ok(Self(crate::codec::Code::from_text(text)))
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                ::serde::Serialize::serialize(&self.0, serializer)
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                crate::codec::deserialize_code(deserializer)
            }
        }
    };
}

pub(crate) use integer_code;
