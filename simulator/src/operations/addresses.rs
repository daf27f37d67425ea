//! Regions, cities and streets.

use serde_json::{Value, json};

use super::call::{Answer, Call, per_organization};
use crate::fields;
use crate::refusal::Refusal;
use crate::state::Core;

/// Regions by organization.
pub(super) fn regions(core: &Core, call: &Call<'_>) -> Result<Answer, Refusal> {
    let told = per_organization(&call.organizations(core)?, "items", |organization| {
        core.world.places.of(organization).map(|city| city.region_json()).collect()
    });
    call.answer(json!({ "regions": told }))
}

/// Cities by organization.
pub(super) fn cities(core: &Core, call: &Call<'_>) -> Result<Answer, Refusal> {
    let told = per_organization(&call.organizations(core)?, "items", |organization| {
        core.world.places.of(organization).map(|city| city.json()).collect()
    });
    call.answer(json!({ "cities": told }))
}

/// Streets of a city.
pub(super) fn by_city(core: &Core, call: &Call<'_>) -> Result<Answer, Refusal> {
    let organization = call.organization(core)?;
    let wanted = fields::id(call.body, "cityId");
    let city = core.world.places.of(organization).find(|city| city.id == wanted).ok_or_else(|| {
        let told =
            format!("the organization {} has no city {wanted}; `cities` lists its own", organization.id);
        Refusal::bad_request("CITY_UNKNOWN", told)
    })?;
    call.answer(json!({ "streets": city.streets.iter().map(|street| street.json()).collect::<Vec<_>>() }))
}

/// Streets by id or by the classifier's id.
pub(super) fn by_id(core: &Core, call: &Call<'_>) -> Result<Answer, Refusal> {
    let organization = call.organization(core)?;
    let ids = fields::uuids(call.body, "ids").unwrap_or_default();
    let classifiers = fields::texts(call.body, "classifierIds");
    let streets = core
        .world
        .places
        .of(organization)
        .flat_map(|city| city.streets.iter().map(move |street| (city, street)));
    let found = streets
        .filter(|(_, street)| {
            ids.contains(&street.id) || classifiers.contains(&street.classifier_id.as_str())
        })
        .map(|(city, street)| {
            json!({
                "id": street.id,
                "classifierId": street.classifier_id,
                "cityId": city.id,
                "cityName": city.name,
                "streetName": street.name,
            })
        });
    call.answer(json!({ "streets": found.collect::<Value>() }))
}
