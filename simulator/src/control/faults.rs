//! Fault rules.

use std::time::Duration;

use serde::Deserialize;
use serde_json::{Value, json};

use super::reading::{Told, absent};
use crate::refusal::Refusal;
use crate::state::{Core, FaultEffect, Moment, Part, Rule};

/// All rules.
pub(super) fn all(core: &Core) -> Value {
    core.state().faults.rules.iter().map(told).collect()
}

fn told(rule: &Rule) -> Value {
    let effect = match &rule.effect {
        FaultEffect::Latency(time) => {
            json!({ "kind": "latency", "milliseconds": u64::try_from(time.as_millis()).ok() })
        }
        FaultEffect::Status { status, retry_after, body } => {
            json!({ "kind": "status", "status": status, "retryAfter": retry_after, "body": body })
        }
        FaultEffect::Reset => json!({ "kind": "reset" }),
        FaultEffect::Truncate(bytes) => json!({ "kind": "truncate", "bytes": bytes }),
        FaultEffect::Unauthorized => json!({ "kind": "unauthorized" }),
        FaultEffect::TooManyRequests { retry_after } => {
            json!({ "kind": "tooManyRequests", "retryAfter": retry_after })
        }
        FaultEffect::CommandFails { code, message } => {
            json!({ "kind": "commandFails", "code": code, "message": message })
        }
    };
    json!({
        "id": rule.id,
        "operation": rule.operation.as_deref().unwrap_or("*"),
        "times": rule.times,
        "after": rule.after,
        "probability": rule.probability,
        "effect": effect,
        "moment": if rule.moment == Moment::Before { "before" } else { "after" },
        "applied": rule.applied,
    })
}

/// A rule as somebody asks for it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    operation: Option<String>,
    times: Option<u64>,
    #[serde(default)]
    after: u64,
    probability: Option<f64>,
    effect: Effect,
    moment: Option<When>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum When {
    Before,
    After,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase", deny_unknown_fields)]
enum Effect {
    Latency { milliseconds: u64 },
    Status { status: u16, retry_after: Option<u64>, body: Option<String> },
    Reset,
    Truncate { bytes: usize },
    Unauthorized,
    TooManyRequests { retry_after: Option<u64> },
    CommandFails { code: Option<String>, message: Option<String> },
}

impl From<Effect> for FaultEffect {
    fn from(effect: Effect) -> Self {
        match effect {
            Effect::Latency { milliseconds } => Self::Latency(Duration::from_millis(milliseconds)),
            Effect::Status { status, retry_after, body } => Self::Status { status, retry_after, body },
            Effect::Reset => Self::Reset,
            Effect::Truncate { bytes } => Self::Truncate(bytes),
            Effect::Unauthorized => Self::Unauthorized,
            Effect::TooManyRequests { retry_after } => Self::TooManyRequests { retry_after },
            Effect::CommandFails { code, message } => Self::CommandFails {
                code: code.unwrap_or_else(|| "Common".to_owned()),
                message: message
                    .unwrap_or_else(|| "the simulator was asked to let this command fail".to_owned()),
            },
        }
    }
}

/// Adds a rule.
pub(super) fn add(core: &Core, wanted: Wanted) -> Told {
    let operation = wanted.operation.filter(|operation| operation != "*");
    if let Some(unknown) = operation.as_ref().filter(|id| core.bundle.operation_by_id(id).is_none()) {
        let told = format!("there is no operation {unknown:?}; `coverage` lists them, \"*\" is all of them");
        return Err(Refusal::bad_request("OPERATION_UNKNOWN", told));
    }
    let probability = wanted.probability.unwrap_or(1.0);
    if !(0.0..=1.0).contains(&probability) {
        let told = format!("`probability` must be from 0 to 1, but is {probability}");
        return Err(Refusal::bad_request("PROBABILITY_INVALID", told));
    }
    if let Effect::Status { status, .. } = wanted.effect
        && !(200..600).contains(&status)
    {
        let told = format!("`status` must be an HTTP status from 200 to 599, but is {status}");
        return Err(Refusal::bad_request("STATUS_INVALID", told));
    }
    let effect = FaultEffect::from(wanted.effect);
    let moment = match wanted.moment {
        Some(When::Before) => Moment::Before,
        Some(When::After) => Moment::After,
        None => effect.usual_moment(),
    };
    let (times, after) = (wanted.times, wanted.after);
    let mut rule = Rule { id: 0, operation, times, after, probability, effect, moment, applied: 0 };
    rule.id = core.state().faults.add(rule.clone());
    core.changes.tell(&[Part::Faults]);
    Ok(told(&rule))
}

/// Takes a rule away.
pub(super) fn remove(core: &Core, id: &str) -> Told {
    let removed = id.parse().is_ok_and(|id| core.state().faults.remove(id));
    if !removed {
        return Err(absent(format!("there is no fault {id}")));
    }
    core.changes.tell(&[Part::Faults]);
    Ok(Value::Null)
}

/// Takes all rules away.
pub(super) fn clear(core: &Core) -> Value {
    core.state().faults.rules.clear();
    core.changes.tell(&[Part::Faults]);
    Value::Null
}
