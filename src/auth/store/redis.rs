//! A token in Redis, for the workers of many machines.

mod connection;
mod tls;

use std::sync::Arc;
use std::time::Duration;

use redis::{Cmd, cmd};

use super::{StoreFuture, StoredToken, TokenLock, TokenStore, TokenStoreError};
use crate::clock::wall;
use connection::{Connection, Server};

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
    server: Arc<Server>,
    prefix: String,
}

impl std::fmt::Debug for RedisTokenStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The address may hold a password.
        f.debug_struct("RedisTokenStore").field("prefix", &self.prefix).finish_non_exhaustive()
    }
}

impl RedisTokenStore {
    /// A store at an address such as `redis://127.0.0.1/`, or `rediss://:password@cache.example:6380/0` with TLS;
    /// nothing is connected yet.
    ///
    /// TLS trusts the certificates that the system trusts; see [`root_certificates`](Self::root_certificates). It
    /// needs `rustls-aws-lc` or `rustls-ring`, and takes the provider that the program has installed, if any. None is
    /// installed for it.
    ///
    /// # Errors
    ///
    /// When the address is none of Redis, or one with TLS, and rustls is not there.
    pub fn new(address: impl AsRef<str>) -> Result<Self, TokenStoreError> {
        let server = Server::new(address.as_ref())?;
        Ok(Self { server: Arc::new(server), prefix: "iiko-transport".to_owned() })
    }

    /// Trusts these certificates, in PEM, instead of the system's: for a server whose certificate is made at home.
    ///
    /// # Errors
    ///
    /// When there is no certificate in it, or the address is one without TLS.
    pub fn root_certificates(mut self, pem: impl AsRef<[u8]>) -> Result<Self, TokenStoreError> {
        self.server = Arc::new(self.server.trusting(pem.as_ref())?);
        Ok(self)
    }

    /// What the keys begin with; `iiko-transport` unless set.
    #[must_use]
    pub fn prefix(mut self, prefix: impl Into<String>) -> Self {
        self.prefix = prefix.into();
        self
    }

    fn key(&self, account: &str, what: &str) -> String {
        format!("{}:{account}:{what}", self.prefix)
    }
}

impl TokenStore for RedisTokenStore {
    fn load<'a>(&'a self, account: &'a str) -> StoreFuture<'a, Option<StoredToken>> {
        Box::pin(async move {
            let mut command = cmd("GET");
            let bytes: Option<Vec<u8>> = self.server.ask(command.arg(self.key(account, "token"))).await?;
            // What is no token is as good as none: it is written anew.
            Ok(bytes.and_then(|bytes| StoredToken::decode(std::str::from_utf8(&bytes).ok()?)))
        })
    }

    fn save<'a>(&'a self, account: &'a str, token: StoredToken) -> StoreFuture<'a, ()> {
        Box::pin(async move {
            let left = token.good_until.duration_since(wall()).unwrap_or_default();
            let mut command = cmd("SET");
            command.arg(self.key(account, "token")).arg(token.encode()).arg("PX").arg(milliseconds(left));
            self.server.ask(&command).await
        })
    }

    fn lock<'a>(
        &'a self,
        account: &'a str,
        owner: &'a str,
        lease: Duration,
    ) -> StoreFuture<'a, Option<Box<dyn TokenLock>>> {
        Box::pin(async move {
            let lock = RedisLock {
                server: Arc::clone(&self.server),
                key: self.key(account, "lock"),
                owner: owner.to_owned(),
            };
            let connection = self.server.connection().await?;
            // Until there is an answer, the lock may be taken or not.
            let mut perhaps = Perhaps { connection, release: Some(lock.release_command()) };
            let taken: Result<bool, _> = perhaps.connection.ask(&lock.command(lease)).await;
            if taken.is_err() {
                self.server.forget(&perhaps.connection).await;
            } else {
                perhaps.release = None;
            }
            Ok(taken?.then(|| Box::new(lock) as Box<dyn TokenLock>))
        })
    }
}

struct RedisLock {
    server: Arc<Server>,
    key: String,
    owner: String,
}

impl std::fmt::Debug for RedisLock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RedisLock").field("key", &self.key).finish_non_exhaustive()
    }
}

impl RedisLock {
    /// Takes the lock, for that time from now.
    fn command(&self, lease: Duration) -> Cmd {
        let mut command = cmd("EVAL");
        command.arg(LOCK).arg(1).arg(&self.key).arg(&self.owner).arg(milliseconds(lease));
        command
    }

    fn release_command(&self) -> Cmd {
        let mut command = cmd("EVAL");
        command.arg(RELEASE).arg(1).arg(&self.key).arg(&self.owner);
        command
    }
}

impl TokenLock for RedisLock {
    fn extend(&mut self, lease: Duration) -> StoreFuture<'_, ()> {
        Box::pin(async move { self.server.ask(&self.command(lease)).await })
    }

    fn release(self: Box<Self>) -> StoreFuture<'static, ()> {
        Box::pin(async move { self.server.ask(&self.release_command()).await })
    }
}

/// A lock that is asked for. When that is given up, or answered too late, it is given back: on the same connection
/// what releases it comes after what takes it.
struct Perhaps {
    connection: Connection,
    release: Option<Cmd>,
}

impl Drop for Perhaps {
    fn drop(&mut self) {
        if let (Some(release), Ok(runtime)) = (self.release.take(), tokio::runtime::Handle::try_current()) {
            let mut connection = self.connection.clone();
            runtime.spawn(async move { connection.ask::<()>(&release).await });
        }
    }
}

/// Redis refuses an expiry of nothing.
fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX / 2).max(1)
}
