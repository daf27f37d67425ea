//! Answers with less than the document promises: what a restaurant left empty and what older ones never had costs
//! nobody the rest.

use iiko_transport::testing;
use serde_json::{Value, json};

use crate::bundle::{properties, schema};
use crate::tables::{TYPES, body, find};
use crate::values::{Shape, values};

const ID: &str = "00000000-0000-4000-8000-000000000001";

/// What has to read without these, missing or `null`: type, properties.
const CAN_LACK: &[(&str, &[&str])] = &[
    ("AddressCoordinates", &["latitude", "longitude"]),
    ("CityReference", &["id", "name"]),
    ("RegionReference", &["id", "name"]),
    ("StreetReference", &["id", "name", "city"]),
    ("StreetWithCity", &["cityId", "cityName"]),
    ("ItemDeletion", &["deletionMethod"]),
    ("DeletionMethod", &["removalType"]),
    ("OrderCancellation", &["cause"]),
    ("OrderCourier", &["courier"]),
    ("CourierLocation", &["latitude", "longitude"]),
    ("Payment", &["isPrepay"]),
    ("TipsPayment", &["isPrepay"]),
    ("ProductOrderItem", &["price"]),
    ("OrderItemModifier", &["resultSum"]),
    ("TerminalGroup", &["timeZone"]),
    (
        "ExtendedOrganization",
        &["latitude", "longitude", "useUaeAddressingSystem", "version", "addressFormatType", "isCloud"],
    ),
    ("DeliveryOrder", &["timestamp", "creationStatus"]),
    ("TableOrder", &["timestamp", "creationStatus"]),
    ("Reserve", &["timestamp", "creationStatus"]),
    ("ReserveDetails", &["customer", "status", "estimatedStartTime"]),
    ("MenuPrice", &["taxCategoryId", "organizationId"]),
    ("MenuModifierV3", &["id"]),
    ("MenuCombo", &["id", "startDate", "expirationDate"]),
    ("MenuComboGroup", &["id"]),
    ("MenuComboGroupItemSize", &["comboSizeId", "sizeId"]),
    ("ServiceError", &["errorDescription"]),
];

#[test]
fn what_may_be_missing_or_null_takes_nothing_with_it() {
    for (name, absent) in CAN_LACK {
        let full = values(name, Shape::default()).remove(0);
        for how in [None, Some(Value::Null)] {
            let mut sparse = full.clone();
            for property in *absent {
                let object = sparse.as_object_mut().expect("an object");
                object.remove(*property);
                object.extend(how.clone().map(|null| ((*property).to_owned(), null)));
            }
            if let Err(error) = (find(name).decode)(body(&sparse)) {
                panic!("{name} without {absent:?}: {error}\n{sparse}");
            }
        }
    }
}

#[test]
fn what_identifies_is_still_asked_for() {
    for (name, property) in [
        ("DeliveryOrder", "id"),
        ("TerminalGroup", "id"),
        ("ExtendedOrganization", "id"),
        ("CancelCause", "id"),
        ("Payment", "sum"),
        ("DeliveryOrderResponse", "orderInfo"),
    ] {
        let mut value = values(name, Shape::default()).remove(0);
        value.as_object_mut().expect("an object").remove(property);
        let error = (find(name).decode)(body(&value)).expect_err(name).to_string();
        assert!(error.contains(property), "{name}: {error}");
    }
}

#[test]
fn no_answer_depends_on_its_correlation_id() {
    let mut checked = 0;
    for entry in TYPES {
        let definition = schema(entry.name);
        let mentions = properties(definition).any(|(name, _)| name == "correlationId");
        // An error body is an error whatever it holds.
        if !mentions || !entry.received || entry.name == "ServiceError" {
            continue;
        }
        for odd in [Value::Null, json!(""), json!(7), json!("none"), json!({ "id": ID }), json!([ID])] {
            let mut value = values(entry.name, Shape::default()).remove(0);
            value["correlationId"] = odd.clone();
            let read =
                (entry.round_trip)(body(&value)).unwrap_or_else(|error| panic!("{}: {error}", entry.name));
            assert!(read.get("correlationId").is_none_or(Value::is_null), "{} {odd}: {read}", entry.name);
        }
        checked += 1;
    }
    assert!(checked > 45, "only {checked} answers have a correlation id");
}

#[test]
fn the_old_payment_types_list_their_terminal_groups() {
    let answer = json!({ "correlationId": ID, "paymentTypes": [{
        "id": ID, "name": "Cash", "applicableMarketingCampaigns": [],
        "terminalGroups": [{ "id": ID, "organizationId": ID, "name": "Hall", "address": null }],
    }] });
    let answer: iiko_transport::types::PaymentTypesResponse =
        testing::decode(answer.to_string()).expect("payment types");
    assert_eq!(answer.payment_types[0].terminal_groups[0].time_zone, None);
}
