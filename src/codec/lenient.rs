//! The second reading of an answer that does not decode as it should: to say where it is broken, or, where lenient
//! reading is asked for, to leave the broken items of independent lists out.
//!
//! While it goes on, a thread-local context is on. Unions then take their objects as pieces of the text, whatever the
//! place of their tag, and, in lenient reading, independent lists their items; nothing is buffered in another form, so
//! that every piece lies in the text and its offset there tells its path.

mod context;
mod place;
#[cfg(test)]
mod tests;

use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serializer};
use serde_json::Value;
use serde_json::value::RawValue;
use serde_path_to_error::Track;

use super::tagged::{Rest, Tagged};
use super::{Codec, List, Seed};

#[cfg(feature = "webhooks")]
pub(crate) use context::reason;
pub(crate) use context::{Skipped, locate, read};
#[cfg(feature = "webhooks")]
pub(crate) use place::joined;

/// Whether the reading of this thread is a second one, of pieces of the text.
pub(crate) fn is_on() -> bool {
    context::is_on()
}

/// A list whose items, read by `C`, stand for themselves.
pub(crate) struct Independent<C>(PhantomData<C>);

impl<C: Codec<T>, T> Codec<Vec<T>> for Independent<C> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
        if context::leaves_out() {
            return deserializer.deserialize_option(ItemsVisitor::<C, T>(PhantomData));
        }
        List::<C>::read(deserializer)
    }

    fn write<S: Serializer>(value: &Vec<T>, serializer: S) -> Result<S::Ok, S::Error> {
        List::<C>::write(value, serializer)
    }
}

struct ItemsVisitor<C, T>(PhantomData<(C, T)>);

impl<'de, C: Codec<T>, T> Visitor<'de> for ItemsVisitor<C, T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_none<E: Error>(self) -> Result<Self::Value, E> {
        Ok(Vec::new())
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(Vec::new())
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_seq(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let mut list = Vec::new();
        let mut index = 0;
        while let Some(raw) = items.next_element::<&'de RawValue>()? {
            list.extend(context::item(index, raw.get(), |text| piece(text, Seed::<C, T>::new())));
            index += 1;
        }
        list.shrink_to_fit();
        Ok(list)
    }
}

/// Reads a piece of the text; a failure is noted with its place before it is passed on.
fn piece<'de, S: DeserializeSeed<'de>>(text: &'de str, seed: S) -> Result<S::Value, serde_json::Error> {
    let mut track = Track::new();
    let mut deserializer = serde_json::Deserializer::from_str(text);
    seed.deserialize(serde_path_to_error::Deserializer::new(&mut deserializer, &mut track))
        .inspect_err(|_| context::note_fault(text, &track.path()))
}

/// Reads a union from its piece of the text.
pub(super) fn union<'de, D: Deserializer<'de>, U: Tagged>(deserializer: D) -> Result<U, D::Error> {
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
        super::empty_array(items)?;
        Ok(U::unknown(Value::Array(Vec::new())))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<U, A::Error> {
        U::decode(super::tagged::tag(self.0.as_ref()), Rest::whole(U::TAG, map))
    }
}
