//! A request for a token that failed is remembered, so that the calls after it do not make another one at once.

use std::sync::{Arc, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::{Token, Tokens};
use crate::error::Error;

/// After the login was blocked: each further try makes it worse.
const BLOCKED: Duration = Duration::from_secs(10 * 60);

/// After the credentials were refused: somebody has to put it right first.
const REFUSED: Duration = Duration::from_secs(30);

/// After anything else, unless the service asks for more.
const FAILED: Duration = Duration::from_secs(1);

/// The most that the service may ask for.
const LONGEST: Duration = Duration::from_secs(10 * 60);

/// What is remembered.
#[derive(Debug)]
pub(super) struct Failure {
    error: Error,
    until: Instant,
    /// The token of the call that met it.
    refused: Option<Arc<Token>>,
}

/// How long nothing is asked after a failure.
fn pause(error: &Error) -> Duration {
    match error {
        Error::Authentication(error) if error.is_blocked() => BLOCKED,
        Error::Authentication(_) => REFUSED,
        error => error.retry_after().unwrap_or_default().clamp(FAILED, LONGEST),
    }
}

impl Tokens {
    /// The failure that still keeps the client from asking, and the token that it was about.
    pub(super) fn failed(&self) -> Option<(Error, Option<Arc<Token>>)> {
        let failure = self.failure.lock().unwrap_or_else(PoisonError::into_inner);
        let Failure { error, until, refused } = failure.as_ref()?;
        let left = until.checked_duration_since(Instant::now()).filter(|left| !left.is_zero())?;
        Some((error.clone().asks_again_in(left), refused.clone()))
    }

    /// Keeps a failure in mind, and says in it until when.
    pub(super) fn remember(&self, error: Error, refused: Option<Arc<Token>>) -> Error {
        let pause = pause(&error);
        let failure = Failure { error: error.clone(), until: Instant::now() + pause, refused };
        *self.failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(failure);
        error.asks_again_in(pause)
    }

    /// There is another token.
    pub(super) fn forget(&self) {
        *self.failure.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// A call with a token is refused. When it learned that the login is blocked, the token is of no use any more.
    pub(crate) fn heed(&self, token: &Arc<Token>, error: Error) -> Error {
        if !matches!(&error, Error::Authentication(error) if error.is_blocked()) {
            return error;
        }
        let current = self.current.load();
        if current.as_ref().is_some_and(|current| current.generation == token.generation) {
            self.current.compare_and_swap(&*current, None);
        }
        self.remember(error, Some(Arc::clone(token)))
    }
}
