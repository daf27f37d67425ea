//! Values that hold no others: enum values, flags, numbers and texts.

use serde_json::Value;

use super::place::Place;
use super::scene::Scene;
use super::shape::Shape;
use super::{dice, numbers, texts};

/// Parts of names of flags that are off when all is well.
const OFF: &[&str] = &[
    "anonymized",
    "deleted",
    "blocked",
    "hidden",
    "error",
    "fail",
    "cancel",
    "problem",
    "expired",
    "inactive",
];
/// Parts of names of flags that are on when all is well.
const ON: &[&str] = &["alive", "active", "allowed", "success", "isopen"];

/// A value of a schema that is neither object nor list nor union.
pub(super) fn value(scene: &Scene<'_>, shape: &Shape<'_>, place: &Place<'_>) -> Value {
    let roll = scene.dice.roll(&place.pointer);
    if let Some(values) = shape.schema["enum"].as_array() {
        return one_of(values, place, roll, scene.asks());
    }
    match shape.kind() {
        "string" => Value::from(texts::text(scene, shape, place)),
        "integer" | "number" => numbers::number(shape.schema, place.name, scene.asks(), roll),
        "boolean" => Value::from(flag(place.name, roll)),
        _ if shape.nullable => Value::Null,
        // Of any kind: a text does.
        _ => Value::from(texts::text(scene, shape, place)),
    }
}

fn one_of(values: &[Value], place: &Place<'_>, roll: u64, asks: bool) -> Value {
    let name = place.name.to_lowercase();
    let done = values.iter().find(|value| *value == "Success").filter(|_| !asks);
    let first = || values.first().filter(|_| !asks && (name.ends_with("status") || name.ends_with("state")));
    done.or_else(first).or_else(|| dice::nth(values, roll)).cloned().unwrap_or_default()
}

fn flag(name: &str, roll: u64) -> bool {
    let name = name.to_lowercase();
    let is = |words: &[&str]| words.iter().any(|word| name.contains(word));
    !is(OFF) && (is(ON) || roll.is_multiple_of(2))
}
