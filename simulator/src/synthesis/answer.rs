//! The answer of an operation that has no handler.

use chrono::NaiveDateTime;
use serde_json::Value;
use uuid::Uuid;

use super::dice::Dice;
use super::echo::Echo;
use super::place::Place;
use super::scene::{Purpose, Scene};
use super::{maker, paging};
use crate::contract::{Bundle, Operation};
use crate::world::World;

/// An answer that is valid by the operation's schema, the same each time but for `now` (UTC) and the correlation id. Null
/// when the operation answers nothing.
pub(crate) fn answer(
    bundle: &Bundle,
    world: &World,
    operation: &Operation,
    request: &Value,
    seed: u64,
    now: NaiveDateTime,
    correlation_id: Uuid,
) -> Value {
    let Some(schema) = &operation.success.schema else { return Value::Null };
    let echo = operation.request.as_ref().map(|schema| Echo::of(bundle, schema, request)).unwrap_or_default();
    let dice = Dice::new(seed, &operation.id, &paging::without_position(operation, request));
    let scene = Scene { bundle, world, dice, echo, now, purpose: Purpose::Answer(correlation_id) };
    let mut answer = maker::value(&scene, schema, &Place::default());
    paging::cut(operation, request, &mut answer);
    answer
}
