//! What a feed is made of.

use std::sync::Arc;

use super::checkpoint::Checkpoint;
use super::event::Followed;
use super::source::Source;
use super::tempo::Tempo;
use crate::client::Client;

/// What a feed is made of.
pub(super) struct Plan<T: Followed> {
    #[cfg_attr(not(feature = "webhooks"), allow(dead_code, reason = "webhooks are heard by it"))]
    pub(super) client: Client,
    pub(super) source: Box<dyn Source<T>>,
    pub(super) checkpoint: Option<Arc<dyn Checkpoint>>,
    pub(super) tempo: Tempo,
    /// Whether all is told first, also where the checkpoint has a position.
    pub(super) anew: bool,
}
