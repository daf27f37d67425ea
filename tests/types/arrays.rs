//! Arrays where objects are due: an empty one is an empty object or map, as PHP writes them; one with items is a
//! mistake, and says where it stands.

use iiko_transport::testing;
use iiko_transport::types::{
    AccessTokenResponse, CancelCausesResponse, GuestCount, MenuByIdResponse, OrganizationsRequest,
    ProductOrderItem, StatusResponse,
};
use serde_json::{Value, json};

use crate::bundle::{is_variant, mapping, properties, resolved, schema, tag};
use crate::tables::{TYPES, body};
use crate::values::{Shape, values};

const REASON: &str = "an array where an object is due";

fn refused<T: serde::de::DeserializeOwned>(value: &Value) -> (String, String) {
    match testing::decode::<T>(body(value)).err().unwrap_or_else(|| panic!("{value} is taken")) {
        iiko_transport::Error::Decode(error) => (error.path().to_owned(), error.reason().to_owned()),
        error => panic!("{error}"),
    }
}

#[test]
fn an_empty_map_of_a_menu_may_be_an_array() {
    for version in [3, 4] {
        let menu = json!({
            "formatVersion": version, "id": 1, "name": "Menu", "revision": 1, "taxCategories": [],
            "productCategories": [], "allergenGroups": [], "customerTagGroups": [], "overrideTaxCategories": [],
            "intervals": [], "comboCategories": [], "itemGroups": [],
        });
        match testing::decode(body(&menu)).unwrap_or_else(|error| panic!("version {version}: {error}")) {
            MenuByIdResponse::V3(menu) => assert!(menu.override_tax_categories.is_empty()),
            MenuByIdResponse::V4(menu) => assert_eq!(menu.name.as_deref(), Some("Menu")),
            other => panic!("{other:?}"),
        }
        let mut menu = menu;
        menu["overrideTaxCategories"] = json!([{ "id": 1 }]);
        if version == 3 {
            let (path, reason) = refused::<MenuByIdResponse>(&menu);
            assert_eq!((path.as_str(), reason.as_str()), ("overrideTaxCategories", REASON));
        }
    }
}

#[test]
fn an_empty_array_is_an_empty_object() {
    let request: OrganizationsRequest = testing::decode("[]").expect("nothing is required");
    assert_eq!(request, OrganizationsRequest::default());
    let (path, reason) = refused::<GuestCount>(&json!([]));
    assert_eq!((path.as_str(), reason.as_str()), (".", "missing field `count`"));
}

#[test]
fn an_array_is_not_taken_by_position() {
    let causes = json!({
        "correlationId": "00000000-0000-4000-8000-000000000001",
        "cancelCauses": [["00000000-0000-4000-8000-000000000002", "made up", true]],
    });
    assert_eq!(refused::<CancelCausesResponse>(&causes), ("cancelCauses[0]".to_owned(), REASON.to_owned()));
    let answer = json!(["00000000-0000-4000-8000-000000000001", "made up"]);
    assert_eq!(refused::<AccessTokenResponse>(&answer).1, REASON);
    // Nor without the way of a call, as a webhook's receiver may read.
    assert!(serde_json::from_value::<AccessTokenResponse>(answer).is_err());
}

#[test]
fn a_union_is_no_array() {
    assert_eq!(refused::<StatusResponse>(&json!(["Success"])).1, REASON);
    let empty: StatusResponse = testing::decode("[]").expect("an object without a tag");
    assert_eq!(empty, StatusResponse::Unknown(json!([])));
}

#[test]
fn of_a_property_that_stands_there_twice_the_last_one_counts() {
    let item = json!({ "amount": 2, "price": 1 }).to_string();
    let full = values("ProductOrderItem", Shape::default()).remove(0).to_string();
    let twice = format!("{},{}", &full[..full.len() - 1], &item[1..]);
    let item: ProductOrderItem = testing::decode(twice).expect("an item");
    assert_eq!((item.amount, item.price), (2.into(), Some(1.into())));
}

#[test]
fn no_object_of_the_bundle_takes_an_array_with_items() {
    let mut checked = 0;
    for entry in TYPES {
        let definition = schema(entry.name);
        if definition["type"] != "object" && tag(definition).is_none() || entry.name == "ServiceError" {
            continue;
        }
        let error = (entry.decode)(body(&json!(["x", "y"]))).err().map(|error| error.to_string());
        assert!(error.as_ref().is_some_and(|error| error.contains(REASON)), "{}: {error:?}", entry.name);
        checked += 1;
    }
    assert!(checked > 400, "only {checked} types: is the bundle whole?");
}

#[test]
fn an_array_in_the_place_of_any_object_is_found_at_its_path() {
    let mut checked = 0;
    for entry in TYPES.iter().filter(|entry| !is_variant(entry.name) && entry.name != "ServiceError") {
        let definition = schema(entry.name);
        let variants: Vec<&Value> = match tag(definition) {
            Some(_) => mapping(definition).map(|(_, target)| schema(target)).collect(),
            None => vec![definition],
        };
        for (definition, value) in variants.into_iter().zip(values(entry.name, Shape::default())) {
            for (name, _) in properties(definition).filter(|(_, property)| is_object(property)) {
                let mut value = value.clone();
                value[name] = json!([["x"], "y"]);
                let error = (entry.decode)(body(&value)).expect_err("an array with items");
                let iiko_transport::Error::Decode(error) = &error else { panic!("{}: {error}", entry.name) };
                assert_eq!((error.path(), error.reason()), (name.as_str(), REASON), "{}", entry.name);
                checked += 1;
            }
        }
    }
    assert!(checked > 100, "only {checked} properties were checked");
}

/// A property that holds one object, one of a union, or a map.
fn is_object(property: &Value) -> bool {
    let target = resolved(property);
    target["type"] == "object" || tag(target).is_some()
}
