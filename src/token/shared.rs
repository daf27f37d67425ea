//! The token in a store: taken from there when another worker has renewed it, else renewed by one worker for all.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::time::Instant;

use super::{Source, Token, TokenEndpoint, Tokens, is_fit, lifetime};
use crate::clock::wall;
use crate::error::Error;
use crate::token_store::{StoreFuture, StoredToken, TokenLock, TokenStore, TokenStoreError};

/// How long one worker may take to renew a shared token before the others stop waiting for it.
const LEASE: Duration = Duration::from_secs(30);

/// How often a worker looks whether another one has renewed the shared token.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// A store that answers nothing is broken.
const STORE_PATIENCE: Duration = Duration::from_secs(2);

/// Where the token is shared with other processes.
#[derive(Debug)]
pub(super) struct Shared {
    store: Arc<dyn TokenStore>,
    account: String,
    warned: AtomicBool,
}

impl Tokens {
    /// Takes the token that another worker has put into the store, or puts one there.
    pub(super) async fn renew_shared(
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
            shared.give_back(lock).await;
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
                // It may have been renewed between the look and the lock.
                return Ok(match self.adopt(shared, refused).await {
                    Ok(Some(token)) => {
                        shared.give_back(lock).await;
                        Turn::Adopted(token)
                    }
                    Ok(None) | Err(StoreFailed) => Turn::Mine(Some(lock)),
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
        let refused = refused.is_some_and(|refused| refused.value == stored.value);
        if left.is_zero() || refused || !is_fit(&stored.value) {
            return Ok(None);
        }
        let good_until = Instant::now() + left.min(lifetime::LONGEST);
        Ok(Some(self.put(stored.value, good_until, Source::Store)))
    }
}

/// What came of looking into the store.
enum Turn {
    /// Another worker's token.
    Adopted(Arc<Token>),
    /// This worker asks the service, holding the lock where it got it.
    Mine(Option<Box<dyn TokenLock>>),
}

/// The store failed, and the user has been warned.
struct StoreFailed;

impl Shared {
    pub(super) fn new(store: Arc<dyn TokenStore>, account: String) -> Self {
        Self { store, account, warned: AtomicBool::new(false) }
    }

    /// Only a runtime that ends keeps a lock from being given back; then its lease ends it.
    async fn give_back(&self, lock: Box<dyn TokenLock>) {
        // A failure is told already.
        let _ = self.tried(lock.release()).await;
    }

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
