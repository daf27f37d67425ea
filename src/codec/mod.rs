//! How values travel as JSON: decimals, date-times, ids, open enums, tagged unions.

// Each section needs some of them, all sections need all.
#![cfg_attr(not(feature = "all-sections"), allow(dead_code, unused_imports, unused_macros))]

pub(crate) mod date_time;
pub(crate) mod decimal;
mod id;
mod open_enum;
mod optional;
mod tagged;

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};

pub(crate) use id::entity_id;
pub use open_enum::UnknownValue;
pub(crate) use open_enum::{integer_enum, note_unknown, string_enum};
pub(crate) use optional::optional;
pub(crate) use tagged::{Rest, Tag, Tagged, deserialize_tagged};

/// A list that is missing or `null` is empty. None keeps room for more items: answers are full of short lists.
pub(crate) fn list<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    let mut list: Vec<T> = null_as_default(deserializer)?;
    list.shrink_to_fit();
    Ok(list)
}

/// A map that is missing or `null` is empty.
pub(crate) fn null_as_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Default + Deserialize<'de>,
{
    Option::deserialize(deserializer).map(Option::unwrap_or_default)
}

/// The same, down to the inner lists.
pub(crate) fn list_of_lists<'de, D, T>(deserializer: D) -> Result<Vec<Vec<T>>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    let outer: Option<Vec<Option<Vec<T>>>> = Option::deserialize(deserializer)?;
    Ok(outer.unwrap_or_default().into_iter().map(Option::unwrap_or_default).collect())
}

/// The same for a map whose values are lists.
pub(crate) fn map_of_lists<'de, D, T>(deserializer: D) -> Result<BTreeMap<String, Vec<T>>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    let outer: Option<BTreeMap<String, Option<Vec<T>>>> = Option::deserialize(deserializer)?;
    Ok(outer.unwrap_or_default().into_iter().map(|(key, list)| (key, list.unwrap_or_default())).collect())
}
