//! Lists whose items stand for themselves.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Error, SeqAccess, Visitor};
use serde::{Deserializer, Serializer};
use serde_json::value::RawValue;

use super::context;
use super::piece::piece;
use crate::codec::collections::List;
use crate::codec::values::{Codec, Seed};

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
