//! Which operation is answered how, and examples of requests.

use serde_json::{Value, json};

use super::reading::{Told, absent, parameter};
use crate::state::Core;
use crate::{clock, operations, synthesis};

/// All operations of the bundle.
pub(super) fn all(core: &Core) -> Value {
    let told: Vec<Value> = core
        .bundle
        .operations()
        .map(|operation| {
            let handled = operations::find(&operation.id).is_some();
            json!({
                "operation": operation.id,
                "path": operation.path,
                "section": operation.section,
                "answered": if handled { "handler" } else { "synthesised" },
            })
        })
        .collect();
    let handlers = told.iter().filter(|operation| operation["answered"] == "handler").count();
    json!({ "handlers": handlers, "synthesised": told.len() - handlers, "operations": told })
}

/// A body that an operation takes.
pub(super) fn example(core: &Core, query: &str) -> Told {
    let id = parameter(query, "operation").unwrap_or_default();
    let all = parameter(query, "all") == Some("true");
    let operation = core.bundle.operation_by_id(id);
    let operation =
        operation.ok_or_else(|| absent(format!("there is no operation {id:?}; `coverage` lists them")))?;
    let now = clock::at(core.clock.now(), 0);
    let body = synthesis::request(core.bundle, &core.world, operation, core.chance.seed(), now, all);
    Ok(if body.is_null() { json!({}) } else { body })
}
