//! What a fault does to an answer on the wire.

use axum::body::Bytes;
use axum::http::StatusCode;
use uuid::Uuid;

use crate::refusal::Refusal;
use crate::state::FaultEffect as Effect;

/// What happens to an answer on the wire.
#[derive(Debug, Clone)]
pub(super) enum Wire {
    /// Another is sent.
    Instead { status: StatusCode, retry_after: Option<u64>, body: Bytes },
    /// None is sent: the connection ends.
    Reset,
    /// It breaks off after so many bytes of its body.
    Truncate(usize),
}

impl Wire {
    /// What a fault does on the wire, if it does anything there.
    pub(super) fn of(effect: &Effect, correlation_id: Uuid) -> Option<Self> {
        let (status, retry_after, body) = match effect {
            Effect::Reset => return Some(Self::Reset),
            Effect::Truncate(bytes) => return Some(Self::Truncate(*bytes)),
            Effect::Status { status, retry_after, body } => (*status, *retry_after, body.as_ref()),
            Effect::TooManyRequests { retry_after } => (429, *retry_after, None),
            Effect::Latency(_) | Effect::Unauthorized | Effect::CommandFails { .. } => return None,
        };
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = body.cloned().unwrap_or_else(|| {
            let code =
                if status == StatusCode::TOO_MANY_REQUESTS { "TOO_MANY_REQUESTS" } else { "SIMULATED_FAULT" };
            Refusal::new(status, code, format!("the simulator was asked to answer with status {status}"))
                .body(correlation_id)
                .to_string()
        });
        Some(Self::Instead { status, retry_after, body: body.into() })
    }
}
