//! Mutated bodies: never a panic, and each error names a path. The same seeds give the same bodies.

use std::panic::{AssertUnwindSafe, catch_unwind};

use bytes::Bytes;
use iiko_transport::Error;
use proptest::prelude::Rng as _;
use proptest::test_runner::{RngAlgorithm, TestRng};
use serde_json::Value;

use crate::bundle::is_variant;
use crate::tables::{Entry, TYPES};
use crate::values::{Shape, values};

/// Larger bodies would spend the time on copying.
const LARGEST: usize = 4096;

/// Bodies that decode, each with its type.
fn seeds() -> Vec<(&'static Entry, Vec<u8>)> {
    let shapes = [
        Shape::default(),
        Shape { minimal: true, ..Shape::default() },
        Shape { null_lists: true, unknown_values: true, ..Shape::default() },
        Shape { unknown_tags: true, extra_fields: true, ..Shape::default() },
        Shape {
            empty_arrays: true,
            empty_texts: true,
            points: true,
            swapped_values: true,
            ..Shape::default()
        },
    ];
    let mut seeds = Vec::new();
    for entry in TYPES.iter().filter(|entry| entry.received && !is_variant(entry.name)) {
        let bodies = shapes.iter().flat_map(|shape| values(entry.name, *shape));
        let bodies = bodies.map(|value| value.to_string().into_bytes());
        seeds.extend(bodies.filter(|body| body.len() <= LARGEST).map(|body| (entry, body)));
    }
    seeds
}

/// What came of a run.
#[derive(Debug, Default)]
struct Outcome {
    decoded: u32,
    refused: u32,
    /// Those of the refused whose rest is an answer all the same.
    in_part: u32,
}

fn fuzz(inputs: u32, seed: u8) -> Outcome {
    let seeds = seeds();
    let mut rng = TestRng::from_seed(RngAlgorithm::XorShift, &[seed; 16]);
    let mut outcome = Outcome::default();
    for _ in 0..inputs {
        let (entry, body) = &seeds[below(&mut rng, seeds.len())];
        let body = Bytes::from(mutated(body, &mut rng));
        let decoded = catch_unwind(AssertUnwindSafe(|| (entry.decode)(body.clone())));
        let lenient = catch_unwind(AssertUnwindSafe(|| (entry.decode_leniently)(body.clone())));
        let lenient = lenient.unwrap_or_else(|_| panic!("{} panics leniently at {body:?}", entry.name));
        let left_out = lenient.as_ref().map_or(&[][..], Vec::as_slice);
        for item in left_out {
            let json = serde_json::from_str::<Value>(item.raw());
            assert!(!item.path().is_empty() && json.is_ok(), "{}: {item}\n{body:?}", entry.name);
        }
        outcome.in_part += u32::from(!left_out.is_empty());
        let decoded = decoded.inspect(|strict| {
            assert!(strict.is_err() || (lenient.is_ok() && left_out.is_empty()), "{}: {body:?}", entry.name);
        });
        match decoded.unwrap_or_else(|_| panic!("{} panics at {body:?}", entry.name)) {
            Ok(()) => outcome.decoded += 1,
            Err(Error::Decode(error)) => {
                assert!(!error.path().is_empty(), "{}: no path: {error}\n{body:?}", entry.name);
                assert!(!error.reason().is_empty(), "{}: no reason\n{body:?}", entry.name);
                outcome.refused += 1;
            }
            Err(error @ Error::Api(_)) => assert_eq!(entry.name, "ServiceError", "{error}"),
            Err(error) => panic!("{}: {error:?}\n{body:?}", entry.name),
        }
    }
    outcome
}

fn below(rng: &mut TestRng, limit: usize) -> usize {
    (rng.next_u64() % limit.max(1) as u64) as usize
}

/// One to four mutations, of the bytes or of the structure.
fn mutated(body: &[u8], rng: &mut TestRng) -> Vec<u8> {
    let mut body = body.to_vec();
    for _ in 0..=below(rng, 4) {
        let structured = (below(rng, 2) == 0).then(|| serde_json::from_slice::<Value>(&body).ok()).flatten();
        match structured {
            Some(mut value) => {
                mutate_value(&mut value, rng);
                body = value.to_string().into_bytes();
            }
            None => mutate_bytes(&mut body, rng),
        }
    }
    body
}

/// Bytes that mean something in JSON, or break it.
const BYTES: &[u8] = b"{}[]\",:\\tfn0123456789.-+eE \0\xff\xc3\xed";

fn mutate_bytes(body: &mut Vec<u8>, rng: &mut TestRng) {
    let at = below(rng, body.len());
    let byte = BYTES[below(rng, BYTES.len())];
    match below(rng, 6) {
        0 if !body.is_empty() => body[at] = byte,
        1 if !body.is_empty() => body[at] ^= 1 << below(rng, 8),
        2 => body.insert(at, byte),
        3 if !body.is_empty() => drop(body.remove(at)),
        4 => body.truncate(at),
        _ => {
            let to = (at + below(rng, 64)).min(body.len());
            let copied = body[at.min(to)..to].to_vec();
            let into = below(rng, body.len());
            body.splice(into..into, copied);
        }
    }
}

fn mutate_value(value: &mut Value, rng: &mut TestRng) {
    // Down to some place, then a change there.
    let children = match value {
        Value::Array(items) => items.len(),
        Value::Object(object) => object.len(),
        _ => 0,
    };
    if children > 0 && below(rng, 4) > 0 {
        let chosen = below(rng, children);
        let child = match value {
            Value::Array(items) => items.get_mut(chosen),
            Value::Object(object) => object.values_mut().nth(chosen),
            _ => None,
        };
        if let Some(child) = child {
            return mutate_value(child, rng);
        }
    }
    change(value, rng);
}

fn change(value: &mut Value, rng: &mut TestRng) {
    let old = value.take();
    *value = match below(rng, 10) {
        0 => Value::Null,
        1 => Value::Bool(true),
        2 => (rng.next_u64() as i64).into(),
        3 => Value::from(f64::from_bits(rng.next_u64())),
        4 => "".into(),
        5 => "\u{0}\u{1F355}'\"\\".into(),
        6 => Value::Array(vec![old.clone(), old]),
        7 => serde_json::json!({ "type": old }),
        8 => (0..below(rng, 200)).fold(old, |inner, _| Value::Array(vec![inner])),
        _ => match old {
            Value::Object(mut object) => {
                let chosen = object.keys().nth(below(rng, object.len())).cloned();
                chosen.map(|key| object.remove(&key));
                Value::Object(object)
            }
            other => other,
        },
    };
}

#[test]
fn mutated_bodies_decode_or_say_where_they_do_not() {
    let outcome = fuzz(50_000, 1);
    // Neither a mutation that never bites nor one that always does would test much.
    assert!(outcome.decoded > 1000 && outcome.refused > 1000 && outcome.in_part > 100, "{outcome:?}");
}

#[test]
#[ignore = "some minutes: cargo test --release --test types -- --ignored fuzz_million"]
fn fuzz_million() {
    let runs: Vec<_> = (2..6).map(|seed| std::thread::spawn(move || fuzz(250_000, seed))).collect();
    for run in runs {
        let outcome = run.join().expect("no panic");
        assert!(outcome.decoded > 10_000 && outcome.refused > 10_000, "{outcome:?}");
    }
}
