//! What a feed tells.

use std::fmt::Debug;
use std::hash::Hash;

use super::checkpoint::CheckpointError;
use crate::error::Error;

/// Something that can be followed.
pub trait Followed: Clone + Debug + Send + Sync + 'static {
    /// What tells it from others of its kind.
    type Key: Clone + Debug + Eq + Hash + Send + Sync + 'static;

    /// Its key.
    fn key(&self) -> Self::Key;

    /// What grows with each of its changes, where there is such a thing: of two states, the one with the lower version is
    /// the older.
    fn version(&self) -> Option<i64>;
}

/// What a [`Feed`](super::Feed) tells.
#[derive(Debug, Clone, PartialEq)]
pub enum Event<T: Followed> {
    /// What is there will be told from the beginning: what a program keeps and is not told again until
    /// [`InitDone`](Self::InitDone) is gone.
    Init,
    /// This is there.
    InitApply(T),
    /// Everything that is there has been told.
    InitDone,
    /// This is new, or has changed.
    Apply(T),
    /// What had that key is gone.
    Delete(T::Key),
}

/// Why a feed cannot go on at once: it tries again by itself.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum FollowError {
    /// A call failed.
    #[error(transparent)]
    Call(#[from] Error),
    /// The checkpoint cannot be read, understood or written.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
}

impl FollowError {
    /// The call's error, if it is one.
    pub fn call(&self) -> Option<&Error> {
        match self {
            Self::Call(error) => Some(error),
            Self::Checkpoint(_) => None,
        }
    }
}
