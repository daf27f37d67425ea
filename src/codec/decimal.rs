//! Money and amounts: `Decimal` in Rust, a JSON number on the wire. What comes in is the shortest decimal of the double
//! that the service meant, 17 digits at most; what goes out with more digits is the nearest double, for the service
//! computes with nothing better. `serde_json` reads doubles exactly with its feature `float_roundtrip` alone.

use std::fmt;

use rust_decimal::Decimal;
use serde::de::{self, Visitor};
use serde::{Deserializer, Serializer};

use super::Codec;

/// Most digits after the point that the quick conversion tries.
const QUICK_SCALE: u32 = 6;

/// Every integer up to here is a double, and a double times a small power of ten stays exact.
const EXACT: f64 = 1e15;

const POWERS: [f64; QUICK_SCALE as usize + 1] = [1.0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6];

/// A decimal.
pub(crate) struct Exact;

impl Codec<Decimal> for Exact {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Decimal, D::Error> {
        deserializer.deserialize_f64(DecimalVisitor)
    }

    fn write<S: Serializer>(value: &Decimal, serializer: S) -> Result<S::Ok, S::Error> {
        let value = value.normalize();
        if value.scale() == 0
            && let Ok(integer) = i64::try_from(value.mantissa())
        {
            return serializer.serialize_i64(integer);
        }
        serializer.serialize_f64(to_double(value))
    }
}

/// The double nearest to a decimal.
fn to_double(value: Decimal) -> f64 {
    let (mantissa, scale) = (value.mantissa(), value.scale());
    // Both exact as doubles, so that one division rounds once.
    if mantissa.unsigned_abs() < EXACT as u128 && scale <= 22 {
        return mantissa as f64 / 10f64.powi(scale as i32);
    }
    // A decimal's text is always a number.
    value.to_string().parse().unwrap_or(f64::NAN)
}

/// The shortest decimal that reads back as `value`; none when it is too large.
fn from_double(value: f64) -> Option<Decimal> {
    if value.abs() < EXACT {
        for (scale, power) in (0..=QUICK_SCALE).zip(POWERS) {
            let mantissa = (value * power).round();
            if mantissa.abs() >= EXACT {
                break;
            }
            if mantissa / power == value {
                return Some(Decimal::new(mantissa as i64, scale));
            }
        }
    }
    // Without an exponent, however small or large; digits beyond the 28th after the point are rounded away.
    value.to_string().parse().ok()
}

struct DecimalVisitor;

impl Visitor<'_> for DecimalVisitor {
    type Value = Decimal;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number")
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Decimal, E> {
        Ok(Decimal::from(value))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Decimal, E> {
        Ok(Decimal::from(value))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Decimal, E> {
        from_double(value).ok_or_else(|| E::custom(format!("{value} is too large for a decimal")))
    }
}
