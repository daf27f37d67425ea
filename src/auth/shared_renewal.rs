//! A renewal with a store: the token is taken from there when another worker has renewed it, else renewed by one
//! worker for all.

use std::pin::pin;
use std::sync::{Arc, Weak};
use std::time::Duration;

use tokio::time::Instant;

use super::endpoint::TokenEndpoint;
use super::lifetime;
use super::shared::{LEASE, Shared, StoreFailed};
use super::store::TokenLock;
use super::token::{Source, Token};
use super::tokens::Tokens;
use crate::clock::wall;
use crate::error::Error;

/// How long a worker waits for another one that renews the token.
const WAIT: Duration = Duration::from_secs(30);

/// How often a worker looks whether another one has renewed the shared token.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// How soon a store that was broken is tried again, at first and at last.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

impl Tokens {
    /// Takes the token that another worker has put into the store, or puts one there.
    pub(super) async fn renew_shared(
        self: &Arc<Self>,
        shared: &Shared,
        endpoint: &impl TokenEndpoint,
        refused: Option<&Token>,
    ) -> Result<Arc<Token>, Error> {
        if let Some((error, blocked)) = self.failures.last() {
            let refused = refused.or(blocked.as_deref());
            let adopted = self.adopt(shared, refused).await;
            return adopted.ok().flatten().ok_or(error);
        }
        let (mut lock, works) = match self.adopt_or_lock(shared, refused).await {
            Ok(Turn::Adopted(token)) => return Ok(token),
            Ok(Turn::Mine(lock)) => (lock, true),
            Err(StoreFailed) => (None, false),
        };
        let result = self.renew_holding(shared, endpoint, &mut lock).await;
        if let Ok(token) = &result
            && !(works && shared.save(token).await.is_ok())
        {
            // This client has its token all the same, and the others get it when the store is back.
            tokio::spawn(save_later(Arc::downgrade(self), Arc::clone(token)));
        }
        if let Some(lock) = lock {
            shared.give_back(lock).await;
        }
        result
    }

    /// Asks the service, and extends the lease as long as that takes.
    async fn renew_holding(
        &self,
        shared: &Shared,
        endpoint: &impl TokenEndpoint,
        lock: &mut Option<Box<dyn TokenLock>>,
    ) -> Result<Arc<Token>, Error> {
        let mut asking = pin!(self.renew_alone(endpoint));
        while let Some(lock) = lock {
            if let Ok(result) = tokio::time::timeout(LEASE / 3, asking.as_mut()).await {
                return result;
            }
            if let Err(StoreFailed) = shared.tried(lock.extend(LEASE)).await {
                break;
            }
        }
        asking.await
    }

    /// Waits until the store has another token than `refused`, or until it is this worker's turn to get one.
    async fn adopt_or_lock(&self, shared: &Shared, refused: Option<&Token>) -> Result<Turn, StoreFailed> {
        let give_up = Instant::now() + WAIT;
        loop {
            if let Some(token) = self.adopt(shared, refused).await? {
                return Ok(Turn::Adopted(token));
            }
            if let Some(lock) = shared.lock().await? {
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
        let Some(stored) = shared.stored().await? else { return Ok(None) };
        if refused.is_some_and(|refused| refused.value == stored.value) {
            return Ok(None);
        }
        let left = stored.good_until.duration_since(wall()).unwrap_or_default();
        let good_until = Instant::now() + left.min(lifetime::LONGEST);
        Ok(Some(self.put(stored.value, good_until, Source::Store)))
    }
}

/// Puts a token into a store that is broken as soon as it is back, unless a later token is there by then.
async fn save_later(tokens: Weak<Tokens>, token: Arc<Token>) {
    let mut pause = FIRST_PAUSE;
    loop {
        tokio::time::sleep(pause).await;
        pause = LONGEST_PAUSE.min(pause * 2);
        let Some(tokens) = tokens.upgrade() else { return };
        let Some(shared) = &tokens.shared else { return };
        let current = tokens.usable(Instant::now());
        if current.is_none_or(|current| current.generation != token.generation) {
            return;
        }
        let saved = match shared.stored().await {
            Ok(Some(other)) if other.good_until > token.good_until_by_the_wall() => return,
            Ok(_) => shared.save(&token).await,
            Err(StoreFailed) => continue,
        };
        if saved.is_ok() {
            return;
        }
    }
}

/// What came of looking into the store.
enum Turn {
    /// Another worker's token.
    Adopted(Arc<Token>),
    /// This worker asks the service, holding the lock where it got it.
    Mine(Option<Box<dyn TokenLock>>),
}
