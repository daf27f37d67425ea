//! Tables of the types, written by the code generator beside the types themselves.

use bytes::Bytes;
use iiko_transport::{BrokenItem, Error, testing};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// A type of the client.
pub struct Entry {
    /// Its name, in Rust and in the bundle.
    pub name: &'static str,
    /// Whether responses and events are made of it.
    pub received: bool,
    /// Reads a body and writes it again.
    pub round_trip: fn(Bytes) -> Result<Value, Error>,
    /// Reads a body.
    pub decode: fn(Bytes) -> Result<(), Error>,
    /// Reads a body leniently, and tells what was left out.
    pub decode_leniently: fn(Bytes) -> Result<Vec<BrokenItem>, Error>,
}

const fn entry<T: Serialize + DeserializeOwned>(name: &'static str, received: bool) -> Entry {
    Entry {
        name,
        received,
        round_trip: round_trip::<T>,
        decode: decode::<T>,
        decode_leniently: decode_leniently::<T>,
    }
}

fn round_trip<T: Serialize + DeserializeOwned>(body: Bytes) -> Result<Value, Error> {
    let value: T = testing::decode(body)?;
    Ok(serde_json::to_value(&value).expect("what was read can be written"))
}

fn decode<T: DeserializeOwned>(body: Bytes) -> Result<(), Error> {
    testing::decode::<T>(body).map(drop)
}

fn decode_leniently<T: DeserializeOwned>(body: Bytes) -> Result<Vec<BrokenItem>, Error> {
    testing::decode_leniently::<T>(body).map(|response| response.skipped().to_vec())
}

include!(concat!(env!("OUT_DIR"), "/round_trips.rs"));

/// The type of that name.
pub fn find(name: &str) -> &'static Entry {
    TYPES.iter().find(|entry| entry.name == name).unwrap_or_else(|| panic!("no type `{name}`"))
}

/// Writes a value as a body.
pub fn body(value: &Value) -> Bytes {
    value.to_string().into()
}
