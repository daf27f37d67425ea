//! A request for a token that failed is remembered, so that the calls after it do not make another one at once.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::token::Token;
use crate::error::Error;

/// After the login was blocked: each further try makes it worse.
const BLOCKED: Duration = Duration::from_secs(10 * 60);

/// After the credentials were refused: somebody has to put it right first.
const REFUSED: Duration = Duration::from_secs(30);

/// After anything else, unless the service asks for more.
const FAILED: Duration = Duration::from_secs(1);

/// The most that the service may ask for.
const LONGEST: Duration = Duration::from_secs(10 * 60);

/// The last failure, if it is remembered.
#[derive(Debug, Default)]
pub(super) struct Failures(Mutex<Option<Failure>>);

/// What is remembered.
#[derive(Debug)]
struct Failure {
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

impl Failures {
    /// The failure that still keeps the client from asking, and the token that it was about.
    pub(super) fn last(&self) -> Option<(Error, Option<Arc<Token>>)> {
        let failure = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Failure { error, until, refused } = failure.as_ref()?;
        let left = until.checked_duration_since(Instant::now()).filter(|left| !left.is_zero())?;
        Some((error.clone().asks_again_in(left), refused.clone()))
    }

    /// Keeps a failure in mind, and says in it until when.
    pub(super) fn remember(&self, error: Error, refused: Option<Arc<Token>>) -> Error {
        let pause = pause(&error);
        let failure = Failure { error: error.clone(), until: Instant::now() + pause, refused };
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(failure);
        error.asks_again_in(pause)
    }

    /// There is another token.
    pub(super) fn forget(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}
