//! Values that nobody should miss: whatever is not of their type reads as absent.

use std::marker::PhantomData;

use serde::{Deserialize, Deserializer, Serializer};
use serde_json::Value;

use super::{Codec, Maybe};

/// An optional value whose loss is a trifle beside the loss of its answer.
pub(crate) struct Forgiving<C>(PhantomData<C>);

impl<C: Codec<T>, T> Codec<Option<T>> for Forgiving<C> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
        // Read whole before it is judged, so that the rest of the answer is read on from the right place.
        let value = Value::deserialize(deserializer)?;
        Ok(Maybe::<C>::read(value).unwrap_or(None))
    }

    fn write<S: Serializer>(value: &Option<T>, serializer: S) -> Result<S::Ok, S::Error> {
        Maybe::<C>::write(value, serializer)
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use crate::codec::Id;
    use crate::types::CorrelationId;

    #[derive(Debug)]
    struct Made {
        correlation_id: Option<CorrelationId>,
        number: i32,
    }

    crate::codec::object! {
        Made {
            correlation_id: "correlationId" crate::codec::Forgiving<Id>, optional;
            number: "number" crate::codec::Whole, required;
        }
    }

    #[test]
    fn what_is_not_of_its_type_is_absent_and_the_rest_stays() {
        for odd in ["null", "\"\"", "17", "0.5", "true", "\"no uuid\"", "[]", "[1, {}]", "{\"a\": [\"b\"]}"] {
            let body = format!("{{\"correlationId\": {odd}, \"number\": 7}}");
            let made: Made = serde_json::from_str(&body).unwrap_or_else(|error| panic!("{body}: {error}"));
            assert_eq!((made.correlation_id, made.number), (None, 7), "{body}");
        }
    }

    #[test]
    fn what_is_of_its_type_is_kept() {
        let id = CorrelationId::from_uuid(uuid::Uuid::new_v4());
        let made =
            Made::deserialize(serde_json::json!({ "number": 7, "correlationId": id })).expect("an answer");
        assert_eq!(made.correlation_id, Some(id));
    }

    #[test]
    fn what_is_no_json_is_refused() {
        assert!(serde_json::from_str::<Made>("{\"number\": 7, \"correlationId\": {\"a\": }}").is_err());
    }
}
