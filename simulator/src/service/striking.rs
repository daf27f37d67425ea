//! Faults on their way: which one strikes a call, and what it does before or after the call acts.

use axum::http::{HeaderMap, StatusCode};

use super::passage::Passage;
use super::wire::Wire;
use crate::contract::Operation;
use crate::refusal::Refusal;
use crate::restaurant::Fault;
use crate::state::{Core, FaultEffect as Effect, Strike};

/// The header in which a request asks for a fault of its own.
const HEADER: &str = "x-simulator";

/// The fault that strikes a call: the one that it asks for itself, or the first rule's.
pub(super) fn strike(
    core: &Core,
    headers: &HeaderMap,
    operation: &Operation,
) -> Result<Option<Strike>, Refusal> {
    if let Some(value) = headers.get(HEADER) {
        let asked = value.to_str().unwrap_or_default();
        let strike = asked.trim().strip_prefix("fault=").and_then(Strike::parse);
        return match strike {
            Some(strike) => Ok(Some(strike)),
            None => Err(Refusal::bad_request(
                "FAULT_UNKNOWN",
                format!(
                    "the X-Simulator header must be fault=latency:MS, status:CODE, reset, truncate:BYTES, 401, 429 or \
                     command:CODE, with `,before` or `,after` behind it if need be, but is {asked:?}"
                ),
            )),
        };
    }
    Ok(core.state().faults.strike(&operation.id, &core.chance))
}

/// What a fault does before the call acts.
pub(super) async fn before(passage: &mut Passage, effect: &Effect) -> Result<(), Refusal> {
    match effect {
        Effect::Latency(time) => tokio::time::sleep(*time).await,
        Effect::Unauthorized => {
            return Err(Refusal::unauthorized(
                "TOKEN_INVALID",
                "the simulator was asked to refuse the token",
            ));
        }
        Effect::TooManyRequests { .. } | Effect::Status { .. } | Effect::Reset | Effect::Truncate(_) => {
            passage.wire = Wire::of(effect, passage.correlation_id);
        }
        Effect::CommandFails { .. } => {}
    }
    Ok(())
}

/// What a fault does once the call has acted.
pub(super) async fn after(core: &Core, passage: &mut Passage, effect: &Effect) -> Result<(), Refusal> {
    match effect {
        Effect::Latency(time) => tokio::time::sleep(*time).await,
        Effect::CommandFails { code, message } => {
            let fault = Fault::new(code.clone(), message.clone());
            core.state().store.doom(passage.correlation_id, &fault);
        }
        Effect::Unauthorized => {
            let told = "the simulator was asked to lose the answer and refuse the token";
            return Err(Refusal::new(StatusCode::UNAUTHORIZED, "TOKEN_INVALID", told));
        }
        _ => passage.wire = Wire::of(effect, passage.correlation_id),
    }
    Ok(())
}
