//! Tagged unions: the tag chooses the variant, which then reads the rest of the object where it stands. Only
//! what comes before the tag is buffered, and the service writes tags first.

use std::collections::VecDeque;
use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{
    self, Deserialize, DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, SeqAccess, Visitor,
};
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

pub(crate) fn deserialize_tagged<'de, D: Deserializer<'de>, U: Tagged>(
    deserializer: D,
) -> Result<U, D::Error> {
    if super::lenient::is_on() {
        return super::lenient::union(deserializer);
    }
    deserializer.deserialize_any(UnionVisitor(PhantomData))
}

struct UnionVisitor<U>(PhantomData<U>);

impl<'de, U: Tagged> Visitor<'de> for UnionVisitor<U> {
    type Value = U;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object of {} with `{}`", U::NAME, U::TAG)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<U, A::Error> {
        super::empty_array(items)?;
        Ok(U::unknown(Value::Array(Vec::new())))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<U, A::Error> {
        let mut before = VecDeque::new();
        let mut value = None;
        while let Some(key) = map.next_key_seed(KeySeed(U::TAG))? {
            match key {
                None => {
                    value = Some(map.next_value::<Value>()?);
                    break;
                }
                Some(key) => before.push_back((key, map.next_value::<Value>()?)),
            }
        }
        let rest = Rest { tag: U::TAG, value: value.as_ref(), before, map };
        U::decode(tag(value.as_ref()), rest)
    }
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

/// Reads a key without keeping it when it is the tag.
struct KeySeed(&'static str);

impl<'de> DeserializeSeed<'de> for KeySeed {
    type Value = Option<String>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for KeySeed {
    type Value = Option<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a property name")
    }

    fn visit_str<E: de::Error>(self, key: &str) -> Result<Self::Value, E> {
        Ok((key != self.0).then(|| key.to_owned()))
    }
}

/// What remains of a union's object once its tag is known.
pub(crate) struct Rest<'a, A> {
    tag: &'static str,
    value: Option<&'a Value>,
    before: VecDeque<(String, Value)>,
    map: A,
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
