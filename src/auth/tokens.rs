//! The one token of a client, and what is remembered of failures.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use arc_swap::ArcSwapOption;
use tokio::sync::watch;
use tokio::time::Instant;

use super::denials::Denials;
use super::failure::Failures;
use super::lifetime;
use super::shared::Shared;
use super::store::TokenStore;
use super::token::{Source, Token};
use crate::codec::Secret;
use crate::error::Error;

/// Where those who wait learn what a renewal brought; nothing while it is in flight.
pub(super) type Renewed = watch::Receiver<Option<Result<Arc<Token>, Error>>>;

/// The one token of a client and the one renewal that is in flight.
#[derive(Debug, Default)]
pub(crate) struct Tokens {
    /// Every call looks here, without a lock; renewals alone replace it.
    current: ArcSwapOption<Token>,
    /// The last renewal that was started.
    pub(super) renewal: Mutex<Option<Renewed>>,
    generations: AtomicU64,
    pub(crate) denials: Denials,
    pub(super) failures: Failures,
    pub(super) shared: Option<Shared>,
}

impl Tokens {
    pub(crate) fn new(working_token: Option<Secret>, store: Option<(Arc<dyn TokenStore>, String)>) -> Self {
        let shared = store.map(|(store, account)| Shared::new(store, account));
        let tokens = Self { shared, ..Self::default() };
        if let Some(value) = working_token {
            tokens.keep(value, Source::User);
        }
        tokens
    }

    /// The token in memory, if it is good for a call at that time.
    pub(crate) fn usable(&self, now: Instant) -> Option<Arc<Token>> {
        self.current.load_full().filter(|token| now < token.good_until)
    }

    pub(super) fn keep(&self, value: Secret, source: Source) -> Arc<Token> {
        let good_until = Instant::now() + lifetime::good_for(value.expose());
        self.put(value, good_until, source)
    }

    pub(super) fn put(&self, value: Secret, good_until: Instant, source: Source) -> Arc<Token> {
        let generation = self.generations.fetch_add(1, Ordering::Relaxed);
        let token = Arc::new(Token { value, generation, good_until, source });
        self.current.store(Some(Arc::clone(&token)));
        self.failures.forget();
        token
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
        self.failures.remember(error, Some(Arc::clone(token)))
    }
}
