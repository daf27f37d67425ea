//! Ids and date-times where there may be none: an empty text is none. Ids in each of their spellings.

use iiko_transport::testing;
use iiko_transport::types::{
    DeliveryOrderResponse, EmployeesShiftClockinRequest, MenuByIdResponse, OrganizationId,
    OrganizationsResponse,
};
use serde_json::{Value, json};

use crate::bundle::{is_nullable, is_required, is_variant, properties, resolved, schema};
use crate::tables::{TYPES, body};
use crate::values::{Shape, values};

#[test]
fn a_menu_may_have_empty_ids() {
    let menu = json!({
        "formatVersion": 4, "id": 1, "name": "Menu", "comboCategories": [],
        "itemGroups": [{
            "id": "00000000-0000-4000-8000-000000000001", "name": "Group",
            "items": [{
                "type": "COMBO", "id": "00000000-0000-4000-8000-000000000002", "name": "Combo", "sizes": [],
                "groups": [{
                    "id": "00000000-0000-4000-8000-000000000003", "name": "Choice", "isMainGroup": true,
                    "items": [{
                        "itemId": "00000000-0000-4000-8000-000000000004", "forbiddenModifiers": [], "sizeId": "",
                        "priceModificationAmount": 0, "sizes": [{ "comboSizeId": "", "sizeId": "" }],
                    }],
                }],
            }],
        }],
    });
    let menu: MenuByIdResponse = testing::decode(body(&menu)).expect("a menu");
    let again = json!(menu);
    let item = &again["itemGroups"][0]["items"][0]["groups"][0]["items"][0];
    assert_eq!(item["itemId"], "00000000-0000-4000-8000-000000000004");
    for absent in [&item["sizeId"], &item["sizes"][0]["sizeId"], &item["sizes"][0]["comboSizeId"]] {
        assert!(absent.is_null(), "{item}");
    }
}

#[test]
fn an_order_may_have_empty_times_and_ids() {
    let entry = values("DeliveryOrderResponse", Shape::default()).remove(0);
    let mut order = entry;
    order["orderInfo"]["posId"] = json!("");
    order["orderInfo"]["order"]["whenPrinted"] = json!("");
    let read: DeliveryOrderResponse = testing::decode(body(&order)).expect("an order");
    assert_eq!(read.order_info.pos_id, None);
    assert_eq!(read.order_info.order.expect("an order").when_printed, None);
}

#[test]
fn an_empty_id_is_null_where_null_has_a_meaning() {
    let id = "00000000-0000-4000-8000-000000000001";
    let text = json!({ "organizationId": id, "terminalGroupId": id, "employeeId": id, "roleId": "" });
    let request: EmployeesShiftClockinRequest = testing::decode(body(&text)).expect("a request");
    assert!(request.role_id.is_null());
}

#[test]
fn ids_are_read_in_every_spelling() {
    let expected: OrganizationId = "8f6a2a1e-0c5b-4f7e-9d52-3a1b7c9e4d10".parse().expect("a uuid");
    for text in [
        "8f6a2a1e-0c5b-4f7e-9d52-3a1b7c9e4d10",
        "8F6A2A1E-0C5B-4F7E-9D52-3A1B7C9E4D10",
        "{8f6a2a1e-0c5b-4f7e-9d52-3a1b7c9e4d10}",
        "8f6a2a1e0c5b4f7e9d523a1b7c9e4d10",
        "8F6A2A1E0C5B4F7E9D523A1B7C9E4D10",
    ] {
        let required: OrganizationId =
            testing::decode(json!(text).to_string()).unwrap_or_else(|e| panic!("{text}: {e}"));
        assert_eq!(required, expected);
        let mut order = values("DeliveryOrderResponse", Shape::default()).remove(0);
        order["orderInfo"]["posId"] = json!(text);
        let order: DeliveryOrderResponse =
            testing::decode(body(&order)).unwrap_or_else(|e| panic!("{text}: {e}"));
        let optional = order.order_info.pos_id.expect("an id");
        assert_eq!(optional.as_uuid(), expected.as_uuid());
    }
}

#[test]
fn an_empty_id_that_must_be_there_is_refused() {
    let id = "00000000-0000-4000-8000-000000000001";
    let answer = json!({ "correlationId": id, "organizations": [{ "responseType": "Simple", "id": "", "name": "x" }] });
    let error =
        testing::decode::<OrganizationsResponse>(body(&answer)).expect_err("an organization needs an id");
    assert!(error.to_string().contains("organizations[0].id"), "{error}");
}

#[test]
fn every_optional_id_and_time_of_the_bundle_may_be_empty() {
    let mut checked = 0;
    for entry in TYPES.iter().filter(|entry| !is_variant(entry.name) && entry.name != "ServiceError") {
        let definition = schema(entry.name);
        let Some(value) =
            values(entry.name, Shape::default()).into_iter().find(|_| definition["type"] == "object")
        else {
            continue;
        };
        for (name, property) in properties(definition) {
            let format = &resolved(property)["format"];
            let may_be_absent = !is_required(definition, name) || is_nullable(property);
            if !may_be_absent || format != "uuid" && format != "iiko-date-time" {
                continue;
            }
            let mut value = value.clone();
            value[name] = json!("");
            let again =
                (entry.round_trip)(body(&value)).unwrap_or_else(|error| panic!("{}: {error}", entry.name));
            assert!(again.get(name).is_none_or(Value::is_null), "{}.{name}: {again}", entry.name);
            checked += 1;
        }
    }
    assert!(checked > 100, "only {checked} properties were checked");
}
