//! A field that all variants of a union share, where the variant itself is not known.

use serde_json::Value;

use super::values::Codec;

/// The field's value in the JSON of an unknown variant, if it is there and of its type.
pub(crate) fn of_unknown<C: Codec<T>, T>(value: &Value, name: &str) -> Option<T> {
    C::read(value.get(name)?).ok()
}

/// The same for a text, which need not be copied.
pub(crate) fn text_of_unknown<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    value.get(name)?.as_str()
}
