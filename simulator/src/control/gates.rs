//! Gates: logins that are blocked, what organizations have switched off, rights.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::reading::{Told, absent};
use crate::refusal::Refusal;
use crate::state::{Core, Feature, Part};

/// How the gates stand.
pub(super) fn all(core: &Core) -> Value {
    let state = core.state();
    let features = |organization: Uuid| -> Value {
        let off = state.gates.off.get(&organization);
        let on = Feature::ALL.iter().map(|feature| {
            let on = off.is_none_or(|off| !off.contains(feature));
            (feature.name().to_owned(), json!(on))
        });
        Value::Object(on.collect())
    };
    let organizations = core.world.organizations.iter();
    let features: BTreeMap<String, Value> =
        organizations.map(|organization| (organization.id.to_string(), features(organization.id))).collect();
    json!({
        "refuseLogins": state.tokens.refuses(),
        "blockedLogins": state.gates.blocked,
        "features": features,
        "rights": state.gates.rights,
    })
}

/// What is to change; what is not named stays.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct Wanted {
    refuse_logins: Option<bool>,
    blocked_logins: Option<BTreeSet<String>>,
    features: Option<BTreeMap<Uuid, BTreeMap<String, bool>>>,
    rights: Option<BTreeMap<String, BTreeSet<String>>>,
}

/// Sets the gates.
pub(super) fn set(core: &Core, wanted: Wanted) -> Told {
    let mut switched = Vec::new();
    for (organization, features) in wanted.features.into_iter().flatten() {
        if core.world.organization(organization).is_none() {
            return Err(absent(format!("there is no organization {organization}")));
        }
        for (name, on) in features {
            let feature = Feature::ALL.into_iter().find(|feature| feature.name() == name);
            let feature = feature.ok_or_else(|| {
                let names: Vec<&str> = Feature::ALL.iter().map(|feature| feature.name()).collect();
                let told = format!("there is no feature {name:?}: {} are", names.join(", "));
                Refusal::bad_request("FEATURE_UNKNOWN", told)
            })?;
            switched.push((organization, feature, on));
        }
    }
    let mut state = core.state();
    if let Some(refuse) = wanted.refuse_logins {
        state.tokens.refuse(refuse);
    }
    if let Some(blocked) = wanted.blocked_logins {
        state.gates.blocked = blocked;
    }
    for (organization, feature, on) in switched {
        let off = state.gates.off.entry(organization).or_default();
        if on {
            off.remove(&feature);
        } else {
            off.insert(feature);
        }
    }
    if let Some(rights) = wanted.rights {
        state.gates.rights = rights.into_iter().collect();
    }
    drop(state);
    core.changes.tell(&[Part::Gates]);
    Ok(all(core))
}

/// Makes all tokens worthless.
pub(super) fn revoke(core: &Core) -> Value {
    core.state().tokens.revoke();
    Value::Null
}
