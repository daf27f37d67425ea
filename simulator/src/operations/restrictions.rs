//! Where restaurants deliver to, and where their orders come from.

use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::call::{Answer, Call};
use crate::refusal::Refusal;
use crate::state::Core;
use crate::world::{Organization, Zone, marketing_sources};
use crate::{fields, money};

/// Minutes of the day from and to which orders are taken.
const HOURS: (i64, i64) = (9 * 60, 23 * 60);
/// Minutes until a guest can fetch an order.
const PICKUP_MINUTES: i64 = 30;
/// All days of the week, a bit each.
const WHOLE_WEEK: i64 = 127;

/// Zones and rules by organization.
pub(super) fn restrictions(core: &Core, call: &Call<'_>) -> Result<Answer, Refusal> {
    let organizations = call.organizations(core)?;
    let told: Vec<Value> = organizations.iter().map(|organization| settings(core, organization)).collect();
    call.answer(json!({ "deliveryRestrictions": told }))
}

fn settings(core: &Core, organization: &Organization) -> Value {
    let zones: Vec<&Zone> =
        core.world.zones.iter().filter(|zone| zone.organization == organization.id).collect();
    let rules = zones.iter().zip(1_i64..).map(|(zone, priority)| {
        json!({
            "minSum": money::number(zone.least_sum),
            "terminalGroupId": zone.group,
            "organizationId": organization.id,
            "zone": zone.name,
            "weekMap": WHOLE_WEEK,
            "from": HOURS.0,
            "to": HOURS.1,
            "priority": priority,
            "deliveryDurationInMinutes": zone.minutes,
            "deliveryServiceProductId": null,
        })
    });
    json!({
        "organizationId": organization.id,
        "deliveryGeocodeServiceType": 1,
        "deliveryRegionsMapUrl": null,
        "defaultDeliveryDurationInMinutes": 60,
        "defaultSelfServiceDurationInMinutes": PICKUP_MINUTES,
        "useSameDeliveryDuration": false,
        "useSameMinSum": false,
        "defaultMinSum": null,
        "useSameWorkTimeInterval": true,
        "defaultFrom": HOURS.0,
        "defaultTo": HOURS.1,
        "useSameRestrictionsOnAllWeek": true,
        "restrictions": rules.collect::<Vec<_>>(),
        "deliveryZones": zones.iter().map(|zone| drawn(zone)).collect::<Vec<_>>(),
        "rejectOnGeocodingError": false,
        "addDeliveryServiceCost": false,
        "useSameDeliveryServiceProduct": true,
        "defaultDeliveryServiceProductId": null,
        "useExternalAssignationService": false,
        "frontTrustsCallCenterCheck": false,
        "externalAssignationServiceUrl": null,
        "requireExactAddressForGeocoding": false,
        "zonesMode": 1,
        "autoAssignExternalDeliveries": false,
        "actionOnValidationRejection": 1,
    })
}

/// A zone as it is drawn on the map.
fn drawn(zone: &Zone) -> Value {
    let corner = |(latitude, longitude): &(f64, f64)| json!({ "latitude": latitude, "longitude": longitude });
    let corners: Vec<Value> = zone.corners.iter().map(corner).collect();
    json!({ "name": zone.name, "coordinates": corners, "addresses": [] })
}

/// Which terminal groups can take a delivery. Without coordinates the address counts as lying by the restaurant.
pub(super) fn allowed(core: &Core, call: &Call<'_>) -> Result<Answer, Refusal> {
    let body = call.body;
    let organizations = call.organizations(core)?;
    let location = &body["orderLocation"];
    let point = location["latitude"].as_f64().zip(location["longitude"].as_f64());
    let sum = money::read(&body["deliverySum"]);
    let (mut taken, mut refused) = (Vec::new(), Vec::new());
    for organization in organizations {
        if fields::flag(body, "isCourierDelivery") {
            by_courier(core, organization, point, sum, (&mut taken, &mut refused));
        } else {
            taken.extend(
                organization.groups.iter().map(|group| allow(group.id, organization, None, PICKUP_MINUTES)),
            );
        }
    }
    let cause = if taken.is_empty() { Some("no terminal group delivers there for that sum") } else { None };
    call.answer(json!({
        "isAllowed": !taken.is_empty(),
        "rejectCause": cause,
        "addressExternalId": null,
        "location": point.map(|(latitude, longitude)| json!({ "latitude": latitude, "longitude": longitude })),
        "allowedItems": taken,
        "rejectedItems": refused,
    }))
}

fn by_courier(
    core: &Core,
    organization: &Organization,
    point: Option<(f64, f64)>,
    sum: Option<Decimal>,
    (taken, refused): (&mut Vec<Value>, &mut Vec<Value>),
) {
    let own = core.world.zones.iter().filter(|zone| zone.organization == organization.id);
    // The first zone that holds the point is the nearest.
    let zone = own.clone().find(|zone| point.is_none_or(|point| zone.holds(point)));
    match zone {
        Some(zone) if sum.is_none_or(|sum| sum >= zone.least_sum) => {
            taken.push(allow(zone.group, organization, Some(zone.name), zone.minutes));
        }
        Some(zone) => {
            refused.push(reject(zone, "SumIsLessThenMinimum", "the order costs too little for the zone"))
        }
        None => {
            refused.extend(own.take(1).map(|zone| reject(zone, "OutOfTerminalZone", "nobody delivers there")))
        }
    }
}

fn allow(group: uuid::Uuid, organization: &Organization, zone: Option<&str>, minutes: i64) -> Value {
    json!({
        "terminalGroupId": group,
        "organizationId": organization.id,
        "deliveryDurationInMinutes": minutes,
        "zone": zone,
        "deliveryServiceProductId": null,
    })
}

fn reject(zone: &Zone, code: &str, hint: &str) -> Value {
    json!({
        "terminalGroupId": zone.group,
        "organizationId": zone.organization,
        "zone": zone.name,
        "rejectCode": code,
        "rejectHint": hint,
        "rejectItemData": { "minSum": money::number(zone.least_sum) },
    })
}

/// Where orders come from.
pub(super) fn sources(core: &Core, call: &Call<'_>) -> Result<Answer, Refusal> {
    let told = call.organizations(core)?.into_iter().flat_map(|organization| {
        marketing_sources().into_iter().map(|(id, name)| {
            json!({
                "id": id,
                "organizationId": organization.id,
                "name": name,
                "externalRevision": 1,
                "isDeleted": false,
                "attachedSources": [],
            })
        })
    });
    let told: Vec<Value> = told.collect();
    call.answer(json!({ "marketingSources": told }))
}
