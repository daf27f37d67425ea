//! Back to the beginning, or to a picture that was taken.

use serde::Deserialize;
use serde_json::{Value, json};

use super::picture;
use super::reading::{Told, absent};
use crate::state::{Core, Part};

/// How to begin anew.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Reset {
    seed: Option<u64>,
}

/// Begins anew. Tokens stay.
pub(super) fn reset(core: &Core, wanted: &Reset) -> Told {
    core.reset(&mut core.state(), wanted.seed);
    core.changes.tell(&Part::ALL);
    Ok(picture::state(core))
}

/// The name of a picture.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Named {
    name: Option<String>,
}

/// Takes a picture; an earlier one of the name goes.
pub(super) fn snapshot(core: &Core, wanted: &Named) -> Told {
    let mut state = core.state();
    let next = state.snapshots.len() + 1;
    let name = wanted.name.clone().unwrap_or_else(|| format!("snapshot {next}"));
    let picture = core.snapshot(&state);
    state.snapshots.insert(name.clone(), picture);
    Ok(json!({ "name": name }))
}

/// The names of the pictures.
pub(super) fn all(core: &Core) -> Value {
    core.state().snapshots.keys().map(String::as_str).collect()
}

/// Goes back to a picture.
pub(super) fn restore(core: &Core, wanted: &Named) -> Told {
    let name = wanted.name.as_deref().unwrap_or_default();
    {
        let mut state = core.state();
        let picture = state.snapshots.get(name).cloned();
        let picture = picture.ok_or_else(|| absent(format!("there is no snapshot {name:?}")))?;
        core.restore(&mut state, picture);
    }
    core.changes.tell(&Part::ALL);
    Ok(picture::state(core))
}
