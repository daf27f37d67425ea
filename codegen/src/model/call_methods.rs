//! What every call can do by itself, so that no field of a request may be called so.

use super::arguments::is_required;
use super::names;
use super::spec::{Kind, Operation, Spec};
use crate::error::Error;

/// Methods of every call: its own settings and ways to send it.
const METHODS: &[&str] = &[
    "by_item",
    "by_page",
    "clone",
    "deadline",
    "exactly_once",
    "exchange",
    "into_future",
    "lenient",
    "max_wait",
    "read_as",
    "request",
    "retry",
    "send",
    "steps",
    "strict",
    "timeout",
    "unread",
    "until_done",
    "validate",
    "with_response",
];

/// Names that are kept for what calls are still to learn.
const RESERVED: &[&str] = &["follow"];

/// Refuses an optional field of a request whose setter would hide, or be hidden by, a method of every call.
pub(super) fn check(operation: &Operation, spec: &Spec) -> Result<(), Error> {
    let request = operation.request.as_ref().filter(|_| !operation.whole_request);
    let Some(schema) = request.and_then(|name| spec.schemas.get(name)) else { return Ok(()) };
    let Kind::Object(fields) = &schema.kind else { return Ok(()) };
    for field in fields.iter().filter(|field| field.constant.is_none() && !is_required(field)) {
        let setter = names::field(&field.name);
        if METHODS.contains(&setter.as_str()) || RESERVED.contains(&setter.as_str()) {
            let reason = format!(
                "`{}` of `{}` would be a setter `{setter}`, which every call has or will have: mark the operation \
                 `x-whole-request: true`",
                field.name, schema.name
            );
            return Err(Error::new("requestBody", reason));
        }
    }
    Ok(())
}
