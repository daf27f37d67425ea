//! Who orders and where to: customers and addresses.

use crate::chance::Chance;
use crate::fields::{flag, text, uuid};
use crate::restaurant::{Fault, rules};
use crate::world;
use crate::world::{Organization, Places};
use serde_json::{Value, json};

/// The customer as the order tells it.
pub(super) fn customer(chance: &Chance, given: &Value, phone: Option<&str>) -> Result<Value, Fault> {
    if given.is_null() {
        return Ok(Value::Null);
    }
    if given["type"] == "one-time" {
        return Ok(json!({ "type": "one-time", "name": given["name"] }));
    }
    let (known, name) = (uuid(given, "id"), text(given, "name"));
    if known.is_none() && name.is_none_or(str::is_empty) {
        let message = "a new customer needs a name; name a known one by id, or order as a one-time customer";
        return Err(rules::CUSTOMER_NAME.fault(message));
    }
    // The customer of a phone is the same in each order.
    let of_phone = || phone.map_or_else(|| chance.id(), |phone| world::id("customer", phone));
    Ok(json!({
        "type": "regular",
        "id": known.unwrap_or_else(of_phone),
        "name": name.unwrap_or_default(),
        "surname": given["surname"],
        "comment": given["comment"],
        "gender": text(given, "gender").unwrap_or("NotSpecified"),
        "inBlacklist": false,
        "blacklistReason": null,
        "birthdate": given["birthdate"],
    }))
}

/// A phone is `+` and at least eight digits.
pub(super) fn phone(order: &Value) -> Result<&str, Fault> {
    let phone = text(order, "phone").unwrap_or_default();
    let digits = phone.strip_prefix('+').unwrap_or_default();
    if digits.len() < 8 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(
            rules::PHONE.fault(format!("`phone` must be `+` and at least 8 digits, but is {phone:?}"))
        );
    }
    Ok(phone)
}

/// The place to deliver to as the order tells it.
pub(super) fn delivery_point(
    places: &Places,
    organization: &Organization,
    given: &Value,
) -> Result<Value, Fault> {
    if given.is_null() {
        return Ok(Value::Null);
    }
    Ok(json!({
        "coordinates": given["coordinates"],
        "address": address(places, organization, &given["address"])?,
        "externalCartographyId": given["externalCartographyId"],
        "comment": given["comment"],
    }))
}

fn address(places: &Places, organization: &Organization, given: &Value) -> Result<Value, Fault> {
    if given.is_null() {
        return Ok(Value::Null);
    }
    let mut told = json!({ "region": region(places, organization, given)? });
    for key in ["index", "house", "building", "flat", "entrance", "floor", "doorphone", "line1"] {
        told[key] = given[key].clone();
    }
    if given["type"] == "legacy" {
        told["street"] = street(places, organization, &given["street"])?;
    }
    Ok(told)
}

fn region(places: &Places, organization: &Organization, given: &Value) -> Result<Value, Fault> {
    let Some(wanted) = uuid(given, "regionId") else { return Ok(Value::Null) };
    match places.of(organization).find(|city| city.region.0 == wanted) {
        Some(city) => Ok(json!({ "id": wanted, "name": city.region.1 })),
        None => Err(rules::ADDRESS.fault(format!("the organization has no region {wanted}"))),
    }
}

/// A street by its id, its classifier's id, or its name with or without the city.
fn street(places: &Places, organization: &Organization, given: &Value) -> Result<Value, Fault> {
    let (id, classifier) = (uuid(given, "id"), text(given, "classifierId"));
    let (name, city_name) = (text(given, "name"), text(given, "city"));
    let found = places.street(organization, |city, street| match (id, classifier, name) {
        (Some(id), ..) => street.id == id,
        (None, Some(classifier), _) => street.classifier_id == classifier,
        (None, None, Some(name)) => street.name == name && city_name.is_none_or(|wanted| wanted == city.name),
        (None, None, None) => false,
    });
    match found {
        Some((city, street)) => Ok(json!({
            "id": street.id,
            "name": street.name,
            "city": { "id": city.id, "name": city.name },
        })),
        None => Err(rules::ADDRESS.fault(format!("the organization delivers to no such street: {given}"))),
    }
}

/// The guests as the order tells them.
pub(super) fn guests(given: &Value) -> Value {
    json!({
        "count": given["count"].as_i64().unwrap_or(1),
        "splitBetweenPersons": flag(given, "splitBetweenPersons"),
    })
}
