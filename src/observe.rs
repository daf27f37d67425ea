//! What an operator sees of a call: a span in `tracing`, and counters in `metrics` where that feature is on.

use std::time::Duration;

use memchr::memmem;
use tokio::time::Instant;
use tracing::Span;
use tracing::field::Empty;

use crate::Operation;
use crate::error::Error;
use crate::runtime::Response;

/// Where the service puts the correlation id: at the front of a body, if anywhere.
const FRONT: usize = 256;

/// One call, from its first attempt to its end.
#[derive(Debug)]
pub(crate) struct Observed {
    span: Span,
    started: Instant,
}

impl Observed {
    pub(crate) fn begin(operation: &Operation) -> Self {
        let span = tracing::info_span!(
            "iiko_call",
            operation = operation.id(),
            section = operation.section(),
            status = Empty,
            attempts = Empty,
            correlation_id = Empty,
            duration_ms = Empty,
            bytes = Empty,
        );
        Self { span, started: Instant::now() }
    }

    pub(crate) fn span(&self) -> &Span {
        &self.span
    }

    pub(crate) fn started(&self) -> Instant {
        self.started
    }

    pub(crate) fn end(&self, operation: &Operation, attempts: u32, result: &Result<Response, Error>) {
        // Where nobody looks, not even the clock is read.
        if self.span.is_disabled() && cfg!(not(feature = "metrics")) {
            return;
        }
        let duration = self.started.elapsed();
        if !self.span.is_disabled() {
            self.record(attempts, duration, result);
        }
        count_call(operation, attempts, duration, result);
    }

    fn record(&self, attempts: u32, duration: Duration, result: &Result<Response, Error>) {
        let span = &self.span;
        span.record("attempts", attempts);
        span.record("duration_ms", u64::try_from(duration.as_millis()).unwrap_or(u64::MAX));
        match result {
            Ok(response) => {
                span.record("status", response.status.as_u16());
                span.record("bytes", response.body.len());
                if let Some(id) = correlation_id(&response.body) {
                    span.record("correlation_id", id);
                }
            }
            Err(error) => {
                if let Some(status) = error.status() {
                    span.record("status", status);
                }
                if let Some(id) = error.correlation_id() {
                    span.record("correlation_id", tracing::field::display(id));
                }
                span.in_scope(|| tracing::warn!(%error, "call failed"));
            }
        }
    }
}

fn correlation_id(body: &[u8]) -> Option<&str> {
    const KEY: &[u8] = b"\"correlationId\"";
    let front = &body[..body.len().min(FRONT)];
    let after = &front[memmem::find(front, KEY)? + KEY.len()..];
    let start = memchr::memchr(b'"', after)? + 1;
    let end = start + memchr::memchr(b'"', &after[start..])?;
    std::str::from_utf8(&after[start..end]).ok()
}

#[cfg(feature = "metrics")]
fn count_call(operation: &Operation, attempts: u32, duration: Duration, result: &Result<Response, Error>) {
    let status = match result {
        Ok(response) => response.status.as_str().to_owned(),
        Err(error) => error.status().map_or_else(|| "none".to_owned(), |status| status.to_string()),
    };
    let id = operation.id().to_owned();
    let labels = [("operation", id), ("section", operation.section().to_owned()), ("status", status)];
    metrics::counter!("iiko_calls_total", &labels).increment(1);
    metrics::counter!("iiko_attempts_total", &labels).increment(attempts.into());
    metrics::histogram!("iiko_call_duration_seconds", &labels).record(duration);
    if let Ok(response) = result {
        metrics::histogram!("iiko_response_bytes", &labels).record(response.body.len() as f64);
    }
}

#[cfg(not(feature = "metrics"))]
fn count_call(_: &Operation, _: u32, _: Duration, _: &Result<Response, Error>) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_correlation_id_is_found_at_the_front() {
        assert_eq!(correlation_id(br#"{"correlationId":"a-b","x":1}"#), Some("a-b"));
        assert_eq!(correlation_id(br#"{ "correlationId" : null }"#), None);
        assert_eq!(correlation_id(br#"{"correlationId"#), None);
    }
}
