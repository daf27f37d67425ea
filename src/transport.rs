//! How a call is sent: the token goes on, the answer is read whole within its limits, what failed is sent again
//! where that is safe. Everything goes through here: typed calls, untyped ones, requests for tokens.

use std::borrow::Cow;
use std::error::Error as _;
use std::future::Future;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};
use reqwest::header::{AUTHORIZATION, CONTENT_LENGTH, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Request, StatusCode};
use tracing::Instrument;

use crate::call::CallOptions;
use crate::client::Client;
use crate::error::{
    AuthenticationError, Body, ConnectionError, DecodeError, Error, TimeoutError, TooLargeError,
};
use crate::observe::Observed;
use crate::redact::Sent;
use crate::retry::{Outcome, later};
use crate::runtime::{self, ClientHooks, ClientInfo, OperationInfo, Response};
use crate::token::Token;
use crate::{ConfigurationError, Operation};

/// Header that tells the service how long it may take, in whole seconds.
const TIMEOUT: HeaderName = HeaderName::from_static("timeout");

/// What the hooks know of the call that they serve.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) client: Client,
    pub(crate) operation: Cow<'static, Operation>,
    pub(crate) options: CallOptions,
}

impl ClientHooks<Call> for crate::raw::Client {
    async fn pre<E>(&self, request: &mut Request, _info: &OperationInfo) -> Result<(), runtime::Error<E>> {
        let seconds = self.inner().timeout().as_secs_f64().ceil().max(1.0) as u64;
        request.headers_mut().insert(TIMEOUT, HeaderValue::from(seconds));
        if request.body().is_none() {
            // Operations that take nothing are sent an empty object, as older clients have always done.
            let json = HeaderValue::from_static("application/json");
            request.headers_mut().insert(reqwest::header::CONTENT_TYPE, json);
            *request.body_mut() = Some("{}".into());
        }
        Ok(())
    }

    async fn exec(&self, request: Request, _info: &OperationInfo) -> Result<Response, Error> {
        self.inner().send(&request).await
    }
}

/// An attempt that brought no answer, and what may be done about it.
struct Failure {
    outcome: Outcome,
    error: Error,
}

impl Call {
    fn timeout(&self) -> Duration {
        self.options.timeout.unwrap_or_else(|| self.client.settings().timeout)
    }

    /// Whether sending twice does no harm: a second token only makes the first one superfluous.
    fn is_harmless(&self) -> bool {
        self.operation.is_read_only() || crate::token::is_token_operation(self.operation.id())
    }

    /// Sends until an answer stands or nothing more may be tried.
    pub(crate) async fn send(&self, request: &Request) -> Result<Response, Error> {
        let observed = Observed::begin(&self.operation);
        let mut attempts = 0;
        let result = self.attempts(request, &mut attempts).instrument(observed.span.clone()).await;
        observed.end(&self.operation, attempts, &result);
        result
    }

    async fn attempts(&self, request: &Request, attempts: &mut u32) -> Result<Response, Error> {
        let settings = self.client.settings();
        let policy = self.options.retry.as_ref().unwrap_or(&settings.retry);
        let started = Instant::now();
        let deadline = later(started, self.options.deadline.unwrap_or(settings.deadline));
        let mut renewed = false;
        settings.budget.deposit();
        loop {
            let token = self.token(started, deadline, *attempts).await?;
            if !settings.limiter.is_idle() {
                Box::pin(settings.limiter.turn(&self.operation, deadline)).await?;
            }
            if Instant::now() >= deadline {
                return Err(self.timed_out(started, *attempts));
            }
            *attempts += 1;
            let result = self.attempt(request, token.as_deref(), *attempts, deadline).await;
            let (outcome, result) = match result {
                Ok(response) => (Outcome::of(response.status, &response.headers), Ok(response)),
                Err(failure) => (failure.outcome, Err(failure.error)),
            };
            tracing::debug!(operation = self.operation.id(), attempt = *attempts, ?outcome, "attempt");
            if let (Outcome::Status(StatusCode::UNAUTHORIZED, _), Some(token)) = (outcome, &token) {
                if renewed {
                    return result.and_then(|response| Err(token_refused(response)));
                }
                renewed = true;
                // Rare things are boxed, so that every call's future need not have room for them.
                let renewal = Box::pin(settings.tokens.renew(&self.client, Some(token)));
                self.within(started, deadline, *attempts, renewal).await?;
                continue;
            }
            if let Outcome::Status(StatusCode::TOO_MANY_REQUESTS, asked) = outcome {
                settings.limiter.slow_down(&self.operation, asked);
            }
            if *attempts >= policy.most_attempts() || !outcome.may_repeat(self.is_harmless()) {
                return result;
            }
            let wait = outcome.asked_wait().unwrap_or_else(|| policy.wait(*attempts));
            if later(Instant::now(), wait) >= deadline || !settings.budget.withdraw() {
                return result;
            }
            tracing::info!(operation = self.operation.id(), attempt = *attempts, ?wait, "sending again");
            tokio::time::sleep(wait).await;
        }
    }

    async fn token(
        &self,
        started: Instant,
        deadline: Instant,
        attempts: u32,
    ) -> Result<Option<Arc<Token>>, Error> {
        if !self.operation.is_authorized() {
            return Ok(None);
        }
        let tokens = &self.client.settings().tokens;
        // The common case first, without a timer.
        if let Some(token) = tokens.usable() {
            return Ok(Some(token));
        }
        let token = Box::pin(tokens.renew(&self.client, None));
        self.within(started, deadline, attempts, token).await.map(Some)
    }

    /// Waits for something that has patience of its own, but not beyond the call's deadline.
    async fn within<T>(
        &self,
        started: Instant,
        deadline: Instant,
        attempts: u32,
        work: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Error> {
        match tokio::time::timeout_at(deadline.into(), work).await {
            Ok(result) => result,
            Err(_elapsed) => Err(self.timed_out(started, attempts)),
        }
    }

    fn timed_out(&self, started: Instant, attempts: u32) -> Error {
        let operation = self.operation.id().to_owned();
        Box::new(TimeoutError { operation, waited: started.elapsed(), attempts }).into()
    }

    /// Sends once and reads the whole answer.
    async fn attempt(
        &self,
        request: &Request,
        token: Option<&Token>,
        attempts: u32,
        deadline: Instant,
    ) -> Result<Response, Failure> {
        let settings = self.client.settings();
        let mut request = match request.try_clone() {
            Some(request) => request,
            // Bodies are JSON in memory: they can always be cloned.
            None => {
                return Err(Failure::not_sent(ConfigurationError::new("request", "its body is a stream")));
            }
        };
        if let Some(token) = token {
            let unfit = || ConfigurationError::new("token", "it holds characters that no header can carry");
            let header = token.header.clone().ok_or_else(unfit).map_err(Failure::not_sent)?;
            request.headers_mut().insert(AUTHORIZATION, header);
        }
        let started = Instant::now();
        let patience =
            self.timeout().saturating_add(settings.margin).min(deadline.saturating_duration_since(started));
        let sent = Sent::of(&request);
        let answer = settings.http.execute(request);
        // Boxed, so that the future of a call stays small: it is moved about, this is not.
        let exchange = Box::pin(self.exchange(answer, sent, attempts));
        match tokio::time::timeout(patience, exchange).await {
            Ok(result) => result,
            Err(_elapsed) => {
                Err(Failure { outcome: Outcome::Lost, error: self.timed_out(started, attempts) })
            }
        }
    }

    async fn exchange(
        &self,
        answer: impl Future<Output = reqwest::Result<reqwest::Response>>,
        sent: Sent,
        attempts: u32,
    ) -> Result<Response, Failure> {
        let settings = self.client.settings();
        let mut response = answer.await.map_err(|error| self.broken(error, attempts))?;
        let status = response.status();
        let headers = std::mem::take(response.headers_mut());
        let body = self.read(&mut response, &headers, settings.response_limit, attempts).await?;
        let body = sent.without_secrets(status, body, self.client.credentials());
        settings.debug.keep(&self.operation, status, &body);
        Ok(Response { operation: self.operation.id.clone(), status, headers, body })
    }

    /// Reads a body that must not be larger than `limit`, whatever it was compressed to.
    async fn read(
        &self,
        response: &mut reqwest::Response,
        headers: &HeaderMap,
        limit: usize,
        attempts: u32,
    ) -> Result<Bytes, Failure> {
        let declared: Option<usize> =
            headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
        if declared.is_some_and(|declared| declared > limit) {
            return Err(self.too_large(response.status(), limit));
        }
        let Some(first) = self.piece(response, attempts).await? else { return Ok(Bytes::new()) };
        // Read to the very end, or the connection would be given back too late for the next call.
        let mut next = self.piece(response, attempts).await?;
        if next.is_none() && first.len() <= limit {
            // The whole body in one piece: nothing to put together.
            return Ok(first);
        }
        let mut body = BytesMut::with_capacity(declared.unwrap_or(0).max(first.len()).min(limit));
        let mut piece = first;
        loop {
            if body.len() + piece.len() > limit {
                return Err(self.too_large(response.status(), limit));
            }
            body.extend_from_slice(&piece);
            match next.take() {
                Some(another) => piece = another,
                None => return Ok(body.freeze()),
            }
            next = self.piece(response, attempts).await?;
        }
    }

    /// The next piece of a body.
    async fn piece(&self, response: &mut reqwest::Response, attempts: u32) -> Result<Option<Bytes>, Failure> {
        match response.chunk().await {
            Ok(piece) => Ok(piece),
            // Of the connection it would be the HTTP library's error; this one comes from decompressing.
            Err(error) if error.source().is_some_and(|source| source.is::<std::io::Error>()) => {
                let source = error.source().map(ToString::to_string).unwrap_or_default();
                Err(self.garbled(response.status(), &source))
            }
            Err(error) => Err(self.broken(error, attempts)),
        }
    }

    /// An answer that came and cannot be decompressed: as good as none.
    fn garbled(&self, status: StatusCode, why: &str) -> Failure {
        let reason = format!("its compression is broken: {why}");
        let error = DecodeError {
            operation: self.operation.id().to_owned(),
            status: status.as_u16(),
            path: ".".to_owned(),
            source: Arc::new(serde::de::Error::custom(&reason)),
            reason,
            correlation_id: None,
            body: Body::default(),
        };
        Failure { outcome: Outcome::Lost, error: Box::new(error).into() }
    }

    fn too_large(&self, status: StatusCode, limit: usize) -> Failure {
        let operation = self.operation.id().to_owned();
        Failure {
            outcome: Outcome::Status(status, None),
            error: Box::new(TooLargeError { operation, status: status.as_u16(), limit }).into(),
        }
    }

    fn broken(&self, error: reqwest::Error, attempts: u32) -> Failure {
        let before_sending = error.is_connect();
        let error = error.without_url();
        let source: Arc<dyn std::error::Error + Send + Sync> = Arc::new(error);
        let operation = self.operation.id().to_owned();
        Failure {
            outcome: if before_sending { Outcome::NotSent } else { Outcome::Lost },
            error: Box::new(ConnectionError { operation, before_sending, attempts, source }).into(),
        }
    }
}

impl Failure {
    fn not_sent(error: ConfigurationError) -> Self {
        Self { outcome: Outcome::Status(StatusCode::BAD_REQUEST, None), error: error.into() }
    }
}

/// The second 401 in a row: a new token does not help.
fn token_refused(response: Response) -> Error {
    let operation = response.operation.to_string();
    let status = Some(response.status.as_u16());
    let refusal = response.refusal();
    let (reason, correlation_id) = match refusal.api() {
        Some(api) => (api.description().or(api.code()).map(str::to_owned), api.correlation_id()),
        None => (None, None),
    };
    Box::new(AuthenticationError {
        operation,
        status,
        reason: reason.unwrap_or_else(|| "also a new one".to_owned()),
        correlation_id,
        token_refused: true,
    })
    .into()
}
