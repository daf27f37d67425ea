//! Values that may be missing or `null`, read and written as those that are there.

/// Makes a codec's module `optional` out of the codec's own `deserialize` and `serialize`. `$expected` is what an
/// error says should have been there.
macro_rules! optional {
    ($value:ty, $expected:literal) => {
        /// The same for a value that may be missing or `null`.
        pub(crate) mod optional {
            use std::fmt;

            use serde::de::{Error, Visitor};
            use serde::{Deserializer, Serializer};

            pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
                deserializer: D,
            ) -> Result<Option<$value>, D::Error> {
                deserializer.deserialize_option(OptionalVisitor)
            }

            pub(crate) fn serialize<S: Serializer>(
                value: &Option<$value>,
                serializer: S,
            ) -> Result<S::Ok, S::Error> {
                match value {
                    Some(value) => super::serialize(value, serializer),
                    None => serializer.serialize_none(),
                }
            }

            struct OptionalVisitor;

            impl<'de> Visitor<'de> for OptionalVisitor {
                type Value = Option<$value>;

                fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    f.write_str($expected)
                }

                fn visit_none<E: Error>(self) -> Result<Self::Value, E> {
                    Ok(None)
                }

                fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
                    Ok(None)
                }

                fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
                    super::deserialize(deserializer).map(Some)
                }
            }
        }
    };
}

pub(crate) use optional;
