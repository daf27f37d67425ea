//! The attempts of one call: each with a token, in its turn, within the deadline, as often as the policy allows.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::HeaderValue;
use reqwest::{Request, StatusCode};
use tokio::time::Instant;
use tracing::Span;

use super::answer::Response;
use super::call::Call;
use super::core::Core;
use super::observe::Observed;
use super::redact::Secrets;
use super::retry::RetryPolicy;
use super::runtime_check;
use super::sign_in::renew;
use crate::auth::Token;
use crate::clock::later;
use crate::error::{AuthenticationError, Error, Refused, RequestError, TimeoutError, may_block};
use crate::http::{Exchange, Failure, Message, Outcome, Target};

/// A call that is being sent.
pub(super) struct Attempts<'a> {
    call: &'a Call,
    message: Message,
    observed: Observed,
    deadline: Instant,
    /// The time at the end of the last wait: clocks are not read for nothing.
    now: Instant,
}

impl<'a> Attempts<'a> {
    pub(super) fn new(call: &'a Call, message: Message, observed: Observed) -> Self {
        let started = observed.started();
        let allowed = call.options.deadline.unwrap_or(call.core.deadline);
        Self { call, message, observed, deadline: later(started, allowed), now: started }
    }

    /// How many requests were sent.
    fn made(&self) -> u32 {
        self.observed.attempts()
    }

    /// What the attempts are seen in.
    pub(super) fn span(&self) -> Span {
        self.observed.span().clone()
    }

    /// Lets the observation go on with the answer, which is not read yet, or ends it.
    pub(super) fn end(self, result: Result<Response, Error>) -> Result<Response, Error> {
        match result {
            Ok(response) => Ok(response.observed(self.observed)),
            Err(error) => {
                self.observed.failed(&error, None);
                Err(error)
            }
        }
    }

    pub(super) async fn run(&mut self) -> Result<Response, Error> {
        runtime_check::fit(&self.call.operation)?;
        let core = &*self.call.core;
        let mut renewals = 0;
        core.budget.deposit();
        loop {
            let mut token = self.token(core).await?;
            if !core.limiter.is_idle() {
                drop(token);
                // Rare things are boxed, so that every call's future need not have room for them.
                Box::pin(core.limiter.turn(&self.call.operation, self.deadline)).await?;
                self.now = Instant::now();
                // There is one, so that the turn is not spent on waiting for it; by now it may be another.
                token = self.token(core).await?;
            }
            let (outcome, result) = self.attempt(token.as_deref()).await?;
            tracing::debug!(operation = self.call.operation.id(), attempt = self.made(), ?outcome, "attempt");
            if let Outcome::Status(StatusCode::TOO_MANY_REQUESTS, asked) = outcome {
                core.limiter.slow_down(&self.call.operation, asked, self.policy().least_pause());
            }
            if let (Outcome::Status(StatusCode::UNAUTHORIZED, _), Some(token)) = (outcome, &token) {
                if !core.tokens.denials.another_may_help(&self.call.operation, token, renewals) {
                    return Err(core.tokens.heed(token, token_refused(result?, token)));
                }
                renewals += 1;
                drop(result);
                let renewal = Box::pin(renew(Arc::clone(&self.call.core), Some(Arc::clone(token))));
                self.within(renewal).await?;
                continue;
            }
            if let (Outcome::Status(status, _), Some(token)) = (outcome, &token) {
                core.tokens.denials.taken(&self.call.operation);
                if may_block(status.as_u16()) {
                    return Err(core.tokens.heed(token, result?.refusal()));
                }
            }
            let Some(wait) = self.wait(outcome) else {
                return result.map(|response| response.for_request(token, self.call.is_lenient()));
            };
            drop(result);
            tracing::info!(
                operation = self.call.operation.id(),
                attempt = self.made(),
                ?wait,
                "sending again"
            );
            tokio::time::sleep(wait).await;
            self.now = Instant::now();
        }
    }

    async fn token(&mut self, core: &Core) -> Result<Option<Arc<Token>>, Error> {
        if !self.call.operation.is_authorized() {
            return Ok(None);
        }
        // The common case first, without a timer.
        if let Some(token) = core.tokens.usable(self.now) {
            return Ok(Some(token));
        }
        let token = Box::pin(renew(Arc::clone(&self.call.core), None));
        self.within(token).await.map(Some)
    }

    /// Sends once, if there is time left, and says what came of it.
    async fn attempt(&mut self, token: Option<&Token>) -> Result<(Outcome, Result<Response, Error>), Error> {
        let now = self.now;
        if now >= self.deadline {
            return Err(self.timed_out(self.observed.started(), false));
        }
        let until = later(now, self.call.attempt_timeout()).min(self.deadline);
        let request = self.request(token)?;
        self.observed.count_attempt();
        let (core, operation) = (&*self.call.core, &self.call.operation);
        let exchange = Exchange { http: &core.http, operation, attempts: self.made() };
        let (generation, exchange) = exchange.start(request);
        Ok(match tokio::time::timeout_at(until, exchange).await {
            Ok(Ok(answer)) => {
                let mut response =
                    Response::new(operation.clone(), answer.status, answer.headers, answer.body);
                let (body, credentials) = (self.message.body(), &core.credentials);
                response.redact(|| Secrets::new(body, token, credentials));
                core.debug.keep(&response, || Secrets::and_personal(body, token, credentials));
                (Outcome::of(response.status, &response.headers), Ok(response))
            }
            Ok(Err(Failure { outcome, error })) => (outcome, Err(error)),
            Err(_elapsed) => {
                core.http.give_up(generation);
                (Outcome::Lost, Err(self.timed_out(now, true)))
            }
        })
    }

    fn request(&self, token: Option<&Token>) -> Result<Request, Box<RequestError>> {
        let (core, operation) = (&*self.call.core, &self.call.operation);
        let authorization = token.map(|token| self.authorization(token)).transpose()?;
        let timeout = self.call.timeout();
        self.message.request(Target { endpoints: &core.endpoints, operation, timeout, authorization })
    }

    fn authorization(&self, token: &Token) -> Result<HeaderValue, Box<RequestError>> {
        let unfit = "the access token holds characters that no header can carry: give another one";
        token.header().map_err(|_| RequestError::new(self.call.operation.id(), unfit))
    }

    fn policy(&self) -> &RetryPolicy {
        self.call.options.retry.as_ref().unwrap_or(&self.call.core.retry)
    }

    /// How long to wait before the request is sent again; `None` if it must not be, or not in time.
    fn wait(&self, outcome: Outcome) -> Option<Duration> {
        let core = &*self.call.core;
        let policy = self.policy();
        if self.made() >= policy.most_attempts() || !policy.repeats(outcome, self.call.is_idempotent()) {
            return None;
        }
        let wait = policy.pause(outcome, self.made());
        let in_time = later(Instant::now(), wait) < self.deadline;
        (in_time && core.budget.withdraw()).then_some(wait)
    }

    /// Waits for something that has a timeout of its own, but not beyond the call's deadline.
    async fn within<T>(&mut self, work: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
        let result = tokio::time::timeout_at(self.deadline, work).await;
        self.now = Instant::now();
        match result {
            Ok(result) => result,
            Err(_elapsed) => Err(self.timed_out(self.observed.started(), false)),
        }
    }

    fn timed_out(&self, since: Instant, under_way: bool) -> Error {
        let operation = self.call.operation.id().to_owned();
        Box::new(TimeoutError { operation, waited: since.elapsed(), attempts: self.made(), under_way }).into()
    }
}

/// The last 401: a new token does not help.
fn token_refused(response: Response, token: &Token) -> Error {
    let operation = response.operation.id().to_owned();
    let status = Some(response.status.as_u16());
    let refusal = response.refusal();
    if matches!(refusal, Error::Authentication(_)) {
        return refusal;
    }
    let headers = refusal.headers().cloned().unwrap_or_default();
    let (reason, correlation_id) = match refusal.api() {
        Some(api) => (api.description().or(api.code()).map(str::to_owned), api.correlation_id()),
        None => (None, None),
    };
    Box::new(AuthenticationError {
        operation,
        status,
        reason: reason.unwrap_or_else(|| "also a new one".to_owned()),
        correlation_id,
        headers,
        refused: if token.is_fresh() { Refused::Operation } else { Refused::Token },
        asks_again_in: None,
    })
    .into()
}
