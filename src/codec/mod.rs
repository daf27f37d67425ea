//! How values travel as JSON: decimals, date-times, ids, open enums, tagged unions.

pub(crate) mod date_time;
pub(crate) mod decimal;
mod id;
mod open_enum;
mod tagged;

use serde::{Deserialize, Deserializer};

pub(crate) use id::entity_id;
pub use open_enum::UnknownValue;
pub(crate) use open_enum::{integer_enum, note_unknown, string_enum};
pub(crate) use tagged::{Rest, Tag, Tagged, deserialize_tagged};

/// A list that is missing or `null` is empty.
pub(crate) fn null_as_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Default + Deserialize<'de>,
{
    Option::deserialize(deserializer).map(Option::unwrap_or_default)
}
