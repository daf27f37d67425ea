//! How a union is read: straight from the object, or from its piece of the text when a second reading is on.

use std::collections::VecDeque;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::collections::empty_array;
use super::lenient;
use super::tagged::{Rest, Tagged, tag};

pub(crate) fn deserialize_tagged<'de, D: Deserializer<'de>, U: Tagged>(
    deserializer: D,
) -> Result<U, D::Error> {
    if lenient::is_on() {
        return lenient::read_union(deserializer);
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
        empty_array(items)?;
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
