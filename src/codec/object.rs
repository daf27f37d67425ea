//! Objects: read by the names of their properties and by nothing else. The code that serde derives takes an array's
//! items for the properties in their order, so that `["x", "y"]` would be an access token.

use std::marker::PhantomData;

use serde::Deserializer;
use serde::de::{DeserializeSeed, MapAccess};

use super::Codec;

/// Implements `Deserialize` for a struct: for each field its name on the wire, its codec, and whether it must be there.
/// Of a property that stands there twice the last one counts; unknown properties are ignored.
macro_rules! object {
    // A required field is none until it is read; others are what they are when they are missing.
    (@unread required) => { None };
    (@unread optional) => { Default::default() };
    (@done required $wire:literal $value:expr) => {
        match $value {
            Some(value) => value,
            None => return Err(::serde::de::Error::missing_field($wire)),
        }
    };
    (@done optional $wire:literal $value:expr) => { $value };

    ($name:ident { $($field:ident: $wire:literal $codec:ty, $presence:ident;)* }) => {
        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                #[allow(non_camel_case_types)]
                enum Property { $($field,)* __Other }

                struct PropertyVisitor;

                impl ::serde::de::Visitor<'_> for PropertyVisitor {
                    type Value = Property;

                    fn expecting(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                        f.write_str("the name of a property")
                    }

                    fn visit_str<E>(self, name: &str) -> Result<Property, E> {
                        Ok(match name {
                            $($wire => Property::$field,)*
                            _ => Property::__Other,
                        })
                    }
                }

                impl<'de> ::serde::Deserialize<'de> for Property {
                    fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                        deserializer.deserialize_identifier(PropertyVisitor)
                    }
                }

                struct ObjectVisitor;

                impl<'de> ::serde::de::Visitor<'de> for ObjectVisitor {
                    type Value = $name;

                    fn expecting(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                        f.write_str(concat!("an object of ", stringify!($name)))
                    }

                    fn visit_map<A: ::serde::de::MapAccess<'de>>(self, mut map: A) -> Result<$name, A::Error> {
                        $(let mut $field = crate::codec::object!(@unread $presence);)*
                        while let Some(property) = map.next_key()? {
                            match property {
                                $(Property::$field => {
                                    crate::codec::$presence::<$codec, _, _>(&mut map, &mut $field)?;
                                })*
                                Property::__Other => {
                                    map.next_value::<::serde::de::IgnoredAny>()?;
                                }
                            }
                        }
                        Ok($name { $($field: crate::codec::object!(@done $presence $wire $field),)* })
                    }

                    fn visit_seq<A: ::serde::de::SeqAccess<'de>>(self, items: A) -> Result<$name, A::Error> {
                        crate::codec::empty_array(items)?;
                        $(let $field = crate::codec::object!(@unread $presence);)*
                        Ok($name { $($field: crate::codec::object!(@done $presence $wire $field),)* })
                    }
                }

                deserializer.deserialize_struct(stringify!($name), &[$($wire),*], ObjectVisitor)
            }
        }
    };
}

pub(crate) use object;

/// Reads the value of the property whose name was just read, for a field that must be there.
pub(crate) fn required<'de, C, T, A>(map: &mut A, field: &mut Option<T>) -> Result<(), A::Error>
where
    C: Codec<T>,
    A: MapAccess<'de>,
{
    map.next_value_seed(Required::<C, T>(field, PhantomData))
}

/// The same for a field that may be missing.
pub(crate) fn optional<'de, C, T, A>(map: &mut A, field: &mut T) -> Result<(), A::Error>
where
    C: Codec<T>,
    A: MapAccess<'de>,
{
    map.next_value_seed(Optional::<C, T>(field, PhantomData))
}

/// Puts a value straight into its field. Out of line, so that the fields stay in memory: inline, the compiler keeps them
/// in registers that it has not, and copies dozens of them with each property. And so one function serves all fields of
/// a type.
struct Required<'a, C, T>(&'a mut Option<T>, PhantomData<C>);

impl<'de, C: Codec<T>, T> DeserializeSeed<'de> for Required<'_, C, T> {
    type Value = ();

    #[inline(never)]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        *self.0 = Some(C::read(deserializer)?);
        Ok(())
    }
}

/// The same for a field that may be missing.
struct Optional<'a, C, T>(&'a mut T, PhantomData<C>);

impl<'de, C: Codec<T>, T> DeserializeSeed<'de> for Optional<'_, C, T> {
    type Value = ();

    #[inline(never)]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        *self.0 = C::read(deserializer)?;
        Ok(())
    }
}
