//! The token in a store that other processes share: read, written and locked, with one warning where it fails.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::endpoint::is_fit;
use super::store::{StoreFuture, StoredToken, TokenLock, TokenStore, TokenStoreError};
use super::token::Token;
use crate::clock::wall;

/// How long the lock of a worker that has died keeps the others waiting. One that lives extends it.
pub(super) const LEASE: Duration = Duration::from_secs(5);

/// A store that answers nothing within that is broken.
const STORE_TIMEOUT: Duration = Duration::from_secs(2);

/// Where the token is shared with other processes.
#[derive(Debug)]
pub(super) struct Shared {
    store: Arc<dyn TokenStore>,
    account: String,
    /// Names this client among the workers.
    owner: String,
    warned: AtomicBool,
}

/// The store failed, and the user has been warned.
pub(super) struct StoreFailed;

impl Shared {
    pub(super) fn new(store: Arc<dyn TokenStore>, account: String) -> Self {
        Self { store, account, owner: uuid::Uuid::new_v4().to_string(), warned: AtomicBool::new(false) }
    }

    /// The store's token, if calls can be made with it.
    pub(super) async fn stored(&self) -> Result<Option<StoredToken>, StoreFailed> {
        let stored = self.tried(self.store.load(&self.account)).await?;
        Ok(stored.filter(|stored| stored.good_until > wall() && is_fit(&stored.value)))
    }

    pub(super) async fn save(&self, token: &Token) -> Result<(), StoreFailed> {
        let stored = StoredToken::new(token.value.clone(), token.good_until_by_the_wall());
        self.tried(self.store.save(&self.account, stored)).await
    }

    /// The right to renew the token, unless another worker has it.
    pub(super) async fn lock(&self) -> Result<Option<Box<dyn TokenLock>>, StoreFailed> {
        self.tried(self.store.lock(&self.account, &self.owner, LEASE)).await
    }

    /// Only a runtime that ends keeps a lock from being given back; then its lease ends it.
    pub(super) async fn give_back(&self, lock: Box<dyn TokenLock>) {
        // A failure is told already.
        let _ = self.tried(lock.release()).await;
    }

    /// What the store says. When it fails, the client goes on alone, and warns of it once.
    pub(super) async fn tried<T>(&self, work: StoreFuture<'_, T>) -> Result<T, StoreFailed> {
        let error = match tokio::time::timeout(STORE_TIMEOUT, work).await {
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
