//! Terminals, and the restaurants with their tables.

use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::reading::{Told, absent};
use crate::state::{Core, Part};

/// All terminal groups.
pub(super) fn all(core: &Core) -> Value {
    let state = core.state();
    let groups = core.world.organizations.iter().flat_map(|organization| {
        organization.groups.iter().map(|group| {
            let alive = !state.store.dead.contains(&group.id) && !state.asleep.contains(&group.id);
            json!({ "id": group.id, "organizationId": organization.id, "name": group.name, "alive": alive })
        })
    });
    groups.collect()
}

/// Whether terminals are to answer.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    pub(super) alive: bool,
}

/// Kills the terminals of a group, or brings them back.
pub(super) fn set(core: &Core, id: Uuid, wanted: &Wanted) -> Told {
    if core.world.terminal_group(id).is_none() {
        return Err(absent(format!("there is no terminal group {id}")));
    }
    core.terminal(id, wanted.alive);
    core.changes.tell(&[Part::Terminals]);
    let told = all(core);
    let own = told.as_array().into_iter().flatten().find(|group| group["id"] == json!(id));
    Ok(own.cloned().unwrap_or_default())
}

/// The restaurants: their terminal groups and tables, with who is there.
pub(super) fn organizations(core: &Core, orders: &[Value], reserves: &[Value]) -> Value {
    let terminals = all(core);
    let alive = |id: Uuid| {
        let mut groups = terminals.as_array().into_iter().flatten();
        groups.any(|group| group["id"] == json!(id) && group["alive"] == true)
    };
    let at = |cards: &[Value], table: Uuid, open: &[&str]| -> Vec<Value> {
        let here = cards.iter().filter(|card| {
            let tables = card["tables"].as_array();
            tables.is_some_and(|tables| tables.contains(&json!(table)))
                && card["status"].as_str().is_some_and(|status| open.contains(&status))
        });
        here.map(|card| card["id"].clone()).collect()
    };
    let told = core.world.organizations.iter().map(|organization| {
        let groups = organization.groups.iter().map(|group| {
            let sections = group.sections.iter().map(|section| {
                let tables = section.tables.iter().map(|table| {
                    json!({
                        "id": table.id,
                        "number": table.number,
                        "name": table.name,
                        "seats": table.seats,
                        "orders": at(orders, table.id, &["New", "Bill"]),
                        "reserves": at(reserves, table.id, &["New", "Started"]),
                    })
                });
                json!({ "id": section.id, "name": section.name, "tables": tables.collect::<Vec<_>>() })
            });
            json!({
                "id": group.id,
                "name": group.name,
                "alive": alive(group.id),
                "sections": sections.collect::<Vec<_>>(),
            })
        });
        json!({
            "id": organization.id,
            "name": organization.name,
            "terminalGroups": groups.collect::<Vec<_>>(),
        })
    });
    told.collect()
}
