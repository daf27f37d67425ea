//! A value that the service tells apart when it is `null`: unset, null on purpose, or there.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A field that may be left out, sent as `null`, or sent with a value, each with a meaning of its own.
///
/// Few fields are like that; all others are plain `Option`s, which are left out when they are `None`. Builders and
/// calls have two setters for such a field: `field(value)` and `field_null()`.
///
/// ```
/// use iiko_transport::Nullable;
///
/// let kept: Nullable<u32> = Nullable::Unset;
/// let cleared: Nullable<u32> = None.into();
/// let set = Nullable::from(5);
/// assert!(kept.is_unset() && cleared.is_null());
/// assert_eq!(set.value(), Some(&5));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Nullable<T> {
    /// Left out: the service keeps what it has or takes its default.
    #[default]
    Unset,
    /// Sent as `null`.
    Null,
    /// Sent as this value.
    Value(T),
}

impl<T> Nullable<T> {
    /// Whether the field is left out.
    pub const fn is_unset(&self) -> bool {
        matches!(self, Self::Unset)
    }

    /// Whether the field is `null` on purpose.
    pub const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The value, if there is one.
    pub const fn value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Unset | Self::Null => None,
        }
    }

    /// The value, if there is one, taken out.
    pub fn into_value(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Unset | Self::Null => None,
        }
    }
}

impl<T> From<T> for Nullable<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

/// `None` is `null`, not unset.
impl<T> From<Option<T>> for Nullable<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Self::Value)
    }
}

impl<T: Serialize> Serialize for Nullable<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value().serialize(serializer)
    }
}

/// A field that is there; a missing one is `Unset` by its default.
impl<'de, T: Deserialize<'de>> Deserialize<'de> for Nullable<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::deserialize(deserializer).map(Self::from)
    }
}
