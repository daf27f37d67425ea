//! Numbers by schema and by the name of a field.

use rust_decimal::Decimal;
use serde_json::Value;

use super::limits;
use crate::money;

/// Whole numbers by what the name contains: the least and how many there are from there.
const WHOLE: &[(&str, i64, u64)] = &[
    ("weekmap", 127, 1),
    ("version", 2, 3),
    ("revision", 1_700_000_000_000, 1_000_000),
    ("timestamp", 1_700_000_000_000, 1_000_000),
    ("minutes", 15, 46),
    ("duration", 15, 46),
    ("timeout", 30, 31),
    ("cookingtime", 10, 21),
    ("limit", 50, 1),
    ("pagesize", 50, 1),
    ("offsetinseconds", 10800, 1),
    ("offset", 0, 1),
    ("page", 0, 1),
    ("free", 0, 1),
    ("min", 0, 1),
    ("default", 0, 2),
    ("count", 1, 5),
    ("amount", 1, 3),
    ("quantity", 1, 3),
    ("capacity", 2, 5),
    ("number", 1, 500),
    ("position", 0, 10),
    ("priority", 0, 10),
    ("sort", 0, 10),
    ("order", 0, 10),
    ("width", 40, 80),
    ("height", 40, 80),
];

/// Fractions by what the name contains: the least, how many there are from there, and the digits behind the point.
const FRACTIONS: &[(&str, i64, u64, u32)] = &[
    ("latitude", 55_700_000, 100_000, 6),
    ("longitude", 37_500_000, 200_000, 6),
    ("angle", 0, 4, 0),
    ("percent", 5, 16, 0),
    ("rating", 40, 11, 1),
    ("denomination", 1, 1, 2),
    ("min", 0, 1, 0),
    ("free", 0, 1, 0),
    ("amount", 1, 3, 0),
    ("quantity", 1, 3, 0),
    ("count", 1, 3, 0),
    ("weight", 150, 300, 0),
    ("energy", 800, 2000, 1),
    ("fat", 10, 200, 1),
    ("protein", 10, 200, 1),
    ("carb", 10, 400, 1),
    ("sugar", 1, 90, 1),
    ("salt", 1, 20, 1),
    ("capacity", 1, 5, 0),
    ("factor", 1, 1, 0),
    ("order", 0, 10, 0),
];

/// A number that fits a field of that name and the limits of its schema.
pub(super) fn number(schema: &Value, name: &str, asked: bool, roll: u64) -> Value {
    let name = name.to_lowercase();
    if schema["type"] == "integer" {
        return Value::from(within(schema, whole(&name, asked, roll)));
    }
    let number = FRACTIONS.iter().find(|(key, ..)| name.contains(key)).map_or_else(
        // Prices end in a half at most.
        || Decimal::new(5000 + 50 * some(roll, 1900), 2),
        |(_, least, count, digits)| Decimal::new(least + some(roll, *count), *digits),
    );
    let limit = |key: &str| Decimal::try_from(schema[key].as_f64()?).ok();
    let number = limit("minimum").map_or(number, |least| number.max(least));
    money::number(limit("maximum").map_or(number, |most| number.min(most)))
}

fn whole(name: &str, asked: bool, roll: u64) -> i64 {
    match WHOLE.iter().find(|(key, ..)| name.contains(key)) {
        // A caller who holds no revision yet asks from the beginning.
        Some(("revision" | "timestamp", ..)) if asked => 0,
        Some((_, least, count)) => least + some(roll, *count),
        None => 1 + some(roll, 100),
    }
}

fn within(schema: &Value, number: i64) -> i64 {
    let fits = if schema["format"] == "int32" { i64::from(i32::MAX) } else { i64::MAX };
    let number = number.min(schema["maximum"].as_i64().unwrap_or(fits)).min(fits);
    number.max(schema["minimum"].as_i64().unwrap_or(i64::MIN))
}

fn some(roll: u64, count: u64) -> i64 {
    roll.checked_rem(count).and_then(|some| i64::try_from(some).ok()).unwrap_or_default()
}

/// How many items a list has.
pub(super) fn items(schema: &Value, lists: u32, roll: u64) -> u64 {
    let wanted = match lists {
        0 => 1 + roll % 3,
        1 => 1 + roll % 2,
        _ => 1,
    };
    limits::count(schema, wanted, "minItems", "maxItems")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn numbers_keep_to_their_limits() {
        let whole = json!({ "type": "integer", "format": "int32", "minimum": 3, "maximum": 4 });
        let fraction = json!({ "type": "number", "maximum": 1.5 });
        for roll in [0, 1, 77, u64::MAX] {
            assert!([json!(3), json!(4)].contains(&number(&whole, "count", false, roll)));
            assert_eq!(number(&fraction, "price", false, roll), json!(1.5));
        }
        let small = json!({ "type": "integer", "format": "int32" });
        assert_eq!(number(&small, "revision", false, 1), json!(i32::MAX));
        assert_eq!(number(&small, "startRevision", true, 1), json!(0));
    }
}
