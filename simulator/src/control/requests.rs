//! Exchanges: what was asked, what was answered, and why not.

use chrono::SecondsFormat;
use serde_json::{Value, json};

use super::reading::Told;
use crate::state::{Core, Part, Traced};

/// The exchanges after a number.
pub(super) fn all(core: &Core, after: u64) -> Told {
    let exchanges: Vec<Traced> = core.state().journal.exchanges(after).cloned().collect();
    Ok(exchanges.iter().map(told).collect())
}

fn told(exchange: &Traced) -> Value {
    let answer = exchange.answer.as_ref().and_then(|bytes| serde_json::from_slice::<Value>(bytes).ok());
    let struck = exchange.fault.map(|rule| {
        let by = if rule == 0 { "the request's own header".to_owned() } else { format!("fault {rule}") };
        ("SIMULATED_FAULT".to_owned(), format!("struck by {by}"))
    });
    let (error, why) = exchange.refusal.clone().or(struck).unzip();
    json!({
        "seq": exchange.seq,
        "at": exchange.at.to_rfc3339_opts(SecondsFormat::Millis, true),
        "operation": exchange.operation,
        "method": exchange.method,
        "path": exchange.path,
        "status": exchange.status,
        "milliseconds": (exchange.duration.as_secs_f64() * 10_000.0).round() / 10.0,
        "synthesised": exchange.synthesised,
        "fault": exchange.fault,
        "why": why,
        "error": error,
        "request": exchange.request,
        "answer": answer,
        "bytes": exchange.bytes,
        "correlationId": exchange.correlation_id,
        "curl": curl(exchange),
    })
}

/// The request for a shell; `$BASE` and `$TOKEN` stand for the address and the token.
fn curl(exchange: &Traced) -> String {
    let mut command = format!("curl -X {} \"$BASE{}\"", exchange.method, exchange.path);
    if exchange.operation.is_some_and(|operation| !operation.starts_with("access_token")) {
        command += " -H \"Authorization: Bearer $TOKEN\"";
    }
    if !exchange.request.is_null() {
        let body = exchange.request.to_string().replace('\'', r"'\''");
        command += &format!(" -H 'Content-Type: application/json' -d '{body}'");
    }
    command
}

/// Forgets them.
pub(super) fn clear(core: &Core) -> Value {
    let mut state = core.state();
    state.journal.clear();
    state.recorder.clear();
    drop(state);
    core.changes.tell(&[Part::Requests, Part::Webhooks]);
    Value::Null
}
