//! The connections of one client, and new ones in their place when they can no longer be trusted.

use std::fmt;
use std::future::Future;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwap;
use reqwest::{Request, Response, Version};

use super::settings::HttpSettings;
use crate::error::ConfigurationError;

/// The connections that requests go over until one of them is given up.
pub(crate) struct Connections {
    settings: HttpSettings,
    current: ArcSwap<Pool>,
    /// Held by whoever replaces `current`.
    replacement: Mutex<()>,
    /// What the last answer came over, as a [`Protocol`].
    protocol: AtomicU8,
}

struct Pool {
    client: reqwest::Client,
    generation: Generation,
}

/// Tells connections from those that replaced them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Generation(u32);

/// What is known of the other side.
#[repr(u8)]
enum Protocol {
    Unknown,
    /// One call at a time on a connection, which is closed when the call is given up.
    Http1,
    /// All calls share a connection, which a call that is given up leaves as it is.
    Http2,
}

impl fmt::Debug for Connections {
    /// A proxy's password may be anywhere inside.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connections").finish_non_exhaustive()
    }
}

impl Connections {
    pub(crate) fn new(settings: HttpSettings) -> Result<Self, ConfigurationError> {
        let pool = Pool { client: settings.build()?, generation: Generation(0) };
        Ok(Self {
            settings,
            current: ArcSwap::from_pointee(pool),
            replacement: Mutex::new(()),
            protocol: AtomicU8::new(Protocol::Unknown as u8),
        })
    }

    /// The largest answer that is read.
    pub(super) fn response_limit(&self) -> usize {
        self.settings.response_limit
    }

    /// Sends the request when the future is first polled, over connections of that generation.
    pub(crate) fn send(
        &self,
        request: Request,
    ) -> (Generation, impl Future<Output = Result<Response, reqwest::Error>> + Send + use<>) {
        let pool = self.current.load();
        (pool.generation, pool.client.execute(request))
    }

    /// Remembers what an answer came over.
    pub(crate) fn heard(&self, version: Version) {
        let protocol = if version == Version::HTTP_2 { Protocol::Http2 } else { Protocol::Http1 } as u8;
        // Written only when it changes, which is hardly ever: calls on other threads read it too.
        if self.protocol.load(Ordering::Relaxed) != protocol {
            self.protocol.store(protocol, Ordering::Relaxed);
        }
    }

    /// Gives connections up on which a call has timed out: the next calls make new ones, those under way keep theirs.
    /// reqwest closes no single connection, so all of a generation go together, and once.
    pub(crate) fn give_up(&self, generation: Generation) {
        if !self.may_share() {
            return;
        }
        let _one = self.replacement.lock().unwrap_or_else(PoisonError::into_inner);
        if self.current.load().generation != generation {
            return;
        }
        match self.settings.build() {
            Ok(client) => {
                let generation = Generation(generation.0.wrapping_add(1));
                self.current.store(Arc::new(Pool { client, generation }));
                tracing::debug!("a call timed out: the next ones go over a new connection");
            }
            Err(error) => {
                tracing::warn!(%error, "a call timed out, and no new connections can be made: the old ones stay");
            }
        }
    }

    /// Whether calls may share a connection. Plain HTTP speaks HTTP/2 only where a hook wants it to.
    fn may_share(&self) -> bool {
        match self.protocol.load(Ordering::Relaxed) {
            known if known == Protocol::Http1 as u8 => false,
            known if known == Protocol::Http2 as u8 => true,
            _ => self.settings.https_only || self.settings.hook.is_some(),
        }
    }
}
