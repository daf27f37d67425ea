//! What progenitor's generated code needs of its runtime: hooks, raw answers, decoded answers. Its own runtime
//! would lose the status of a gateway's page and the path of a decode error, so this one stands in its place.

use std::convert::Infallible;
use std::future::Future;
use std::marker::PhantomData;
use std::sync::{Arc, LazyLock};

use bytes::Bytes;
use memchr::memmem;
use reqwest::StatusCode;
use reqwest::header::{CONTENT_TYPE, HeaderMap};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::error::Category;

use crate::error::{ApiError, Body, DecodeError, GatewayError};
use crate::operation::OperationRef;
use crate::personal::veiled_reason;
use crate::transport::Message;
use crate::types::CorrelationId;

/// A body up to this size is searched for an error even when its status is a success; real answers with that
/// much in them are no errors.
const LARGEST_ERROR: usize = 64 * 1024;

/// The generated client, as the hooks see it; progenitor writes its implementation.
#[allow(dead_code, reason = "the hooks of this client need the inner value alone")]
pub(crate) trait ClientInfo<Inner> {
    fn api_version() -> &'static str;
    fn inner(&self) -> &Inner;
}

/// The operation, as the generated code names it.
#[derive(Debug)]
pub(crate) struct OperationInfo {
    #[allow(dead_code, reason = "the generated code fills it; the hooks know more from the call itself")]
    pub(crate) operation_id: &'static str,
}

/// The seam of every call: how it is sent.
pub(crate) trait ClientHooks<Inner>: ClientInfo<Inner> + Sync
where
    Inner: Sync,
{
    fn exec(
        &self,
        message: Message,
        info: &OperationInfo,
    ) -> impl Future<Output = Result<Response, crate::Error>> + Send;
}

/// The error of a raw call.
#[derive(Debug)]
pub(crate) enum Error<E = Infallible> {
    Failed(crate::Error),
    UnexpectedResponse(Box<Response>),
    #[allow(dead_code, reason = "no error body is known to progenitor: see codegen's lowering")]
    Never(PhantomData<E>),
}

impl<E> From<crate::Error> for Error<E> {
    fn from(error: crate::Error) -> Self {
        Self::Failed(error)
    }
}

impl<E> From<crate::ConfigurationError> for Error<E> {
    fn from(error: crate::ConfigurationError) -> Self {
        Self::Failed(error.into())
    }
}

impl<E> From<Error<E>> for crate::Error {
    fn from(error: Error<E>) -> Self {
        match error {
            Error::Failed(error) => error,
            Error::UnexpectedResponse(response) => response.refusal(),
            // Nothing makes one.
            Error::Never(_) => crate::ConfigurationError::new("request", "unreachable").into(),
        }
    }
}

/// A whole answer.
#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) operation: OperationRef,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// Whether the body may be an error, whatever the status says.
    pub(crate) may_be_error: bool,
}

/// Both error bodies that the service has.
#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct ErrorBody {
    correlation_id: Option<String>,
    error_description: Option<String>,
    error: Option<Value>,
    message: Option<String>,
    details: Option<Value>,
}

impl Response {
    pub(crate) fn new(operation: OperationRef, status: StatusCode, headers: HeaderMap, body: Bytes) -> Self {
        let may_be_error = !status.is_success() || may_hide_error(&body);
        Self { operation, status, headers, body, may_be_error }
    }

    pub(crate) fn status(&self) -> StatusCode {
        self.status
    }

    /// The error that an answer with a bad status is.
    pub(crate) fn refusal(self) -> crate::Error {
        match self.error_body() {
            Some(body) => self.api_error(body).into(),
            None => self.gateway_error(),
        }
    }

    fn gateway_error(self) -> crate::Error {
        Box::new(GatewayError {
            operation: self.operation.id().to_owned(),
            status: self.status.as_u16(),
            content_type: self.content_type(),
            // The success of a token endpoint may be the token, whatever it is called.
            body: Body(if self.is_token() { Bytes::new() } else { self.body }),
        })
        .into()
    }

    fn is_token(&self) -> bool {
        self.status.is_success() && crate::token::is_token_operation(self.operation.id())
    }

    /// A page for people, such as a hotel's network or a maintenance notice answers with, also with status 200.
    fn is_page(&self) -> bool {
        let start = self.body.iter().find(|byte| !byte.is_ascii_whitespace());
        let other_type = self.content_type().is_some_and(|content_type| !content_type.ends_with("json"));
        other_type && start.is_some_and(|byte| !matches!(byte, b'{' | b'['))
    }

    pub(crate) fn content_type(&self) -> Option<String> {
        let value = self.headers.get(CONTENT_TYPE)?.to_str().ok()?;
        Some(value.split(';').next().unwrap_or(value).trim().to_owned())
    }

    fn error_body(&self) -> Option<ErrorBody> {
        let body: ErrorBody = serde_json::from_slice(&self.body).ok()?;
        let says = body.error_description.is_some() || body.error.is_some() || body.message.is_some();
        says.then_some(body)
    }

    fn api_error(&self, body: ErrorBody) -> Box<ApiError> {
        let text = |value: Value| match value {
            Value::Null => None,
            Value::String(text) => Some(text),
            other => Some(other.to_string()),
        };
        Box::new(ApiError {
            operation: self.operation.id().to_owned(),
            status: self.status.as_u16(),
            description: body.error_description.or(body.message),
            code: body.error.or(body.details).and_then(text),
            correlation_id: body.correlation_id.and_then(|id| id.parse().ok()),
            body: Body(self.body.clone()),
        })
    }

    /// A success that carries an error all the same: an older habit of the service.
    fn hidden_error(&self) -> Option<crate::Error> {
        if !self.may_be_error {
            return None;
        }
        let body: ErrorBody = serde_json::from_slice(&self.body).ok()?;
        body.error_description.is_some().then(|| self.api_error(body).into())
    }

    /// Decodes the answer.
    pub(crate) fn decode<T: DeserializeOwned>(self) -> Result<T, crate::Error> {
        if let Some(error) = self.hidden_error() {
            return Err(error);
        }
        match serde_json::from_slice(&self.body) {
            Ok(answer) => Ok(answer),
            Err(_) if self.is_page() => Err(self.gateway_error()),
            Err(error) => Err(self.decode_error::<T>(error).into()),
        }
    }

    /// Decodes again, slowly, to say where it failed.
    fn decode_error<T: DeserializeOwned>(&self, error: serde_json::Error) -> Box<DecodeError> {
        let text = String::from_utf8_lossy(&self.body);
        let (path, reason) = located::<T>(&text).unwrap_or_else(|| (".".to_owned(), error.to_string()));
        let correlation_id: Option<CorrelationId> = serde_json::from_slice::<ErrorBody>(&self.body)
            .ok()
            .and_then(|body| body.correlation_id)
            .and_then(|id| id.parse().ok());
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
            body: Body(body),
            source: Arc::new(error),
        })
    }
}

/// Whether a success may carry an error all the same.
fn may_hide_error(body: &[u8]) -> bool {
    static KEY: LazyLock<memmem::Finder<'_>> = LazyLock::new(|| memmem::Finder::new("\"errorDescription\""));
    body.len() <= LARGEST_ERROR && KEY.find(body).is_some()
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

/// Path and reason of the first thing that is wrong.
fn located<T: DeserializeOwned>(text: &str) -> Option<(String, String)> {
    // Tags go first, or what stands before them would be read from a buffer that knows no path.
    let ordered = serde_json::from_str::<Value>(text).ok().map(|value| {
        let mut ordered = String::with_capacity(text.len());
        tags_first(&value, &mut ordered);
        ordered
    });
    let mut deserializer = serde_json::Deserializer::from_str(ordered.as_deref().unwrap_or(text));
    match serde_path_to_error::deserialize::<_, T>(&mut deserializer) {
        Ok(_) => None,
        Err(error) => {
            // A key may be empty, and would leave nothing to read.
            let path = Some(error.path().to_string()).filter(|path| !path.is_empty());
            let path = path.unwrap_or_else(|| "\"\"".to_owned());
            let reason = error.into_inner().to_string();
            // Line and column are those of the reordered text.
            let reason = match (&ordered, reason.rfind(" at line ")) {
                (Some(_), Some(end)) => reason[..end].to_owned(),
                _ => reason,
            };
            Some((path, reason))
        }
    }
}

/// Writes a value with the tags of unions at the front of each object.
fn tags_first(value: &Value, out: &mut String) {
    match value {
        Value::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                tags_first(item, out);
            }
            out.push(']');
        }
        Value::Object(object) => {
            let is_tag = |key: &str| crate::operations::UNION_TAGS.contains(&key);
            let (tags, others): (Vec<_>, Vec<_>) = object.iter().partition(|(key, _)| is_tag(key));
            out.push('{');
            for (index, (key, value)) in tags.into_iter().chain(others).enumerate() {
                if index > 0 {
                    out.push(',');
                }
                out.push_str(&Value::String(key.clone()).to_string());
                out.push(':');
                tags_first(value, out);
            }
            out.push('}');
        }
        plain => out.push_str(&plain.to_string()),
    }
}

/// A decoded answer.
#[derive(Debug)]
pub(crate) struct ResponseValue<T>(T);

impl<T> ResponseValue<T> {
    pub(crate) fn from_response<E>(response: Response) -> Result<Self, Error<E>>
    where
        T: DeserializeOwned,
    {
        response.decode().map(Self).map_err(Error::Failed)
    }

    #[allow(dead_code, reason = "only calls whose answer is remembered look at it")]
    pub(crate) fn get(&self) -> &T {
        &self.0
    }

    pub(crate) fn into_inner(self) -> T {
        self.0
    }
}

impl ResponseValue<()> {
    /// An answer without a body, though an error may hide in one.
    #[allow(dead_code, reason = "only some sections have operations without an answer")]
    pub(crate) fn empty<E>(response: Response) -> Result<Self, Error<E>> {
        response.hidden_error().map_or(Ok(Self(())), |error| Err(error.into()))
    }
}
