//! Exact money and amounts, and their JSON numbers.

use std::str::FromStr;

use rust_decimal::{Decimal, RoundingStrategy};
use serde_json::{Number, Value};

/// Greatest price, sum or amount that an order may name. Products of three of them still fit a decimal.
const GREATEST: i64 = 1_000_000_000;

/// The decimal as a JSON number, without needless zeros.
pub(crate) fn number(value: Decimal) -> Value {
    Number::from_str(&value.normalize().to_string()).map_or(Value::Null, Value::Number)
}

/// A number of a request, when it is one that a till can count: from zero to a thousand million.
pub(crate) fn read(value: &Value) -> Option<Decimal> {
    let text = value.as_number()?.to_string();
    let number = Decimal::from_str(&text).or_else(|_| Decimal::from_scientific(&text)).ok()?;
    (!number.is_sign_negative() && number <= Decimal::from(GREATEST)).then_some(number)
}

/// Rounds to kopecks as a till does.
pub(crate) fn round(value: Decimal) -> Decimal {
    value.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero)
}

/// Splits `total` in proportion to `weights`, to the kopeck: the parts always add up to the total.
pub(crate) fn share(total: Decimal, weights: &[Decimal]) -> Vec<Decimal> {
    let sum: Decimal = weights.iter().sum();
    let mut left = total;
    let mut parts: Vec<Decimal> = weights
        .iter()
        .map(|weight| {
            let part = if sum.is_zero() { Decimal::ZERO } else { round(total * (weight / sum)) };
            left -= part;
            part
        })
        .collect();
    if let Some(last) = parts.last_mut() {
        *last += left;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_sum_add_up_to_it() {
        let weights = [1, 1, 1].map(Decimal::from);
        let parts = share(Decimal::from(100), &weights);
        assert_eq!(parts.iter().sum::<Decimal>(), Decimal::from(100));
        assert_eq!(parts[0], Decimal::new(3333, 2));
    }

    #[test]
    fn a_sum_over_free_items_goes_to_the_last() {
        assert_eq!(share(Decimal::ONE, &[Decimal::ZERO, Decimal::ZERO]), [Decimal::ZERO, Decimal::ONE]);
    }

    #[test]
    fn money_is_written_without_rounding_noise() {
        let sum = read(&serde_json::json!(0.1)).unwrap() + read(&serde_json::json!(0.2)).unwrap();
        assert_eq!(number(sum).to_string(), "0.3");
        assert_eq!(number(Decimal::new(35000, 2)).to_string(), "350");
    }

    #[test]
    fn sums_that_no_till_counts_are_not_read() {
        for number in [serde_json::json!(-1), serde_json::json!(1e300), serde_json::json!(u64::MAX)] {
            assert_eq!(read(&number), None, "{number}");
        }
    }
}
