//! Where a feed's things come from.

use std::fmt::Debug;
use std::future::Future;
use std::pin::Pin;

use super::event::Followed;
#[cfg(feature = "webhooks")]
use crate::codec::types::WebhookEvent;
use crate::error::Error;

/// What a source answers with, later.
pub(super) type Asking<'a, T> = Pin<Box<dyn Future<Output = Result<Portion<T>, Error>> + Send + 'a>>;

/// Asks the service for what is there and for what has changed.
pub(super) trait Source<T: Followed>: Debug + Send {
    /// All that is there; in several portions, when each but the last says `more`.
    fn snapshot(&mut self) -> Asking<'_, T>;

    /// What has changed since the last portion, or since the position at which the source was resumed.
    fn changes(&mut self) -> Asking<'_, T>;

    /// How far the source has come; none for one that begins anew after each restart.
    fn position(&self) -> Option<String>;

    /// Goes on at a position.
    ///
    /// # Errors
    ///
    /// Why it says nothing to this source.
    fn resume(&mut self, position: &str) -> Result<(), String>;

    /// Whether changes can no longer be told since the position, so that all has to be told anew.
    fn is_too_old(&self) -> bool {
        false
    }

    /// What a webhook tells.
    #[cfg(feature = "webhooks")]
    fn heard(&self, event: &WebhookEvent) -> Heard<T> {
        let _ = event;
        Heard::Nothing
    }
}

/// What came of a question.
#[derive(Debug)]
pub(super) struct Portion<T: Followed> {
    pub(super) changes: Vec<Change<T>>,
    /// Whether there is more to ask for at once.
    pub(super) more: bool,
}

/// A thing that is there, or no longer.
#[derive(Debug, Clone)]
pub(super) enum Change<T: Followed> {
    Apply(T),
    #[cfg_attr(
        not(any(feature = "deliveries", feature = "menu")),
        allow(dead_code, reason = "of those sections")
    )]
    Delete(T::Key, Option<i64>),
}

/// What a webhook says of what is followed.
#[cfg(feature = "webhooks")]
#[derive(Debug)]
pub(super) enum Heard<T: Followed> {
    /// Nothing.
    Nothing,
    /// Something has changed: ask now.
    #[cfg_attr(not(feature = "menu"), allow(dead_code, reason = "of that section"))]
    Ask,
    /// This has changed.
    #[cfg_attr(not(feature = "deliveries"), allow(dead_code, reason = "of that section"))]
    Change(Change<T>),
}
