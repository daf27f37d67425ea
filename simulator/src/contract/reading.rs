//! Reads the body of a request: to the letter, or as the live service does.

use serde_json::Value;

use super::{Bundle, check, lenient};

/// How a body is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reading {
    /// What breaks the bundle is refused.
    Strict,
    /// What the live service overlooks is overlooked.
    AsLive,
}

/// The mark that some editors put before a text.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// The body, or what is wrong with it.
pub(crate) fn read(bundle: &Bundle, schema: &Value, bytes: &[u8], reading: Reading) -> Result<Value, String> {
    let text = match (bytes.strip_prefix(BYTE_ORDER_MARK), reading) {
        (Some(rest), Reading::AsLive) => rest,
        (Some(_), Reading::Strict) => {
            return Err("the body is not JSON: it begins with a byte order mark".to_owned());
        }
        (None, _) => bytes,
    };
    let body: Value =
        serde_json::from_slice(text).map_err(|error| format!("the body is not JSON: {error}"))?;
    let body = match reading {
        Reading::Strict => body,
        Reading::AsLive => lenient::understood(bundle, schema, unwrapped(body)),
    };
    check::check(bundle, schema, &body).map_err(|problem| problem.to_string())?;
    Ok(body)
}

/// A body that was written as JSON twice, as some clients do when they sign in.
fn unwrapped(body: Value) -> Value {
    match &body {
        Value::String(text) => serde_json::from_str(text).ok().filter(Value::is_object).unwrap_or(body),
        _ => body,
    }
}
