//! Takes webhook requests: checks them, answers at once, and hands their events on.

use std::convert::Infallible;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use http::{Request, StatusCode};
use http_body::Body;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use tokio::sync::mpsc;
use tokio::time::Instant;

use super::check::{Answer, answer, busy, check, too_large};
use super::inbox::{Inbox, Received};
use super::parse::each;
use super::repeats::{Mark, Repeats};
use crate::beyond::Events;
use crate::calls::WebhookUpdateSettings;
use crate::client::Client;
use crate::clock::later;
use crate::codec::Secret;
use crate::codec::types::OrganizationId;

/// Longest body: a batch of a hundred large orders has a tenth of it.
const BODY_LIMIT: usize = 16 * 1024 * 1024;
/// How long a body may take to come.
const BODY_TIMEOUT: Duration = Duration::from_secs(10);
/// How many events wait for the program.
const CAPACITY: usize = 1024;
/// How long a request waits for room before its sender is asked to come again.
const PATIENCE: Duration = Duration::from_secs(5);
/// How many events are remembered to recognise repeats.
const REMEMBERED: usize = 10_000;

/// Receives webhooks: a [`tower::Service`] for any server that has requests of the crate `http`, and with the feature `axum`
/// a [`router`](super::router).
///
/// | the request | the answer |
/// | --- | --- |
/// | without the token, bare or after `Bearer` in `Authorization`, compared in constant time | 401 |
/// | not posted | 405 |
/// | not JSON by its `Content-Type`, if it has one | 415 |
/// | longer than [`body_limit`](ReceiverBuilder::body_limit), or slower than [`body_timeout`](ReceiverBuilder::body_timeout) | 413, 408 |
/// | no batch of events at all | 400, and logged |
/// | a batch, read event by event | 200, as soon as the events wait in the [`Inbox`] |
/// | a batch for which there is no room within [`patience`](ReceiverBuilder::patience) | 503 with `Retry-After`; what did not fit is taken when it comes again |
///
/// An event that cannot be read is handed on as its JSON and takes no other with it. One that comes again, byte for byte, is
/// answered and not handed on; after a restart nothing is remembered, so that an event may come twice: what a program
/// does with it has to bear that.
#[derive(Clone)]
pub struct Receiver {
    shared: Arc<Shared>,
}

struct Shared {
    settings: ReceiverBuilder,
    sender: mpsc::Sender<Received>,
    repeats: Repeats,
}

/// Settings of a [`Receiver`], made by [`Receiver::builder`].
#[derive(Clone)]
pub struct ReceiverBuilder {
    token: Option<Secret>,
    body_limit: usize,
    body_timeout: Duration,
    capacity: usize,
    patience: Duration,
    remembered: usize,
    events: Option<Events>,
}

impl Receiver {
    /// A receiver of requests that carry that token.
    pub fn builder(token: impl Into<Secret>) -> ReceiverBuilder {
        ReceiverBuilder { token: Some(token.into()), ..ReceiverBuilder::new() }
    }

    /// A receiver of requests from anybody: for where something in front checks them.
    pub fn without_token() -> ReceiverBuilder {
        ReceiverBuilder::new()
    }

    /// The call that tells iiko to send an organization's events to that address, with this receiver's token. Say
    /// which events with [`web_hooks_filter`](WebhookUpdateSettings::web_hooks_filter), such as
    /// [`everything`](super::everything).
    pub fn register(
        &self,
        client: &Client,
        organization: impl Into<OrganizationId>,
        address: impl Into<String>,
    ) -> WebhookUpdateSettings {
        let call = client.webhooks().update_settings(organization, address);
        match &self.shared.settings.token {
            Some(token) => call.auth_token(token.clone()),
            None => call,
        }
    }

    /// Takes a request.
    pub async fn receive<B>(&self, request: Request<B>) -> Answer
    where
        B: Body,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let settings = &self.shared.settings;
        let (parts, body) = request.into_parts();
        if let Err(refusal) = check(&parts, settings.token.as_ref(), settings.body_limit) {
            tracing::debug!(status = refusal.status().as_u16(), "a request that is no webhook's is refused");
            return *refusal;
        }
        match self.body(body).await {
            Ok(body) => self.take(&body).await,
            Err(refusal) => *refusal,
        }
    }

    /// The whole body.
    async fn body<B>(&self, body: B) -> Result<bytes::Bytes, Box<Answer>>
    where
        B: Body,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let settings = &self.shared.settings;
        let body = std::pin::pin!(body);
        let read = Limited::new(body, settings.body_limit).collect();
        match tokio::time::timeout(settings.body_timeout, read).await {
            Ok(Ok(body)) => Ok(body.to_bytes()),
            Ok(Err(error)) if error.is::<LengthLimitError>() => Err(too_large(settings.body_limit).into()),
            Ok(Err(_)) => Err(answer(StatusCode::BAD_REQUEST, "the body broke off").into()),
            Err(_) => Err(answer(StatusCode::REQUEST_TIMEOUT, "the body takes too long").into()),
        }
    }

    /// Hands the events of a body on.
    async fn take(&self, body: &[u8]) -> Answer {
        let repeats = &self.shared.repeats;
        let events = match each(body, |json, event| (repeats.mark(json), event)) {
            Ok(events) => events,
            Err(error) => {
                tracing::warn!(%error, bytes = body.len(), "a webhook that is no batch of events is refused");
                return answer(StatusCode::BAD_REQUEST, &error.to_string());
            }
        };
        let until = later(Instant::now(), self.shared.settings.patience);
        for (mark, event) in events {
            if repeats.remember(mark) && !self.hand_on(mark, event, until).await {
                tracing::warn!("there is no room for webhook events: the sender is asked to come again");
                return busy();
            }
        }
        answer(StatusCode::OK, "")
    }

    /// Hands an event on; false when there was no room in time.
    async fn hand_on(&self, mark: Mark, event: Received, until: Instant) -> bool {
        let forget = Forget { repeats: &self.shared.repeats, mark: Some(mark) };
        let Ok(Ok(room)) = tokio::time::timeout_at(until, self.shared.sender.reserve()).await else {
            return false;
        };
        forget.keep();
        match &event {
            Ok(event) => {
                if let Some(events) = &self.shared.settings.events {
                    events.push(event.clone());
                }
            }
            Err(error) => {
                tracing::warn!(%error, "a webhook event that cannot be read is handed on as it came")
            }
        }
        room.send(event);
        true
    }
}

/// Forgets an event again unless it is handed on, also when its request is given up in between.
struct Forget<'a> {
    repeats: &'a Repeats,
    mark: Option<Mark>,
}

impl Forget<'_> {
    fn keep(mut self) {
        self.mark = None;
    }
}

impl Drop for Forget<'_> {
    fn drop(&mut self) {
        if let Some(mark) = self.mark {
            self.repeats.forget(mark);
        }
    }
}

impl ReceiverBuilder {
    fn new() -> Self {
        Self {
            token: None,
            body_limit: BODY_LIMIT,
            body_timeout: BODY_TIMEOUT,
            capacity: CAPACITY,
            patience: PATIENCE,
            remembered: REMEMBERED,
            events: None,
        }
    }

    /// Longest body in bytes; 16 MiB unless set.
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.body_limit = bytes;
        self
    }

    /// How long a body may take to come; 10 seconds unless set.
    pub fn body_timeout(mut self, timeout: Duration) -> Self {
        self.body_timeout = timeout;
        self
    }

    /// How many events may wait in the [`Inbox`]; 1024 unless set, and at least one.
    pub fn capacity(mut self, events: usize) -> Self {
        self.capacity = events.max(1);
        self
    }

    /// How long a request waits for room in the [`Inbox`] before its sender is asked to come again; 5 seconds unless set.
    pub fn patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// How many of the last events are remembered to recognise repeats; 10,000 unless set, and zero for none.
    pub fn remembered(mut self, events: usize) -> Self {
        self.remembered = events;
        self
    }

    /// Tells each event to a client's [`Events`], too, so that what waits and follows there hears of it at once.
    pub fn tell(mut self, client: &Client) -> Self {
        self.events = Some(client.events());
        self
    }

    /// The receiver, and where its events wait.
    pub fn build(self) -> (Receiver, Inbox) {
        let (sender, receiver) = mpsc::channel(self.capacity);
        let repeats = Repeats::new(self.remembered);
        (Receiver { shared: Arc::new(Shared { settings: self, sender, repeats }) }, Inbox::new(receiver))
    }
}

impl<B> tower::Service<Request<B>> for Receiver
where
    B: Body + Send + 'static,
    B::Data: Send,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    type Response = Answer;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Answer, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let receiver = self.clone();
        Box::pin(async move { Ok(receiver.receive(request).await) })
    }
}

impl fmt::Debug for Receiver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Receiver").field("settings", &self.shared.settings).finish_non_exhaustive()
    }
}

impl fmt::Debug for ReceiverBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut settings = f.debug_struct("ReceiverBuilder");
        settings.field("token", &self.token).field("body_limit", &self.body_limit);
        settings.field("body_timeout", &self.body_timeout).field("capacity", &self.capacity);
        settings
            .field("patience", &self.patience)
            .field("remembered", &self.remembered)
            .finish_non_exhaustive()
    }
}
