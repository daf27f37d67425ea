//! Where can be booked: organizations, terminal groups and tables.

use serde_json::{Value, json};

use super::call::{Answer, Call};
use super::{organizations, terminal_groups};
use crate::fields;
use crate::refusal::Refusal;
use crate::state::Core;
use crate::world::{Section, Table};

/// Revision of the tables: they never change while a simulator runs.
const REVISION: i64 = 1_700_000_000_042;
/// Pixels of a table on the plan, and between two of them.
const SIZE: i64 = 60;

/// Organizations where can be booked: all of them.
pub(super) fn organizations(core: &Core, call: &Call<'_>) -> Result<Answer, Refusal> {
    organizations::organizations(core, call)
}

/// Terminal groups where can be booked: all of them.
pub(super) fn terminal_groups(core: &Core, call: &Call<'_>) -> Result<Answer, Refusal> {
    terminal_groups::list(core, call)
}

/// Sections with their tables, and plans where they are asked for.
pub(super) fn sections(core: &Core, call: &Call<'_>) -> Result<Answer, Refusal> {
    let plans = fields::flag(call.body, "returnSchema");
    let news = call.body["revision"].as_i64().is_none_or(|known| known < REVISION);
    let mut told = Vec::new();
    for id in fields::uuids(call.body, "terminalGroupIds").unwrap_or_default() {
        let (_, group) = core.world.terminal_group(id).ok_or_else(|| {
            let message =
                format!("there is no terminal group {id}; `reserve_available_terminal_groups` lists them");
            Refusal::bad_request("TERMINAL_GROUP_UNKNOWN", message)
        })?;
        told.extend(group.sections.iter().filter(|_| news).map(|section| {
            json!({
                "id": section.id,
                "terminalGroupId": group.id,
                "name": section.name,
                "tables": section.tables.iter().map(table).collect::<Vec<_>>(),
                "schema": if plans { plan(section) } else { Value::Null },
            })
        }));
    }
    call.answer(json!({ "restaurantSections": told, "revision": REVISION }))
}

fn table(table: &Table) -> Value {
    json!({
        "id": table.id,
        "number": table.number,
        "name": table.name,
        "seatingCapacity": table.seats,
        "revision": REVISION,
        "isDeleted": false,
        "posId": table.id,
    })
}

/// The tables in a row.
fn plan(section: &Section) -> Value {
    let tables = section.tables.iter().zip(0_i64..).map(|(table, at)| {
        json!({
            "tableId": table.id, "x": SIZE * (2 * at + 1), "y": SIZE, "z": 0, "angle": 0,
            "width": SIZE, "height": SIZE,
        })
    });
    let count = i64::try_from(section.tables.len()).unwrap_or_default();
    json!({
        "width": SIZE * (2 * count + 1),
        "height": 3 * SIZE,
        "markElements": [],
        "tableElements": tables.collect::<Vec<_>>(),
        "rectangleElements": [],
        "ellipseElements": [],
        "revision": REVISION,
        "isDeleted": false,
    })
}
