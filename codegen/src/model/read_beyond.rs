//! Reads what the spec says of an operation beyond the one call.

use serde_json::Value;

use super::beyond::{Beyond, Entity, Lookup, Paging, Start};
use super::typed::{count, map, text, texts};
use crate::error::Error;

/// Reads the marks of an operation.
pub(super) fn read(operation: &Value) -> Result<Beyond, Error> {
    let inner = |key: &str| operation.get(key).filter(|value| !value.is_null());
    let within = |key: &'static str| move |error: Error| error.within(key);
    Ok(Beyond {
        idempotency_key: text(operation, "x-idempotency-key")?,
        reconcile: text(operation, "x-reconcile")?,
        created: text(operation, "x-created")?,
        changes: text(operation, "x-changes")?,
        result: text(operation, "x-result")?,
        lookup: inner("x-lookup").map(lookup).transpose().map_err(within("x-lookup"))?,
        oldest_start: count(operation, "x-oldest-start")?,
        paging: inner("x-paging").map(paging).transpose().map_err(within("x-paging"))?,
    })
}

fn lookup(value: &Value) -> Result<Lookup, Error> {
    let entity = match text(value, "found")? {
        None => None,
        Some(found) => Some(Entity {
            found,
            key: needed(value, "key")?,
            version: needed(value, "version")?,
            state: needed(value, "state")?,
            failure: needed(value, "failure")?,
            events: texts(value, "events")?.into_iter().map(str::to_owned).collect(),
            errors: texts(value, "errors")?.into_iter().map(str::to_owned).collect(),
        }),
    };
    Ok(Lookup { organization: needed(value, "organization")?, id: needed(value, "id")?, entity })
}

fn paging(value: &Value) -> Result<Paging, Error> {
    let mut cursors = Vec::new();
    for (to, from) in map(value, "cursors")? {
        let from = from.as_str().ok_or_else(|| Error::new("cursors", format!("`{to}` is no text")))?;
        cursors.push((to.clone(), from.to_owned()));
    }
    let start = match (text(value, "offset")?, text(value, "page")?, cursors.is_empty()) {
        (Some(offset), None, true) => Start::Offset(offset),
        (None, Some(page), true) => Start::Page(page),
        (None, None, false) => Start::Cursors(cursors),
        _ => return Err(Error::new("", "one of `offset`, `page` and `cursors` says where to go on")),
    };
    Ok(Paging { items: needed(value, "items")?, start, total: text(value, "total")? })
}

fn needed(value: &Value, key: &str) -> Result<String, Error> {
    text(value, key)?.ok_or_else(|| Error::new(key, "it is missing"))
}
