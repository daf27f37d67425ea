//! Objects: read by the names of their properties and by nothing else. The code that serde derives takes an array's
//! items for the properties in their order, so that `["x", "y"]` would be an access token.

use serde::de::{Error, MapAccess};

use super::{Codec, Seed};

/// Implements `Deserialize` for a struct: for each field its name on the wire, its codec, and whether it must be there.
/// Of a property that stands there twice the last one counts; unknown properties are ignored.
macro_rules! object {
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
                        $(let mut $field = None;)*
                        while let Some(property) = map.next_key()? {
                            match property {
                                $(Property::$field => {
                                    $field = Some(crate::codec::property::<$codec, _, _>(&mut map)?);
                                })*
                                Property::__Other => {
                                    map.next_value::<::serde::de::IgnoredAny>()?;
                                }
                            }
                        }
                        Ok($name { $($field: crate::codec::$presence($field, $wire)?,)* })
                    }

                    fn visit_seq<A: ::serde::de::SeqAccess<'de>>(self, items: A) -> Result<$name, A::Error> {
                        crate::codec::empty_array(items)?;
                        Ok($name { $($field: crate::codec::$presence(None, $wire)?,)* })
                    }
                }

                deserializer.deserialize_struct(stringify!($name), &[$($wire),*], ObjectVisitor)
            }
        }
    };
}

pub(crate) use object;

/// The value of the property whose name was just read.
pub(crate) fn property<'de, C: Codec<T>, T, A: MapAccess<'de>>(map: &mut A) -> Result<T, A::Error> {
    map.next_value_seed(Seed::<C, T>::new())
}

/// A field that must be there.
pub(crate) fn required<T, E: Error>(value: Option<T>, name: &'static str) -> Result<T, E> {
    value.ok_or_else(|| E::missing_field(name))
}

/// A field that may be missing.
pub(crate) fn optional<T: Default, E>(value: Option<T>, _name: &'static str) -> Result<T, E> {
    Ok(value.unwrap_or_default())
}
