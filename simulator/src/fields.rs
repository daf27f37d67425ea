//! Fields of a body that the bundle's schema has let through.

use chrono::NaiveDateTime;
use serde_json::Value;
use uuid::Uuid;

use crate::clock;

/// An id that must be there: the nil id, which nothing has, stands for one that is not.
pub(crate) fn id(object: &Value, key: &str) -> Uuid {
    uuid(object, key).unwrap_or_default()
}

/// An id that may be there.
pub(crate) fn uuid(object: &Value, key: &str) -> Option<Uuid> {
    as_uuid(&object[key])
}

/// The value as an id.
pub(crate) fn as_uuid(value: &Value) -> Option<Uuid> {
    Uuid::try_parse(value.as_str()?).ok()
}

/// A list of ids that may be there.
pub(crate) fn uuids(object: &Value, key: &str) -> Option<Vec<Uuid>> {
    Some(object[key].as_array()?.iter().filter_map(as_uuid).collect())
}

/// A text that may be there.
pub(crate) fn text<'a>(object: &'a Value, key: &str) -> Option<&'a str> {
    object[key].as_str()
}

/// A list of texts; empty when it is not there.
pub(crate) fn texts<'a>(object: &'a Value, key: &str) -> Vec<&'a str> {
    list(&object[key]).iter().filter_map(Value::as_str).collect()
}

/// A flag; false when it is not there.
pub(crate) fn flag(object: &Value, key: &str) -> bool {
    object[key].as_bool().unwrap_or_default()
}

/// A date-time that may be there.
pub(crate) fn date_time(object: &Value, key: &str) -> Option<NaiveDateTime> {
    clock::parse(object[key].as_str()?)
}

/// The items of a list; none when it is not there.
pub(crate) fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}
