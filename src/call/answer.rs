//! A whole answer, and what it is: a success that is decoded, a refusal of the service, or a page of something in
//! front of it. Whatever it is, the observation of its call ends with it.

use std::sync::Arc;

use bytes::{Buf, Bytes};
use reqwest::StatusCode;
use reqwest::header::{CONTENT_TYPE, HeaderMap};
use serde::de::DeserializeOwned;
use serde_json::error::Category;

use super::decoded::ResponseValue;
use super::error_body::{ErrorBody, may_hide_error};
use super::observe::{self, Observed};
use super::redact::{Secrets, hide_token, redacted};
use crate::auth::Token;
use crate::codec::lenient::{self, Skipped};
use crate::codec::personal::veiled_reason;
use crate::codec::types::CorrelationId;
use crate::error::{ApiError, Body, DecodeError, Error, GatewayError, Headers, judged, judged_page};
use crate::operation::{OperationRef, is_token_operation};

/// What some servers put in front of UTF-8; no JSON may begin with it.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// A decoded answer, with what lenient reading left out of it.
type Decoded<T> = (T, Option<Box<Skipped>>);

/// Of an unreadable body up to this size every property is looked at for a correlation id.
const LARGEST_SEARCHED: usize = 1024 * 1024;

/// A whole answer.
#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) operation: OperationRef,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// Whether the body may be an error, whatever the status says.
    may_be_error: bool,
    /// Whether broken items of its lists are left out.
    lenient: bool,
    /// The token that the request carried: what cannot be read must not tell it.
    sent_with: Option<Arc<Token>>,
    /// What is seen of the call, which ends when the answer is decoded or refused.
    observed: Option<Observed>,
}

impl Response {
    pub(crate) fn new(
        operation: OperationRef,
        status: StatusCode,
        headers: HeaderMap,
        mut body: Bytes,
    ) -> Self {
        if body.starts_with(BYTE_ORDER_MARK) {
            body.advance(BYTE_ORDER_MARK.len());
        }
        let may_be_error = !status.is_success() || is_problem(&headers) || may_hide_error(&body);
        Self {
            operation,
            status,
            headers,
            body,
            may_be_error,
            lenient: false,
            sent_with: None,
            observed: None,
        }
    }

    /// The answer of an observed call.
    pub(crate) fn observed(mut self, observed: Observed) -> Self {
        self.observed = Some(observed);
        self
    }

    /// The answer to a request with that token, which is read leniently or not.
    pub(crate) fn for_request(mut self, token: Option<Arc<Token>>, lenient: bool) -> Self {
        self.sent_with = token;
        self.lenient = lenient;
        self
    }

    /// Takes what the secrets say out of an answer that may be a refusal.
    pub(super) fn redact(&mut self, secrets: impl FnOnce() -> Secrets) {
        if self.may_be_error {
            self.body = redacted(std::mem::take(&mut self.body), &secrets());
        }
    }

    pub(crate) fn status(&self) -> StatusCode {
        self.status
    }

    /// Decodes the answer.
    pub(crate) fn decode<T: DeserializeOwned>(mut self) -> Result<ResponseValue<T>, Error> {
        let result = match self.hidden_error() {
            Some(error) => Err(error),
            None => match serde_json::from_slice(&self.body) {
                Ok(answer) => Ok((answer, None)),
                Err(error) => self.read_again(error),
            },
        };
        self.end(result)
    }

    /// The success of an operation that answers nothing: whatever is in it says no more. Only a page is no answer.
    pub(crate) fn nothing<T: Default>(mut self) -> Result<ResponseValue<T>, Error> {
        let result = self.no_answer().map_or_else(|| Ok((T::default(), None)), Err);
        self.end(result)
    }

    /// A success that is left to its caller to read; only an error or a page is none.
    pub(super) fn unread(mut self) -> Result<Self, Error> {
        if let Some(error) = self.no_answer() {
            return Err(self.failed(error));
        }
        if let Some(observed) = self.observed.take() {
            observed.succeeded(self.status, &self.body);
        }
        Ok(self)
    }

    /// Ends the call with its error.
    fn failed(&mut self, error: Error) -> Error {
        if let Some(observed) = self.observed.take() {
            observed.failed(&error, Some(self.body.len()));
        }
        error
    }

    /// The same answer once more, for an error that is made of it.
    pub(super) fn copy(&self) -> Self {
        Self {
            operation: self.operation.clone(),
            status: self.status,
            headers: self.headers.clone(),
            body: self.body.clone(),
            may_be_error: self.may_be_error,
            lenient: self.lenient,
            sent_with: self.sent_with.clone(),
            observed: None,
        }
    }

    /// Whether there is nothing in the body.
    pub(crate) fn is_blank(&self) -> bool {
        self.body.trim_ascii().is_empty()
    }

    /// The error that an answer with a bad status is.
    pub(crate) fn refusal(mut self) -> Error {
        let error = match ErrorBody::read(&self.body) {
            Some(body) => self.api_error(body),
            None => self.gateway_error(),
        };
        self.failed(error)
    }

    /// Ends the call with what came of its answer.
    fn end<T>(mut self, result: Result<Decoded<T>, Error>) -> Result<ResponseValue<T>, Error> {
        let (value, skipped) = match result {
            Ok(decoded) => decoded,
            Err(error) => return Err(self.failed(error)),
        };
        let observed = self.observed.take();
        let (attempts, started) = observed.as_ref().map(|call| (call.attempts(), call.started())).unzip();
        if let Some(observed) = observed {
            observed.succeeded(self.status, &self.body);
        }
        let attempts = attempts.unwrap_or_default();
        Ok(ResponseValue { value, status: self.status, headers: self.headers, attempts, started, skipped })
    }

    /// A success that is none, whatever was asked for: an error, or a page.
    fn no_answer(&mut self) -> Option<Error> {
        match self.hidden_error() {
            None if self.is_page() => Some(self.gateway_error()),
            error => error,
        }
    }

    /// A success that carries an error all the same: an older habit of the service.
    fn hidden_error(&mut self) -> Option<Error> {
        if !self.may_be_error {
            return None;
        }
        let body = ErrorBody::read(&self.body)?;
        (body.is_failure() || is_problem(&self.headers)).then(|| self.api_error(body))
    }

    fn api_error(&mut self, body: ErrorBody) -> Error {
        judged(ApiError {
            operation: self.operation.id().to_owned(),
            status: self.status.as_u16(),
            description: body.description,
            code: body.code,
            correlation_id: body.correlation_id,
            headers: self.take_headers(),
            body: Body(self.body.clone()),
            asks_again_in: None,
        })
    }

    fn gateway_error(&mut self) -> Error {
        judged_page(GatewayError {
            operation: self.operation.id().to_owned(),
            status: self.status.as_u16(),
            content_type: content_type(&self.headers),
            headers: self.take_headers(),
            // The success of a token endpoint may be the token, whatever it is called.
            body: Body(if self.is_token() { Bytes::new() } else { self.body.clone() }),
            asks_again_in: None,
        })
    }

    fn is_token(&self) -> bool {
        self.status.is_success() && is_token_operation(self.operation.id())
    }

    /// A page for people, such as a hotel's network or a maintenance notice answers with, also with status 200.
    fn is_page(&self) -> bool {
        let start = self.body.iter().find(|byte| !byte.is_ascii_whitespace());
        let other_type = content_type(&self.headers).is_some_and(|declared| !declared.ends_with("json"));
        other_type && start.is_some_and(|byte| !matches!(byte, b'{' | b'['))
    }

    fn take_headers(&mut self) -> Headers {
        Headers::new(std::mem::take(&mut self.headers))
    }

    /// What a success comes to that does not decode: what is left of it, if that is asked for, or an error.
    #[cold]
    fn read_again<T: DeserializeOwned>(&mut self, error: serde_json::Error) -> Result<Decoded<T>, Error> {
        self.hide_token();
        if !self.lenient || self.is_page() {
            return Err(self.unreadable::<T>(error));
        }
        match lenient::read::<T>(&String::from_utf8_lossy(&self.body)) {
            Ok((answer, skipped)) => {
                skipped.log(self.operation.id());
                Ok((answer, Some(Box::new(skipped))))
            }
            Err(_) => Err(self.unreadable::<T>(error)),
        }
    }

    /// Takes the token, which must not be told, out of an answer that cannot be read.
    fn hide_token(&mut self) {
        if let Some(token) = self.sent_with.take() {
            hide_token(&mut self.body, &token);
        }
    }

    /// The error that a success is which does not decode.
    fn unreadable<T: DeserializeOwned>(&mut self, error: serde_json::Error) -> Error {
        if self.is_page() {
            return self.gateway_error();
        }
        // Decoded again, slowly, to say where it failed.
        let located = lenient::locate::<T>(&String::from_utf8_lossy(&self.body));
        self.decode_error(error, located).into()
    }

    /// What cannot be read, at its place and for its reason where they are found.
    pub(super) fn decode_error(
        &mut self,
        error: serde_json::Error,
        located: Option<(String, String)>,
    ) -> Box<DecodeError> {
        self.hide_token();
        let (path, mut reason) = located.unwrap_or_else(|| (".".to_owned(), String::new()));
        if reason.is_empty() || !error.is_data() {
            // Where it stops to be JSON line and column tell more than the path.
            reason = error.to_string();
        }
        let correlation_id = self.correlation_id();
        // What is read of a token endpoint must not be told: it may be the token.
        let (body, reason, error) = if self.is_token() {
            let reason = untold(&error, reason);
            (Bytes::new(), reason.clone(), serde::de::Error::custom(reason))
        } else {
            let shown = veiled_reason(&path, &reason);
            // The cause knows line and column, but it may quote what is hidden, or what stands somewhere else.
            let told = shown == reason && error.to_string().starts_with(&reason);
            let error = if told { error } else { serde::de::Error::custom(&shown) };
            (self.body.clone(), shown, error)
        };
        Box::new(DecodeError {
            operation: self.operation.id().to_owned(),
            status: self.status.as_u16(),
            path,
            reason,
            correlation_id,
            headers: self.take_headers(),
            body: Body(body),
            source: Arc::new(error),
        })
    }

    /// The id in the body, which a large one has at its front if anywhere.
    fn correlation_id(&self) -> Option<CorrelationId> {
        if self.body.len() > LARGEST_SEARCHED {
            return observe::correlation_id(&self.body)?.parse().ok();
        }
        ErrorBody::read(&self.body)?.correlation_id
    }
}

/// The declared type, in lower case and without its parameters.
fn content_type(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(CONTENT_TYPE)?.to_str().ok()?;
    Some(value.split(';').next().unwrap_or(value).trim().to_ascii_lowercase())
}

/// Whether the headers declare an error body, whatever the status.
fn is_problem(headers: &HeaderMap) -> bool {
    const PROBLEM: &[u8] = b"application/problem+json";
    let start = headers.get(CONTENT_TYPE).and_then(|value| value.as_bytes().get(..PROBLEM.len()));
    start.is_some_and(|start| start.eq_ignore_ascii_case(PROBLEM))
}

/// Why an answer does not decode, without quoting it.
fn untold(error: &serde_json::Error, reason: String) -> String {
    let reason = match error.classify() {
        Category::Data if reason.starts_with("missing field") => return reason,
        Category::Data => "a value is not of the expected type (not shown: it may be the token)",
        Category::Eof => "it ends too early",
        Category::Syntax | Category::Io => "it is no JSON",
    };
    reason.to_owned()
}
