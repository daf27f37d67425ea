//! What an operator sees of a call: a span in `tracing`, and counters in `metrics` where that feature is on.

use std::time::Duration;

use memchr::memmem;
use reqwest::StatusCode;
use tokio::time::Instant;
use tracing::Span;
use tracing::field::Empty;

use crate::error::Error;
use crate::operation::operations::CORRELATION_ID_KEY;
use crate::operation::{Operation, OperationRef};

/// Where the service puts the correlation id: at the front of a body, if anywhere.
const FRONT: usize = 256;

/// One call, from its first attempt until its answer is decoded or it has failed. One that is dropped before is
/// told as given up.
#[derive(Debug)]
pub(crate) struct Observed {
    span: Span,
    operation: OperationRef,
    started: Instant,
    attempts: u32,
    ended: bool,
}

/// What a call came to.
enum End<'a> {
    Success(StatusCode, &'a [u8]),
    Failure(&'a Error, Option<usize>),
    GivenUp,
}

impl Observed {
    pub(crate) fn begin(operation: &OperationRef) -> Self {
        let span = tracing::info_span!(
            "iiko_call",
            operation = operation.id(),
            section = operation.section(),
            status = Empty,
            attempts = Empty,
            correlation_id = Empty,
            duration_ms = Empty,
            bytes = Empty,
            error.type = Empty,
        );
        Self { span, operation: operation.clone(), started: Instant::now(), attempts: 0, ended: false }
    }

    pub(crate) fn span(&self) -> &Span {
        &self.span
    }

    pub(crate) fn started(&self) -> Instant {
        self.started
    }

    /// How many requests were sent.
    pub(crate) fn attempts(&self) -> u32 {
        self.attempts
    }

    /// One more request is sent.
    pub(crate) fn count_attempt(&mut self) {
        self.attempts += 1;
    }

    pub(crate) fn succeeded(mut self, status: StatusCode, body: &[u8]) {
        self.end(&End::Success(status, body));
    }

    /// Ends the call with an error, and with the size of its answer where there was one.
    pub(crate) fn failed(mut self, error: &Error, bytes: Option<usize>) {
        self.span.in_scope(|| {
            if is_expected(error) {
                tracing::info!(%error, "call refused");
            } else {
                tracing::warn!(%error, "call failed");
            }
        });
        self.end(&End::Failure(error, bytes));
    }

    fn end(&mut self, end: &End<'_>) {
        self.ended = true;
        // Where nobody looks, not even the clock is read.
        if self.span.is_disabled() && cfg!(not(feature = "metrics")) {
            return;
        }
        let duration = self.started.elapsed();
        if !self.span.is_disabled() {
            self.record(duration, end);
        }
        count_call(&self.operation, self.attempts, duration, end);
    }

    fn record(&self, duration: Duration, end: &End<'_>) {
        let span = &self.span;
        span.record("attempts", self.attempts);
        span.record("duration_ms", u64::try_from(duration.as_millis()).unwrap_or(u64::MAX));
        if let Some(status) = end.status() {
            span.record("status", status);
        }
        if let Some(bytes) = end.bytes() {
            span.record("bytes", bytes);
        }
        if let Some(kind) = end.error_type() {
            span.record("error.type", kind);
        }
        match end {
            End::Success(_, body) => correlation_id(body).map(|id| span.record("correlation_id", id)),
            End::Failure(error, _) => {
                error.correlation_id().map(|id| span.record("correlation_id", tracing::field::display(id)))
            }
            End::GivenUp => None,
        };
    }
}

impl Drop for Observed {
    fn drop(&mut self) {
        if !self.ended {
            self.end(&End::GivenUp);
        }
    }
}

impl End<'_> {
    fn status(&self) -> Option<u16> {
        match self {
            Self::Success(status, _) => Some(status.as_u16()),
            Self::Failure(error, _) => error.status(),
            Self::GivenUp => None,
        }
    }

    fn bytes(&self) -> Option<usize> {
        match self {
            Self::Success(_, body) => Some(body.len()),
            Self::Failure(_, bytes) => *bytes,
            Self::GivenUp => None,
        }
    }

    /// The kind of failure, under the name that OpenTelemetry has for it.
    fn error_type(&self) -> Option<&'static str> {
        match self {
            Self::Success(..) => None,
            Self::Failure(error, _) => Some(error.kind()),
            Self::GivenUp => Some("given_up"),
        }
    }
}

/// Whether the service said no to what was asked, such as to confirm a closed order: no fault of anybody's machines.
fn is_expected(error: &Error) -> bool {
    matches!(error, Error::Api(error) if error.status < 500 && !matches!(error.status, 408 | 429))
}

/// The correlation id in a body, if it stands at its front.
pub(crate) fn correlation_id(body: &[u8]) -> Option<&str> {
    const KEY: &[u8] = CORRELATION_ID_KEY.as_bytes();
    let front = &body[..body.len().min(FRONT)];
    let after = &front[memmem::find(front, KEY)? + KEY.len()..];
    let start = memchr::memchr(b'"', after)? + 1;
    let end = start + memchr::memchr(b'"', &after[start..])?;
    std::str::from_utf8(&after[start..end]).ok()
}

#[cfg(feature = "metrics")]
fn count_call(operation: &Operation, attempts: u32, duration: Duration, end: &End<'_>) {
    let labels = [
        ("operation", operation.id().to_owned()),
        ("section", operation.section().to_owned()),
        ("status", end.status().map_or_else(|| "none".to_owned(), |status| status.to_string())),
        ("error_type", end.error_type().unwrap_or("none").to_owned()),
    ];
    metrics::counter!("iiko_calls_total", &labels).increment(1);
    metrics::counter!("iiko_attempts_total", &labels).increment(attempts.into());
    metrics::histogram!("iiko_call_duration_seconds", &labels).record(duration);
    if let Some(bytes) = end.bytes() {
        metrics::histogram!("iiko_response_bytes", &labels).record(bytes as f64);
    }
}

#[cfg(not(feature = "metrics"))]
fn count_call(_: &Operation, _: u32, _: Duration, _: &End<'_>) {}

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
