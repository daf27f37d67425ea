//! Examples of requests.

use chrono::NaiveDateTime;
use serde_json::Value;

use super::dice::Dice;
use super::echo::Echo;
use super::maker;
use super::place::Place;
use super::scene::{Purpose, Scene};
use crate::contract::{Bundle, Operation};
use crate::world::World;

/// A body that is valid by the operation's schema: with `all` fields, or only with those that it must have. Its times are
/// around `now` (UTC). Null when the operation takes no body.
pub(crate) fn request(
    bundle: &Bundle,
    world: &World,
    operation: &Operation,
    seed: u64,
    now: NaiveDateTime,
    all: bool,
) -> Value {
    let Some(schema) = &operation.request else { return Value::Null };
    let dice = Dice::new(seed, &operation.id, &Value::Null);
    let scene = Scene { bundle, world, dice, echo: Echo::default(), now, purpose: Purpose::Request { all } };
    maker::value(&scene, schema, &Place::default())
}
