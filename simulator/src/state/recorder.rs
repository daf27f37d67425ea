//! Keeps the requests that came in, for tests to look at.

use std::collections::VecDeque;
use std::fmt;
use std::time::Duration;

use serde_json::Value;

/// How many requests are kept: enough for a test, bounded for a long run.
const KEPT: usize = 10_000;

/// A request as it came in, whether or not it was answered well.
#[derive(Clone)]
#[non_exhaustive]
pub struct RecordedRequest {
    /// Operation of the bundle, if the path belongs to one.
    pub operation: Option<String>,
    /// Method, such as `POST`.
    pub method: String,
    /// Path, such as `/api/1/organizations`.
    pub path: String,
    /// Headers in the order they came, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body; `Null` when there was none or it was no JSON.
    pub body: Value,
}

impl RecordedRequest {
    /// The value of a header, whatever the case of its name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    pub(crate) fn asks_for_token(&self) -> bool {
        self.operation.as_deref().is_some_and(|id| id.starts_with("access_token"))
    }
}

impl fmt::Debug for RecordedRequest {
    /// Leaves out the headers and a token request's body: they hold secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("RecordedRequest");
        shown.field("operation", &self.operation).field("method", &self.method).field("path", &self.path);
        if !self.asks_for_token() {
            shown.field("body", &self.body);
        }
        shown.finish_non_exhaustive()
    }
}

/// A request and how it was answered.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Exchange {
    /// Operation of the bundle, if the path belongs to one.
    pub operation: Option<String>,
    /// Method, such as `POST`.
    pub method: String,
    /// Path, such as `/api/1/organizations`.
    pub path: String,
    /// HTTP status of the answer.
    pub status: u16,
    /// Size of the answer's body in bytes.
    pub bytes: usize,
    /// Time from the whole request to the answer, the latency asked for included.
    pub duration: Duration,
    /// Why the request was refused, if it was.
    pub error: Option<String>,
    /// Whether the answer was made up from the bundle, for want of a handler.
    pub synthesised: bool,
}

/// The requests seen so far.
pub(crate) struct Recorder {
    requests: VecDeque<RecordedRequest>,
    token_requests: usize,
}

impl Recorder {
    pub(crate) fn new() -> Self {
        Self { requests: VecDeque::new(), token_requests: 0 }
    }

    pub(crate) fn record(&mut self, request: RecordedRequest) {
        self.token_requests += usize::from(request.asks_for_token());
        if self.requests.len() == KEPT {
            self.requests.pop_front();
        }
        self.requests.push_back(request);
    }

    pub(crate) fn requests(&self) -> Vec<RecordedRequest> {
        self.requests.iter().cloned().collect()
    }

    pub(crate) fn token_requests(&self) -> usize {
        self.token_requests
    }

    pub(crate) fn clear(&mut self) {
        *self = Self::new();
    }
}
