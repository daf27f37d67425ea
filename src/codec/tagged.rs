//! Tagged unions: the tag chooses the variant, which then reads the rest of the object where it stands. Only
//! what comes before the tag is buffered, and the service writes tags first.

use std::collections::VecDeque;

use serde::de::value::MapAccessDeserializer;
use serde::de::{self, Deserialize, DeserializeSeed, IntoDeserializer, MapAccess};
use serde_json::{Map, Value};

/// The value that tells variants apart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Tag<'a> {
    Text(&'a str),
    Integer(i64),
    /// Missing, `null` or of another type.
    None,
}

/// A union that knows its variants.
pub(crate) trait Tagged: Sized {
    /// Name of the union, for the log.
    const NAME: &'static str;
    /// Property that holds the tag.
    const TAG: &'static str;

    /// A variant that nobody knows, kept whole.
    fn unknown(value: Value) -> Self;

    /// Reads the variant that `tag` chooses.
    fn decode<'de, A: MapAccess<'de>>(tag: Tag<'_>, rest: Rest<'_, A>) -> Result<Self, A::Error>;
}

/// What a tag's value is to those who choose by it.
pub(super) fn tag(value: Option<&Value>) -> Tag<'_> {
    match value {
        Some(Value::String(text)) => Tag::Text(text),
        Some(Value::Number(number)) => {
            let whole = number.as_i64().or_else(|| number.as_f64().and_then(super::whole));
            whole.map_or(Tag::None, Tag::Integer)
        }
        _ => Tag::None,
    }
}

/// What remains of a union's object once its tag is known.
pub(crate) struct Rest<'a, A> {
    pub(super) tag: &'static str,
    pub(super) value: Option<&'a Value>,
    pub(super) before: VecDeque<(String, Value)>,
    pub(super) map: A,
}

impl<'de, A: MapAccess<'de>> Rest<'_, A> {
    /// All of a union's object, the tag still among its properties.
    pub(super) fn whole(tag: &'static str, map: A) -> Self {
        Self { tag, value: None, before: VecDeque::new(), map }
    }

    /// Reads a variant; `keeps_tag` when its struct has a field for the tag.
    pub(crate) fn decode<T: Deserialize<'de>>(mut self, keeps_tag: bool) -> Result<T, A::Error> {
        if keeps_tag && let Some(value) = self.value {
            self.before.push_front((self.tag.to_owned(), value.clone()));
        }
        if self.before.is_empty() {
            // The common case: nothing to replay.
            return T::deserialize(MapAccessDeserializer::new(self.map));
        }
        T::deserialize(MapAccessDeserializer::new(Replay { before: self.before, value: None, map: self.map }))
    }

    /// Keeps an object of an unknown variant whole.
    pub(crate) fn keep<U: Tagged>(mut self) -> Result<U, A::Error> {
        let mut object: Map<String, Value> = self.before.into_iter().collect();
        if let Some(value) = self.value {
            super::note_unknown(U::NAME, &value.to_string());
            object.insert(self.tag.to_owned(), value.clone());
        }
        while let Some((key, value)) = self.map.next_entry()? {
            object.insert(key, value);
        }
        Ok(U::unknown(Value::Object(object)))
    }
}

/// The entries that were buffered on the way to the tag, then the rest.
struct Replay<A> {
    before: VecDeque<(String, Value)>,
    value: Option<Value>,
    map: A,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Replay<A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, A::Error> {
        match self.before.pop_front() {
            Some((key, value)) => {
                self.value = Some(value);
                seed.deserialize(key.into_deserializer()).map(Some)
            }
            None => self.map.next_key_seed(seed),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        match self.value.take() {
            Some(value) => seed.deserialize(value).map_err(de::Error::custom),
            None => self.map.next_value_seed(seed),
        }
    }
}
