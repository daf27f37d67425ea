//! Lists of a made-up answer, whose every part is at hand.

use serde::de::MapAccess;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::*;
use crate::codec::{List, Plain, Rest, Tagged, Whole, object};

#[derive(Debug, PartialEq)]
struct Answer {
    orders: Vec<Order>,
    total: i32,
}

#[derive(Debug, PartialEq, serde::Serialize)]
struct Order {
    id: i32,
    phone: Option<String>,
    lines: Vec<Line>,
}

#[derive(Debug, PartialEq, serde::Serialize)]
enum Line {
    Dish(Dish),
    Other(Value),
}

#[derive(Debug, PartialEq, serde::Serialize)]
struct Dish {
    sum: i32,
    tags: Vec<i32>,
}

object! {
    Answer {
        orders: "orders" Independent<Plain>, optional;
        total: "total" Whole, required;
    }
}
object! {
    Order {
        id: "id" Whole, required;
        phone: "phone" Plain, optional;
        lines: "lines" Independent<Plain>, optional;
    }
}
object! {
    Dish {
        sum: "sum" Whole, required;
        tags: "tags" List<Whole>, optional;
    }
}

impl Tagged for Line {
    const NAME: &'static str = "Line";
    const TAG: &'static str = "type";

    fn unknown(value: Value) -> Self {
        Self::Other(value)
    }

    fn decode<'de, A: MapAccess<'de>>(
        tag: crate::codec::Tag<'_>,
        rest: Rest<'_, A>,
    ) -> Result<Self, A::Error> {
        match tag {
            crate::codec::Tag::Text("Dish") => rest.decode(false).map(Self::Dish),
            _ => rest.keep(),
        }
    }
}

impl<'de> Deserialize<'de> for Line {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::codec::deserialize_tagged(deserializer)
    }
}

fn left_out(text: &str) -> (Answer, Vec<(usize, String, String, String)>) {
    let (answer, skipped) = read::<Answer>(text).expect("the rest is good");
    assert_eq!(skipped.count, skipped.items.len());
    let told = |item: crate::BrokenItem| {
        let (path, reason, raw) = (item.path().to_owned(), item.reason().to_owned(), item.raw().to_owned());
        (item.index(), path, reason, raw)
    };
    (answer, skipped.items.into_iter().map(told).collect())
}

fn dish(sum: i32) -> Line {
    Line::Dish(Dish { sum, tags: vec![] })
}

#[test]
fn a_broken_item_goes_and_the_rest_stays() {
    let text = r#"{"orders": [{"id": 1}, {"id" : "two" }, {"id": 3}, 4], "total": 3}"#;
    let (answer, broken) = left_out(text);
    let ids: Vec<i32> = answer.orders.iter().map(|order| order.id).collect();
    assert_eq!((ids, answer.total), (vec![1, 3], 3));
    assert_eq!((broken.len(), broken[0].0, broken[1].0), (2, 1, 3));
    assert_eq!((&*broken[0].1, &*broken[0].3), ("orders[1].id", r#"{"id" : "two" }"#), "as it came");
    assert!(broken[0].2.contains("\"two\"") && !broken[0].2.contains("line"), "{}", broken[0].2);
    assert_eq!((&*broken[1].1, &*broken[1].3), ("orders[3]", "4"));
}

#[test]
fn the_innermost_list_leaves_it_out_wherever_the_tag_stands() {
    let text = r#"{"total": 1, "orders": [{"id": 1, "lines": [
        {"type": "Dish", "sum": 5}, {"sum": 7, "tags": [1, "x"], "type": "Dish"}, {"sum": 6, "type": "Dish"},
        {"odd": true, "type": "Gift"}]}]}"#;
    let (answer, broken) = left_out(text);
    let gift = Line::Other(serde_json::json!({"odd": true, "type": "Gift"}));
    assert_eq!(answer.orders[0].lines, [dish(5), dish(6), gift]);
    assert_eq!(broken.len(), 1);
    assert_eq!((broken[0].0, &*broken[0].1), (1, "orders[0].lines[1].tags[1]"));
}

#[test]
fn what_is_broken_within_a_broken_item_is_told_with_it() {
    let text = r#"{"total": 1, "orders": [{"lines": [1, 2], "id": "x"}, {"lines": [3], "id": 2}]}"#;
    let (answer, broken) = left_out(text);
    assert_eq!(answer.orders, [Order { id: 2, phone: None, lines: vec![] }]);
    let told: Vec<(usize, &str)> = broken.iter().map(|item| (item.0, &*item.1)).collect();
    assert_eq!(told, [(0, "orders[0].id"), (0, "orders[1].lines[0]")]);
}

#[test]
fn what_is_broken_elsewhere_is_an_error_with_its_path() {
    let broken = |text: &str| read::<Answer>(text).expect_err("broken");
    assert_eq!(broken(r#"{"orders": [1], "total": "x"}"#).0, "total");
    assert_eq!(broken(r#"{"orders": 1, "total": 1}"#).0, "orders");
    assert_eq!(broken(r#"{"orders": [{"id": 1}"#).0, "orders");
    assert_eq!(broken("").0, ".");
    assert!(read::<Answer>(r#"{"total": 1} x"#).is_err(), "something behind it");
    assert!(!is_on(), "and the context is off again");
}

#[test]
fn personal_data_is_not_told() {
    let text = r#"{"orders": [{"id": 1, "phone": ["+79990000000"]}, {"id": "mail a@b.co"}], "total": 1}"#;
    let (_, skipped) = read::<Answer>(text).expect("the rest is good");
    let told = format!("{skipped:?} {} {}", skipped.items[0], skipped.items[1]);
    assert!(!told.contains("7999") && !told.contains("a@b"), "{told}");
    assert!(skipped.items[1].raw().contains("a@b.co"), "but for those who ask for it");
}

#[test]
fn memory_and_depth_have_an_end() {
    let text = format!(r#"{{"total": 1, "orders": [{}0]}}"#, "0,".repeat(9_999));
    let (_, skipped) = read::<Answer>(&text).expect("the rest is good");
    assert_eq!((skipped.count, skipped.items.len()), (10_000, 1000));
    assert_eq!(skipped.items[999].path(), "orders[999]");

    let deep = format!(r#"{{"total": 1, "orders": {}{}}}"#, "[".repeat(100_000), "]".repeat(100_000));
    assert!(read::<Answer>(&deep).expect_err("too deep").1.contains("deep"));
}
