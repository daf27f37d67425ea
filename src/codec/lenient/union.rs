//! Unions as pieces of the text, whatever the place of their tag.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use serde_json::value::RawValue;

use super::piece::piece;
use crate::codec::collections::empty_array;
use crate::codec::tagged::{Rest, Tagged, tag};

/// Reads a union from its piece of the text.
pub(crate) fn read_union<'de, D: Deserializer<'de>, U: Tagged>(deserializer: D) -> Result<U, D::Error> {
    let text = <&'de RawValue>::deserialize(deserializer)?.get();
    let tag = Tag::of::<U>(text);
    piece(text, Whole::<U>(tag.0, PhantomData)).map_err(D::Error::custom)
}

/// The first value of the tag's property.
struct Tag(Option<Value>);

impl Tag {
    fn of<U: Tagged>(text: &str) -> Self {
        let mut tag = Self(None);
        // Once the tag is found, the rest is left to those who read it.
        let _ = serde_json::Deserializer::from_str(text).deserialize_map(TagVisitor(U::TAG, &mut tag));
        tag
    }
}

struct TagVisitor<'a>(&'static str, &'a mut Tag);

impl<'de> Visitor<'de> for TagVisitor<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<std::borrow::Cow<'de, str>>()? {
            if key == self.0 {
                self.1.0 = Some(map.next_value()?);
                return Ok(());
            }
            map.next_value::<serde::de::IgnoredAny>()?;
        }
        Ok(())
    }
}

/// A union whose tag is known, and which still has it among its properties.
struct Whole<U>(Option<Value>, PhantomData<U>);

impl<'de, U: Tagged> DeserializeSeed<'de> for Whole<U> {
    type Value = U;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<U, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, U: Tagged> Visitor<'de> for Whole<U> {
    type Value = U;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object of {} with `{}`", U::NAME, U::TAG)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<U, A::Error> {
        empty_array(items)?;
        Ok(U::unknown(Value::Array(Vec::new())))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<U, A::Error> {
        U::decode(tag(self.0.as_ref()), Rest::whole(U::TAG, map))
    }
}
