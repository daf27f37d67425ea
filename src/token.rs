//! The access token: asked for when it is first needed, kept until shortly before it ends, renewed once however
//! many calls wait for it.
//!
//! # Why one request is enough, and nobody is left behind
//!
//! A call that needs another token than it has joins the queue of `Tokens::flight`, a fair mutex; the holder leads.
//!
//! 1. *One request at a time.* Only a leader asks, and there is one leader, since it holds the mutex while it asks.
//! 2. *No request for what is there.* Before it asks, a leader looks at `current`. Only leaders replace that, and the
//!    generation grows each time; so a token of another generation than the refused one came from a leader after it,
//!    and is taken. Of n calls that meet 401 with one token the first asks, and n - 1 find its answer.
//! 3. *A failure is shared by those who waited for it, and by nobody else.* A request that has ended, well or badly,
//!    adds to `landed` before the mutex is free. A waiter that sees `landed` greater than when it joined has waited
//!    through the end of a request, and the error that it finds is that of the last one to end: it takes it. A call
//!    that joins later has seen the new number and asks again.
//! 4. *A dropped leader hands over.* All it holds is the mutex's guard (and the lock of a shared store, see `Held`),
//!    and dropping its future gives that back. It has changed nothing, or else `current`, which is replaced in one
//!    step by a whole token. `landed` has not grown, so that the next in line takes no error that is older than its
//!    own wait: it asks in the leader's place.
//! 5. *Nobody waits for ever.* The queue moves when a leader ends or is dropped. A leader ends, since its request has
//!    a deadline; and each waiter gives up at its own call's deadline, which leaves the queue as if it had never come.
//!
//! `exploration` tries this with thousands of interleavings, failures and dropped calls.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use arc_swap::ArcSwapOption;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::header::HeaderValue;
use serde::Deserialize;
use tokio::sync::Mutex;
use tokio::time::Instant;

use crate::Secret;
use crate::client::Client;
use crate::clock::{later, wall};
use crate::credentials::Credentials;
use crate::error::{ApiError, AuthenticationError, ConfigurationError, Error};
use crate::token_store::{StoreFuture, StoredToken, TokenLock, TokenStore, TokenStoreError};
use crate::types::{AccessTokenRequest, AccessTokenV2Request, CorrelationId};

/// How long a token of unknown lifetime is trusted: the service keeps it for an hour.
const UNKNOWN_LIFETIME: Duration = Duration::from_secs(15 * 60);

/// A token is renewed this long before its end, or a tenth of its life before if that is less.
const MARGIN: Duration = Duration::from_secs(60);

/// How long one worker may take to renew a shared token before the others stop waiting for it.
const LEASE: Duration = Duration::from_secs(30);

/// How often a worker looks whether another one has renewed the shared token.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// A store that answers nothing is broken.
const STORE_PATIENCE: Duration = Duration::from_secs(2);

/// A token that calls are made with.
#[derive(Debug)]
pub(crate) struct Token {
    value: Secret,
    /// Tells one token from the next, so that only the first of many 401s renews it.
    generation: u64,
    good_until: Instant,
}

impl Token {
    /// What a call carries. Each makes its own: calls on many threads would wait for each other to count the users
    /// of a shared one.
    pub(crate) fn header(&self) -> Result<HeaderValue, ConfigurationError> {
        let mut header = HeaderValue::try_from(format!("Bearer {}", self.value.expose()))
            .map_err(|_| ConfigurationError::new("token", "it holds characters that no header can carry"))?;
        header.set_sensitive(true);
        Ok(header)
    }

    pub(crate) fn value(&self) -> &Secret {
        &self.value
    }
}

/// Whoever gives tokens: the service, or a test's script.
pub(crate) trait TokenEndpoint: Sync {
    /// Asks for a token. Boxed, since asking is itself a call and a future cannot hold its own kind.
    fn ask(&self) -> Pin<Box<dyn Future<Output = Result<Secret, Error>> + Send + '_>>;
}

impl TokenEndpoint for Client {
    fn ask(&self) -> Pin<Box<dyn Future<Output = Result<Secret, Error>> + Send + '_>> {
        Box::pin(request(self))
    }
}

/// The one token of a client and the one flight that renews it.
#[derive(Debug, Default)]
pub(crate) struct Tokens {
    /// Every call looks here, without a lock; leaders alone replace it.
    current: ArcSwapOption<Token>,
    /// Held by the call that asks the service. When that call is dropped, the next in line asks in its place.
    flight: Mutex<Option<Error>>,
    /// Requests that have ended, well or badly. A call that began to wait before the last of them shares its end.
    landed: AtomicU64,
    shared: Option<Shared>,
}

/// Where the token is shared with other processes.
#[derive(Debug)]
struct Shared {
    store: Arc<dyn TokenStore>,
    account: String,
    warned: AtomicBool,
}

impl Tokens {
    pub(crate) fn new(working_token: Option<Secret>, store: Option<(Arc<dyn TokenStore>, String)>) -> Self {
        let shared = store.map(|(store, account)| Shared { store, account, warned: AtomicBool::new(false) });
        let tokens = Self { shared, ..Self::default() };
        if let Some(value) = working_token {
            let lifetime = lifetime(value.expose());
            tokens.keep(value, lifetime);
        }
        tokens
    }

    /// Another token than `refused`, which the service took no longer.
    pub(crate) async fn renew(
        &self,
        endpoint: &impl TokenEndpoint,
        refused: Option<&Token>,
    ) -> Result<Arc<Token>, Error> {
        let landed = self.landed.load(Ordering::Acquire);
        let mut flight = self.flight.lock().await;
        let other = |token: &Arc<Token>| refused.is_none_or(|refused| refused.generation != token.generation);
        if let Some(token) = self.usable(Instant::now()).filter(other) {
            return Ok(token);
        }
        if self.landed.load(Ordering::Acquire) > landed
            && let Some(error) = &*flight
        {
            return Err(error.clone());
        }
        let result = match &self.shared {
            Some(shared) => self.renew_shared(shared, endpoint, refused).await,
            None => self.renew_alone(endpoint).await,
        };
        self.landed.fetch_add(1, Ordering::AcqRel);
        *flight = result.as_ref().err().cloned();
        result
    }

    async fn renew_alone(&self, endpoint: &impl TokenEndpoint) -> Result<Arc<Token>, Error> {
        let value = endpoint.ask().await?;
        let lifetime = lifetime(value.expose());
        Ok(self.keep(value, lifetime))
    }

    /// Takes the token that another worker has put into the store, or puts one there.
    async fn renew_shared(
        &self,
        shared: &Shared,
        endpoint: &impl TokenEndpoint,
        refused: Option<&Token>,
    ) -> Result<Arc<Token>, Error> {
        let lock = match self.adopt_or_lock(shared, refused).await {
            Ok(Turn::Adopted(token)) => return Ok(token),
            Ok(Turn::Mine(lock)) => lock,
            Err(StoreFailed) => return self.renew_alone(endpoint).await,
        };
        let result = self.renew_alone(endpoint).await;
        if let Ok(token) = &result {
            let left = token.good_until.saturating_duration_since(Instant::now());
            let stored = StoredToken::new(token.value.clone(), wall() + left);
            // A failure is told already; this client has its token all the same.
            let _ = shared.tried(shared.store.save(&shared.account, stored)).await;
        }
        if let Some(lock) = lock {
            lock.release(shared).await;
        }
        result
    }

    /// Waits until the store has another token than `refused`, or until it is this worker's turn to get one.
    async fn adopt_or_lock(&self, shared: &Shared, refused: Option<&Token>) -> Result<Turn, StoreFailed> {
        let give_up = Instant::now() + LEASE;
        loop {
            if let Some(token) = self.adopt(shared, refused).await? {
                return Ok(Turn::Adopted(token));
            }
            if let Some(lock) = shared.tried(shared.store.lock(&shared.account, LEASE)).await? {
                let lock = Held(Some(lock));
                // It may have been renewed between the look and the lock.
                return Ok(match self.adopt(shared, refused).await? {
                    Some(token) => {
                        lock.release(shared).await;
                        Turn::Adopted(token)
                    }
                    None => Turn::Mine(Some(lock)),
                });
            }
            if Instant::now() > give_up {
                // Whoever holds the lock has not renewed in time.
                return Ok(Turn::Mine(None));
            }
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    }

    /// The store's token, if it is a usable one and another than `refused`.
    async fn adopt(
        &self,
        shared: &Shared,
        refused: Option<&Token>,
    ) -> Result<Option<Arc<Token>>, StoreFailed> {
        let Some(stored) = shared.tried(shared.store.load(&shared.account)).await? else { return Ok(None) };
        let left = stored.good_until.duration_since(wall()).unwrap_or_default();
        if left.is_zero() || refused.is_some_and(|refused| refused.value == stored.value) {
            return Ok(None);
        }
        Ok(Some(self.put(stored.value, later(Instant::now(), left))))
    }

    /// The token in memory, if it is good for a call at that time.
    pub(crate) fn usable(&self, now: Instant) -> Option<Arc<Token>> {
        self.current.load_full().filter(|token| now < token.good_until)
    }

    fn keep(&self, value: Secret, lifetime: Option<Duration>) -> Arc<Token> {
        let lifetime = lifetime.unwrap_or(UNKNOWN_LIFETIME);
        self.put(value, later(Instant::now(), lifetime.saturating_sub(MARGIN.min(lifetime / 10))))
    }

    fn put(&self, value: Secret, good_until: Instant) -> Arc<Token> {
        let generation = self.current.load().as_ref().map_or(0, |token| token.generation + 1);
        let token = Arc::new(Token { value, generation, good_until });
        self.current.store(Some(Arc::clone(&token)));
        token
    }
}

/// What came of looking into the store.
enum Turn {
    /// Another worker's token.
    Adopted(Arc<Token>),
    /// This worker asks the service, holding the lock where it got it.
    Mine(Option<Held>),
}

/// The right to renew, given back whatever becomes of the call that holds it: others wait for it.
struct Held(Option<Box<dyn TokenLock>>);

impl Held {
    async fn release(mut self, shared: &Shared) {
        if let Some(lock) = self.0.take() {
            // Told already; then the lease ends it.
            let _ = shared.tried(lock.release()).await;
        }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        if let (Some(lock), Ok(runtime)) = (self.0.take(), tokio::runtime::Handle::try_current()) {
            runtime.spawn(lock.release());
        }
    }
}

/// The store failed, and the user has been warned.
struct StoreFailed;

impl Shared {
    /// What the store says. When it fails, the client goes on alone, and warns of it once.
    async fn tried<T>(&self, work: StoreFuture<'_, T>) -> Result<T, StoreFailed> {
        let error = match tokio::time::timeout(STORE_PATIENCE, work).await {
            Ok(Ok(value)) => {
                self.warned.store(false, Ordering::Relaxed);
                return Ok(value);
            }
            Ok(Err(error)) => error,
            Err(elapsed) => TokenStoreError::new(elapsed),
        };
        if !self.warned.swap(true, Ordering::Relaxed) {
            tracing::warn!(%error, "the token store fails: this client keeps its token to itself");
        }
        Err(StoreFailed)
    }
}

/// Names credentials without telling them: the same in every process.
pub(crate) fn account(credentials: &Credentials, base_url: &str) -> String {
    let application = credentials.application.as_ref().map(|application| application.id.to_string());
    let name = format!("{base_url}\n{}\n{}", credentials.login.expose(), application.unwrap_or_default());
    uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_URL, name.as_bytes()).to_string()
}

async fn request(client: &Client) -> Result<Secret, Error> {
    let credentials = client.credentials();
    let options = client.token_options();
    let login = credentials.login.clone();
    let answer = match &credentials.application {
        Some(application) => {
            let request = AccessTokenV2Request::builder()
                .api_key(login)
                .app_id(application.id)
                .client_secret(application.client_secret.clone())
                .build();
            client.clone().raw(&crate::operations::ACCESS_TOKEN_V2, options).access_token_v2(&request).await
        }
        None => {
            let request = AccessTokenRequest::builder().api_login(login).build();
            client.clone().raw(&crate::operations::ACCESS_TOKEN, options).access_token(&request).await
        }
    };
    match answer {
        Ok(answer) => Ok(answer.into_inner().token),
        Err(error) => Err(refusal(error.into())),
    }
}

/// A no to the credentials is an error of its own; a network's failure stays what it is.
fn refusal(error: Error) -> Error {
    match error {
        Error::Api(error) if matches!(error.status, 200 | 400 | 401 | 403) => {
            let ApiError { operation, status, description, code, correlation_id, .. } = *error;
            refused(operation, status, description.or(code), correlation_id)
        }
        // A bare status says it too.
        Error::Gateway(error)
            if error.status == 401 || (error.status == 403 && error.body.as_bytes().is_empty()) =>
        {
            refused(error.operation, error.status, None, None)
        }
        error => error,
    }
}

fn refused(
    operation: String,
    status: u16,
    reason: Option<String>,
    correlation_id: Option<CorrelationId>,
) -> Error {
    let mut reason = reason.unwrap_or_else(|| "no reason given".to_owned());
    if status == 403 && operation == crate::operations::ACCESS_TOKEN.id() {
        reason.push_str("; newer API keys sign in as an application: set `app`");
    }
    Box::new(AuthenticationError {
        operation,
        status: Some(status),
        reason,
        correlation_id,
        token_refused: false,
    })
    .into()
}

/// Whether an operation's bodies hold credentials or a token.
pub(crate) fn is_token_operation(id: &str) -> bool {
    id == crate::operations::ACCESS_TOKEN.id() || id == crate::operations::ACCESS_TOKEN_V2.id()
}

#[derive(Deserialize)]
struct Claims {
    exp: i64,
    iat: Option<i64>,
}

/// How long a JWT lives from now. The issuer's own clock is preferred to ours, which may be wrong.
fn lifetime(token: &str) -> Option<Duration> {
    let payload = token.split('.').nth(1)?;
    let payload = URL_SAFE_NO_PAD.decode(payload.trim_end_matches('=')).ok()?;
    let claims: Claims = serde_json::from_slice(&payload).ok()?;
    let now = match claims.iat {
        Some(issued) => issued,
        None => i64::try_from(wall().duration_since(SystemTime::UNIX_EPOCH).ok()?.as_secs()).ok()?,
    };
    u64::try_from(claims.exp.checked_sub(now)?).ok().filter(|seconds| *seconds > 0).map(Duration::from_secs)
}

#[cfg(test)]
mod exploration;

#[cfg(test)]
mod tests {
    use super::*;

    fn jwt(claims: &str) -> String {
        format!("head.{}.signature", URL_SAFE_NO_PAD.encode(claims))
    }

    #[test]
    fn a_token_is_renewed_shortly_before_its_end() {
        let seconds = Duration::from_secs;
        let cases = [
            (None, seconds(14 * 60)),
            (Some(seconds(3600)), seconds(3540)),
            (Some(seconds(100)), seconds(90)),
        ];
        for (lifetime, good_for) in cases {
            let before = Instant::now();
            let token = Tokens::default().keep("token".into(), lifetime);
            let after = Instant::now();
            assert!(token.good_until >= before + good_for, "{lifetime:?}");
            assert!(token.good_until <= after + good_for, "{lifetime:?}");
        }
    }

    #[test]
    fn a_jwt_tells_its_lifetime() {
        assert_eq!(lifetime(&jwt(r#"{"iat":1000,"exp":4600}"#)), Some(Duration::from_secs(3600)));
        assert_eq!(lifetime("an-opaque-token"), None);
        assert_eq!(lifetime(&jwt(r#"{"iat":1000,"exp":10}"#)), None);
    }
}
