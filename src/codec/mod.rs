//! How values travel as JSON: objects, lists and maps, integers, decimals, dates, ids, open enums, tagged unions.

// Each section needs some of them, all sections need all.
#![cfg_attr(not(feature = "full"), allow(dead_code, unused_imports, unused_macros))]

mod broken_item;
mod code;
mod collections;
mod date;
mod date_time;
mod decimal;
mod forgiving;
mod id;
mod integer;
mod iso_date_time;
pub(crate) mod lenient;
mod nullable;
mod object;
mod one_line;
mod open_enum;
pub(crate) mod personal;
pub(crate) mod secret;
mod shared_field;
mod spelled;
mod tagged;
pub mod types;
mod union;
pub mod validate;
mod values;
mod wire_value;
mod zone;

pub use broken_item::BrokenItem;
pub(crate) use code::{Code, deserialize_code, integer_code};
pub(crate) use collections::{List, Map, empty_array};
pub(crate) use decimal::Exact;
pub(crate) use forgiving::Forgiving;
pub(crate) use id::{EntityId, Id, entity_id};
pub(crate) use integer::{Whole, whole};
pub(crate) use lenient::Independent;
pub use nullable::Nullable;
pub(crate) use object::{object, optional, required};
pub(crate) use one_line::OneLine;
pub use open_enum::UnknownValue;
pub(crate) use open_enum::{Open, deserialize_open, integer_enum, note_unknown, string_enum};
pub use secret::Secret;
pub(crate) use shared_field::{of_unknown, text_of_unknown};
pub(crate) use spelled::Spelling;
pub(crate) use tagged::{Rest, Tag, Tagged};
pub(crate) use union::deserialize_tagged;
pub(crate) use values::{Codec, Maybe, Plain, Seed, ThreeState, Written};
pub use wire_value::WireValue;
