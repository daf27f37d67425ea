//! Sharing the token between processes: where it is kept, and who may renew it.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use crate::codec::Secret;

/// What a store answers with, later.
pub type StoreFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, TokenStoreError>> + Send + 'a>>;

/// Keeps the access token where other processes find it.
///
/// Without a store every client has a token of its own, in memory. With one, workers that sign in with the same
/// credentials use the same token, and one of them renews it for all. A store that fails costs nothing but the
/// sharing: the client warns once and goes on alone.
///
/// `account` names the credentials without telling them.
pub trait TokenStore: fmt::Debug + Send + Sync {
    /// The token of an account, if there is one.
    fn load<'a>(&'a self, account: &'a str) -> StoreFuture<'a, Option<StoredToken>>;

    /// Puts a token in the place of the account's last one.
    fn save<'a>(&'a self, account: &'a str, token: StoredToken) -> StoreFuture<'a, ()>;

    /// Lets one worker at a time renew the token; `None` when another one is at it. The lock ends with
    /// [`TokenLock::release`], when the process dies, or after `lease`, whichever comes first.
    ///
    /// `owner` names the worker, and never holds two locks: when its lock is there already, since an answer was lost
    /// or came too late, it gets that one. The lease is a few seconds, and extended while the service takes its time.
    ///
    /// The client gives the future up when it takes too long. A store whose lock may be taken all the same should see
    /// to it that it is given back.
    fn lock<'a>(
        &'a self,
        account: &'a str,
        owner: &'a str,
        lease: Duration,
    ) -> StoreFuture<'a, Option<Box<dyn TokenLock>>>;
}

/// The right to renew a token.
pub trait TokenLock: fmt::Debug + Send {
    /// Lets the lease begin anew. Locks that end with their process need no lease, and nothing to do here.
    fn extend(&mut self, lease: Duration) -> StoreFuture<'_, ()> {
        let _ = lease;
        Box::pin(async { Ok(()) })
    }

    /// Gives the right back.
    fn release(self: Box<Self>) -> StoreFuture<'static, ()>;
}

/// A token as a store keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct StoredToken {
    /// The token.
    pub value: Secret,
    /// When it should be renewed.
    pub good_until: SystemTime,
}

impl StoredToken {
    /// A token that is good until then.
    pub fn new(value: impl Into<Secret>, good_until: SystemTime) -> Self {
        Self { value: value.into(), good_until }
    }

    /// `milliseconds since 1970, a space, the token`: what the ready-made stores write.
    pub(super) fn encode(&self) -> String {
        let since = self.good_until.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        format!("{} {}", since.as_millis(), self.value.expose())
    }

    pub(super) fn decode(text: &str) -> Option<Self> {
        let (milliseconds, value) = text.trim_end().split_once(' ')?;
        let since = Duration::from_millis(milliseconds.parse().ok()?);
        Some(Self::new(value, SystemTime::UNIX_EPOCH.checked_add(since)?))
    }
}

/// Why a store failed.
#[derive(Debug, Clone, thiserror::Error)]
#[error("token store: {0}")]
pub struct TokenStoreError(Arc<dyn std::error::Error + Send + Sync>);

impl TokenStoreError {
    /// A failure with its cause, or with a text.
    pub fn new(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self(Arc::from(cause.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stored_token_comes_back_as_it_was() {
        let token =
            StoredToken::new("a.b c", SystemTime::UNIX_EPOCH + Duration::from_millis(1_790_000_000_123));
        assert_eq!(StoredToken::decode(&token.encode()), Some(token));
        assert_eq!(StoredToken::decode("garbage"), None);
        assert_eq!(StoredToken::decode("12x token"), None);
    }
}
