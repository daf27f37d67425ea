//! A stand-in for the service that answers as a test tells it and remembers what it was asked.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use iiko_transport::types::OrganizationId;
use iiko_transport::{Client, ClientBuilder, Operation, RetryPolicy};
use serde_json::{Value, json};
use wiremock::matchers::path;
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate};

/// What the tests sign in with.
pub const LOGIN: &str = "the-login-of-these-tests";

/// Id in the answers that have one.
pub const CORRELATION_ID: &str = "0000c0de-0000-4000-8000-00000000c0de";

/// Longer than any test takes.
pub const FOR_EVER: Duration = Duration::from_secs(3600);

/// A service that gives tokens `TOKEN-1`, `TOKEN-2`, … until a test tells it otherwise.
pub struct Service {
    server: MockServer,
}

impl Service {
    pub async fn start() -> Self {
        let service = Self::without_tokens().await;
        service.answer("access_token", numbered_tokens()).await;
        service.answer("access_token_v2", numbered_tokens()).await;
        service
    }

    /// A service that knows nothing yet, not even how to sign in.
    pub async fn without_tokens() -> Self {
        Self { server: MockServer::start().await }
    }

    /// Answers an operation; an answer that it has already stands.
    pub async fn answer(&self, operation: &str, answer: impl Respond + 'static) {
        self.answer_path(address(operation), answer).await;
    }

    pub async fn answer_path(&self, at: &str, answer: impl Respond + 'static) {
        Mock::given(path(at)).respond_with(answer).mount(&self.server).await;
    }

    pub fn url(&self) -> String {
        self.server.uri()
    }

    /// A client's settings for this service, without waits between attempts.
    pub fn builder(&self) -> ClientBuilder {
        Client::builder(LOGIN).base_url(self.url()).retry(quick())
    }

    pub fn client(&self) -> Client {
        self.builder().build().expect("the settings are good")
    }

    /// A client that has a token already.
    pub fn signed_in(&self) -> Client {
        self.builder().working_token("TOKEN-0").build().expect("the settings are good")
    }

    /// Requests for an operation, oldest first.
    pub async fn requests(&self, operation: &str) -> Vec<Request> {
        let mut all = self.all_requests().await;
        all.retain(|request| request.url.path() == address(operation));
        all
    }

    pub async fn count(&self, operation: &str) -> usize {
        self.requests(operation).await.len()
    }

    pub async fn all_requests(&self) -> Vec<Request> {
        self.server.received_requests().await.expect("requests are recorded")
    }
}

fn address(operation: &str) -> &'static str {
    Operation::find(operation).expect("an operation of the spec").path()
}

/// As many attempts as usual, without the waits.
pub fn quick() -> RetryPolicy {
    RetryPolicy::default().first_wait(Duration::ZERO).longest_wait(Duration::from_millis(1))
}

pub fn organization() -> OrganizationId {
    "00000001-0000-4000-8000-000000000001".parse().expect("a uuid")
}

/// A success with that body.
pub fn ok(body: Value) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(body)
}

/// The service's own error body.
pub fn refusal(status: u16, description: &str) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_json(
        json!({"correlationId": CORRELATION_ID, "errorDescription": description, "error": null}),
    )
}

/// The answer to a request for a token.
pub fn token(value: &str) -> ResponseTemplate {
    ok(json!({"correlationId": CORRELATION_ID, "token": value}))
}

fn numbered_tokens() -> impl Respond {
    in_turn(|nth| token(&format!("TOKEN-{nth}")))
}

/// Answers that depend on how many there were before; the first is number 1.
pub fn in_turn(answer: impl Fn(usize) -> ResponseTemplate + Send + Sync + 'static) -> impl Respond {
    let count = AtomicUsize::new(0);
    move |_: &Request| answer(count.fetch_add(1, Ordering::SeqCst) + 1)
}

/// An operation that takes every token but the refused ones, and counts its refusals.
pub fn refusing(refused: &'static [&'static str], success: Value) -> (impl Respond, Arc<AtomicUsize>) {
    let refusals = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&refusals);
    let respond = move |request: &Request| {
        if refused.contains(&bearer(request).as_str()) {
            counter.fetch_add(1, Ordering::SeqCst);
            return refusal(401, "Token is expired");
        }
        ok(success.clone())
    };
    (respond, refusals)
}

/// The token that a request carries.
pub fn bearer(request: &Request) -> String {
    let value = header(request, "authorization").unwrap_or_default();
    value.strip_prefix("Bearer ").unwrap_or_default().to_owned()
}

pub fn header(request: &Request, name: &str) -> Option<String> {
    request.headers.get(name).map(|value| value.to_str().expect("a readable header").to_owned())
}

/// The body as JSON; `None` when there is none.
pub fn body(request: &Request) -> Option<Value> {
    (!request.body.is_empty()).then(|| serde_json::from_slice(&request.body).expect("a JSON body"))
}
