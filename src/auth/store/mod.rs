//! Stores of the token: the interface, and those that are at hand.

mod file;
mod interface;
#[cfg(feature = "redis")]
mod redis;

pub use file::FileTokenStore;
pub use interface::{StoreFuture, StoredToken, TokenLock, TokenStore, TokenStoreError};
#[cfg(feature = "redis")]
pub use redis::RedisTokenStore;
