//! The answer of an operation that has no handler.

use chrono::NaiveDateTime;
use serde_json::{Value, json};
use uuid::Uuid;

use super::dice::Dice;
use super::echo::Echo;
use super::place::Place;
use super::scene::{Purpose, Scene};
use super::{maker, paging};
use crate::contract::{Bundle, Operation};
use crate::world::World;

/// An answer that is valid by the operation's schema, the same each time but for `now` (UTC) and the correlation id. An
/// operation that says only that it succeeded answers `{}`.
pub(crate) fn answer(
    bundle: &Bundle,
    world: &World,
    operation: &Operation,
    request: &Value,
    seed: u64,
    now: NaiveDateTime,
    correlation_id: Uuid,
) -> Value {
    let Some(schema) = &operation.success.schema else { return json!({}) };
    let echo = operation.request.as_ref().map(|schema| Echo::of(bundle, schema, request)).unwrap_or_default();
    let dice = Dice::new(seed, &operation.id, &paging::without_position(operation, request));
    let scene = Scene { bundle, world, dice, echo, now, purpose: Purpose::Answer(correlation_id) };
    let mut answer = maker::value(&scene, schema, &Place::default());
    paging::cut(operation, request, &mut answer);
    answer
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::check;
    use crate::{clock, synthesis};

    #[test]
    fn whatever_the_seed_answers_and_examples_are_valid() {
        let (bundle, world) = (Bundle::get().unwrap(), World::new(0));
        let (now, call) = (clock::parse("2026-01-31 12:00:00").unwrap(), Uuid::from_u128(7));
        for operation in bundle.operations() {
            for seed in 0..6 {
                let request = synthesis::request(bundle, &world, operation, seed, now, seed % 2 == 0);
                if let Some(schema) = &operation.request {
                    let wrong = check::check_answer(bundle, schema, &request).err();
                    assert!(wrong.is_none(), "request of {}: {wrong:?}", operation.id);
                }
                let made = answer(bundle, &world, operation, &request, seed, now, call);
                assert_eq!(
                    made,
                    answer(bundle, &world, operation, &request, seed, now, call),
                    "{}",
                    operation.id
                );
                if let Some(schema) = &operation.success.schema {
                    let wrong = check::check_answer(bundle, schema, &made).err();
                    assert!(wrong.is_none(), "{}: {wrong:?}", operation.id);
                }
                let own = &made["correlationId"];
                assert!(own.is_null() || *own == call.to_string(), "{}", operation.id);
            }
        }
    }
}
