//! The access token: asked for when it is first needed, kept until shortly before it ends, renewed once however
//! many calls wait for it.

use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant, SystemTime};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use tokio::sync::Mutex;

use crate::Secret;
use crate::client::Client;
use crate::error::{ApiError, AuthenticationError, Error};
use crate::types::{AccessTokenRequest, AccessTokenV2Request};

/// How long a token of unknown lifetime is trusted: the service keeps it for an hour.
const UNKNOWN_LIFETIME: Duration = Duration::from_secs(15 * 60);

/// A token is renewed this long before its end, or a tenth of its life before if that is less.
const MARGIN: Duration = Duration::from_secs(60);

/// A token that calls are made with.
#[derive(Debug)]
pub(crate) struct Token {
    pub(crate) value: Secret,
    /// Tells one token from the next, so that only the first of many 401s renews it.
    generation: u64,
    good_until: Instant,
}

/// The one token of a client and the one flight that renews it.
#[derive(Debug, Default)]
pub(crate) struct Tokens {
    current: RwLock<Option<Arc<Token>>>,
    /// Held by the call that asks the service. When that call is dropped, the next in line asks in its place.
    flight: Mutex<Option<Error>>,
    /// Requests that have ended, well or badly. A call that began to wait before the last of them shares its end.
    landed: AtomicU64,
}

impl Tokens {
    /// Starts with a token that the user already has.
    pub(crate) fn with_token(value: Secret) -> Self {
        let tokens = Self::default();
        tokens.keep(value);
        tokens
    }

    /// A token to make a call with.
    pub(crate) async fn get(&self, client: &Client) -> Result<Arc<Token>, Error> {
        match self.usable() {
            Some(token) => Ok(token),
            None => self.renew(client, None).await,
        }
    }

    /// Another token than `refused`, which the service took no longer.
    pub(crate) async fn renew(&self, client: &Client, refused: Option<&Token>) -> Result<Arc<Token>, Error> {
        let landed = self.landed.load(Ordering::Acquire);
        let mut flight = self.flight.lock().await;
        let other = |token: &Arc<Token>| refused.is_none_or(|refused| refused.generation != token.generation);
        if let Some(token) = self.usable().filter(other) {
            return Ok(token);
        }
        if self.landed.load(Ordering::Acquire) > landed
            && let Some(error) = &*flight
        {
            return Err(error.clone());
        }
        let result = ask(client).await;
        self.landed.fetch_add(1, Ordering::AcqRel);
        match result {
            Ok(value) => {
                *flight = None;
                Ok(self.keep(value))
            }
            Err(error) => {
                *flight = Some(error.clone());
                Err(error)
            }
        }
    }

    fn usable(&self) -> Option<Arc<Token>> {
        let current = self.current.read().unwrap_or_else(PoisonError::into_inner);
        current.as_ref().filter(|token| Instant::now() < token.good_until).cloned()
    }

    fn keep(&self, value: Secret) -> Arc<Token> {
        let lifetime = lifetime(value.expose()).unwrap_or(UNKNOWN_LIFETIME);
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        let generation = current.as_ref().map_or(0, |token| token.generation + 1);
        let good_until = Instant::now() + lifetime.saturating_sub(MARGIN.min(lifetime / 10));
        let token = Arc::new(Token { value, generation, good_until });
        *current = Some(Arc::clone(&token));
        token
    }
}

/// Asks the service for a token. Boxed, since asking is itself a call and a future cannot hold its own kind.
fn ask(client: &Client) -> Pin<Box<dyn Future<Output = Result<Secret, Error>> + Send + '_>> {
    Box::pin(request(client))
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
            client.raw(&crate::operations::ACCESS_TOKEN_V2, &options).access_token_v2(&request).await
        }
        None => {
            let request = AccessTokenRequest::builder().api_login(login).build();
            client.raw(&crate::operations::ACCESS_TOKEN, &options).access_token(&request).await
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
            let reason = description.or(code).unwrap_or_else(|| "no reason given".to_owned());
            Box::new(AuthenticationError {
                operation,
                status: Some(status),
                reason,
                correlation_id,
                token_refused: false,
            })
            .into()
        }
        error => error,
    }
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
        None => i64::try_from(SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).ok()?.as_secs()).ok()?,
    };
    u64::try_from(claims.exp.checked_sub(now)?).ok().filter(|seconds| *seconds > 0).map(Duration::from_secs)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jwt(claims: &str) -> String {
        format!("head.{}.signature", URL_SAFE_NO_PAD.encode(claims))
    }

    #[test]
    fn a_jwt_tells_its_lifetime() {
        assert_eq!(lifetime(&jwt(r#"{"iat":1000,"exp":4600}"#)), Some(Duration::from_secs(3600)));
        assert_eq!(lifetime("an-opaque-token"), None);
        assert_eq!(lifetime(&jwt(r#"{"iat":1000,"exp":10}"#)), None);
    }
}
