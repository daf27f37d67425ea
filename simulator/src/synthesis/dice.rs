//! Chance that falls the same way each time: ids and numbers by seed, operation, request and place.

use serde_json::Value;
use uuid::Uuid;

/// Chance of one call.
pub(super) struct Dice(Uuid);

impl Dice {
    /// Chance that seed, operation and request decide.
    pub(super) fn new(seed: u64, operation: &str, request: &Value) -> Self {
        let mut text = format!("{seed}/{operation}/");
        canonical(request, &mut text);
        Self(Uuid::new_v5(&Uuid::NAMESPACE_OID, text.as_bytes()))
    }

    /// An id that nothing else at another place has.
    pub(super) fn id(&self, place: &str) -> Uuid {
        Uuid::new_v5(&self.0, place.as_bytes())
    }

    /// A number of any size.
    pub(super) fn roll(&self, place: &str) -> u64 {
        let (high, low) = self.id(&format!("{place}#")).as_u64_pair();
        high ^ low.rotate_left(17)
    }

    /// One of the items.
    pub(super) fn pick<'a, T>(&self, place: &str, items: &'a [T]) -> Option<&'a T> {
        nth(items, self.roll(place))
    }
}

/// An item by a number of any size.
pub(super) fn nth<T>(items: &[T], number: u64) -> Option<&T> {
    let count = u64::try_from(items.len()).unwrap_or(u64::MAX);
    items.get(usize::try_from(number.checked_rem(count)?).ok()?)
}

/// JSON with sorted keys: how a map is ordered depends on what else is built with it.
fn canonical(value: &Value, text: &mut String) {
    match value {
        Value::Object(object) => {
            let mut fields: Vec<(&String, &Value)> = object.iter().collect();
            fields.sort_unstable_by_key(|(key, _)| *key);
            text.push('{');
            for (key, value) in fields {
                text.push_str(&Value::from(key.as_str()).to_string());
                text.push(':');
                canonical(value, text);
                text.push(',');
            }
            text.push('}');
        }
        Value::Array(items) => {
            text.push('[');
            for item in items {
                canonical(item, text);
                text.push(',');
            }
            text.push(']');
        }
        plain => text.push_str(&plain.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn chance_depends_on_all_that_it_is_made_of_and_on_nothing_else() {
        let id = |seed, operation, request: Value, place| Dice::new(seed, operation, &request).id(place);
        let one = id(1, "a", json!({ "x": 1, "y": [2] }), "/p");
        assert_eq!(one, id(1, "a", json!({ "y": [2], "x": 1 }), "/p"));
        let others = [
            id(2, "a", json!({ "x": 1, "y": [2] }), "/p"),
            id(1, "b", json!({ "x": 1, "y": [2] }), "/p"),
            id(1, "a", json!({ "x": 1, "y": [3] }), "/p"),
            id(1, "a", json!({ "x": 1, "y": [2] }), "/q"),
        ];
        assert!(!others.contains(&one));
    }

    #[test]
    fn nothing_is_picked_from_nothing() {
        let dice = Dice::new(0, "", &Value::Null);
        assert_eq!(dice.pick::<u8>("", &[]), None);
    }
}
