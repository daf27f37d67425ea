//! A token in Redis, for the workers of many machines.

use std::time::Duration;

use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::{AsyncCommands, Client, IntoConnectionInfo, Script, SetExpiry, SetOptions};
use tokio::sync::OnceCell;

use super::{StoreFuture, StoredToken, TokenLock, TokenStore, TokenStoreError};

/// How long connecting and each answer may take.
const PATIENCE: Duration = Duration::from_secs(1);

/// Locks what is free or ours already.
const LOCK: &str = "if redis.call('set', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then return 1 end \
     if redis.call('get', KEYS[1]) ~= ARGV[1] then return 0 end \
     return redis.call('pexpire', KEYS[1], ARGV[2])";

/// Unlocks only what is still ours: after the lease another worker may hold it.
const RELEASE: &str =
    "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0";

/// Keeps tokens in Redis; they end there when they should be renewed.
#[derive(Clone)]
pub struct RedisTokenStore {
    client: Client,
    /// Made when it is first needed; it reconnects by itself.
    connection: std::sync::Arc<OnceCell<ConnectionManager>>,
    prefix: String,
}

impl std::fmt::Debug for RedisTokenStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The address may hold a password.
        f.debug_struct("RedisTokenStore").field("prefix", &self.prefix).finish_non_exhaustive()
    }
}

impl RedisTokenStore {
    /// A store at an address such as `redis://127.0.0.1/`; nothing is connected yet.
    ///
    /// # Errors
    ///
    /// When the address is none of Redis.
    pub fn new(address: impl IntoConnectionInfo) -> Result<Self, TokenStoreError> {
        let client = Client::open(address).map_err(TokenStoreError::new)?;
        Ok(Self { client, connection: std::sync::Arc::default(), prefix: "iiko-transport".to_owned() })
    }

    /// What the keys begin with; `iiko-transport` unless set.
    #[must_use]
    pub fn prefix(mut self, prefix: impl Into<String>) -> Self {
        self.prefix = prefix.into();
        self
    }

    async fn connection(&self) -> Result<ConnectionManager, TokenStoreError> {
        // Little patience: a call waits for the answer, and the client can do without it.
        let config = ConnectionManagerConfig::new()
            .set_number_of_retries(1)
            .set_connection_timeout(Some(PATIENCE))
            .set_response_timeout(Some(PATIENCE));
        let connect = || ConnectionManager::new_with_config(self.client.clone(), config);
        self.connection.get_or_try_init(connect).await.cloned().map_err(TokenStoreError::new)
    }

    fn key(&self, account: &str, what: &str) -> String {
        format!("{}:{account}:{what}", self.prefix)
    }
}

impl TokenStore for RedisTokenStore {
    fn load<'a>(&'a self, account: &'a str) -> StoreFuture<'a, Option<StoredToken>> {
        Box::pin(async move {
            let mut connection = self.connection().await?;
            let text: Option<String> =
                connection.get(self.key(account, "token")).await.map_err(TokenStoreError::new)?;
            Ok(text.as_deref().and_then(StoredToken::decode))
        })
    }

    fn save<'a>(&'a self, account: &'a str, token: StoredToken) -> StoreFuture<'a, ()> {
        Box::pin(async move {
            let mut connection = self.connection().await?;
            let left = token.good_until.duration_since(crate::clock::wall()).unwrap_or_default();
            let options = SetOptions::default().with_expiration(SetExpiry::PX(milliseconds(left)));
            connection
                .set_options::<_, _, ()>(self.key(account, "token"), token.encode(), options)
                .await
                .map_err(TokenStoreError::new)
        })
    }

    fn lock<'a>(
        &'a self,
        account: &'a str,
        owner: &'a str,
        lease: Duration,
    ) -> StoreFuture<'a, Option<Box<dyn TokenLock>>> {
        Box::pin(async move {
            let connection = self.connection().await?;
            let lock = RedisLock { connection, key: self.key(account, "lock"), owner: owner.to_owned() };
            // Until there is an answer, the lock may be taken or not.
            let mut perhaps = Perhaps(Some(lock));
            let Some(lock) = &mut perhaps.0 else { return Ok(None) };
            let taken = lock.take(lease).await?;
            let lock = perhaps.0.take().filter(|_| taken);
            Ok(lock.map(|lock| Box::new(lock) as Box<dyn TokenLock>))
        })
    }
}

struct RedisLock {
    connection: ConnectionManager,
    key: String,
    owner: String,
}

impl std::fmt::Debug for RedisLock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RedisLock").field("key", &self.key).finish_non_exhaustive()
    }
}

impl RedisLock {
    /// Whether the lock is ours, now for that time.
    async fn take(&mut self, lease: Duration) -> Result<bool, TokenStoreError> {
        let script = Script::new(LOCK);
        let mut call = script.key(&self.key);
        let call = call.arg(&self.owner).arg(milliseconds(lease));
        call.invoke_async(&mut self.connection).await.map_err(TokenStoreError::new)
    }
}

/// A lock that is asked for. When that is given up, or answered too late, it is given back: on the same connection
/// what releases it comes after what takes it.
struct Perhaps(Option<RedisLock>);

impl Drop for Perhaps {
    fn drop(&mut self) {
        if let (Some(lock), Ok(runtime)) = (self.0.take(), tokio::runtime::Handle::try_current()) {
            runtime.spawn(Box::new(lock).release());
        }
    }
}

impl TokenLock for RedisLock {
    fn extend(&mut self, lease: Duration) -> StoreFuture<'_, ()> {
        Box::pin(async move { self.take(lease).await.map(drop) })
    }

    fn release(mut self: Box<Self>) -> StoreFuture<'static, ()> {
        Box::pin(async move {
            let script = Script::new(RELEASE);
            let mut call = script.key(&self.key);
            call.arg(&self.owner).invoke_async::<()>(&mut self.connection).await.map_err(TokenStoreError::new)
        })
    }
}

/// Redis refuses an expiry of nothing.
fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX / 2).max(1)
}
