//! A decoded answer, with what came beside it.

use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use tokio::time::Instant;

use super::response::Response;
use crate::codec::lenient::Skipped;
use crate::error::Headers;

/// A decoded answer, with what came beside it.
#[derive(Debug)]
pub(crate) struct ResponseValue<T> {
    pub(crate) value: T,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) attempts: u32,
    /// When the call began; unknown to an answer of no call.
    pub(crate) started: Option<Instant>,
    /// What lenient reading left out.
    pub(crate) skipped: Option<Box<Skipped>>,
}

impl<T> ResponseValue<T> {
    #[allow(dead_code, reason = "only calls whose answer is remembered look at it")]
    pub(crate) fn get(&self) -> &T {
        &self.value
    }

    pub(crate) fn into_inner(self) -> T {
        self.value
    }

    pub(crate) fn into_response(self) -> Response<T> {
        Response {
            value: self.value,
            status: self.status.as_u16(),
            headers: Headers::new(self.headers),
            attempts: self.attempts,
            duration: self.started.map(|started| started.elapsed()).unwrap_or_default(),
            skipped: self.skipped,
        }
    }
}
