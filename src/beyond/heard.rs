//! What webhooks tell of one thing that is waited for.

use std::fmt;
#[cfg(feature = "webhooks")]
use std::sync::Arc;

#[cfg(feature = "webhooks")]
use tokio::sync::broadcast;

use super::entity::Entity;
use crate::client::Client;
use crate::codec::types::CorrelationId;
#[cfg(feature = "webhooks")]
use crate::codec::types::WebhookEvent;

/// Takes what an event tells of the thing.
#[cfg(feature = "webhooks")]
type Pick<R> = Box<dyn Fn(&WebhookEvent) -> Option<R> + Send + Sync>;

/// What webhooks tell of one thing.
pub(super) struct Heard<R> {
    #[cfg(feature = "webhooks")]
    events: broadcast::Receiver<Arc<WebhookEvent>>,
    #[cfg(feature = "webhooks")]
    pick: Pick<R>,
    #[cfg(not(feature = "webhooks"))]
    nothing: std::marker::PhantomData<fn() -> R>,
}

impl<R> fmt::Debug for Heard<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Heard").finish_non_exhaustive()
    }
}

impl<E: Entity> Heard<E> {
    /// What is told of the thing with that id from now on.
    #[cfg(feature = "webhooks")]
    pub(super) fn of(client: &Client, id: Option<E::Id>) -> Self {
        let pick = move |event: &WebhookEvent| {
            let (told, is_error) = E::heard(event)?;
            // A command that failed on something that is there leaves it as it was: its status tells why.
            let is_news = !is_error || matches!(told.end(), Some(Err(_)));
            (is_news && Some(told.id()) == id).then(|| told.clone())
        };
        Self { events: client.events().subscribe(), pick: Box::new(pick) }
    }

    #[cfg(not(feature = "webhooks"))]
    pub(super) fn of(_: &Client, _: Option<E::Id>) -> Self {
        Self { nothing: std::marker::PhantomData }
    }
}

impl<R> Heard<R> {
    /// The next that is told of it, with the command that the event names; never, where there are no webhooks.
    #[cfg(feature = "webhooks")]
    pub(super) async fn next(&mut self) -> (Option<CorrelationId>, R) {
        loop {
            match self.events.recv().await {
                Ok(event) => {
                    if let Some(told) = (self.pick)(&event) {
                        return (event.correlation_id(), told);
                    }
                }
                Err(broadcast::error::RecvError::Lagged(_)) => {}
                Err(broadcast::error::RecvError::Closed) => std::future::pending().await,
            }
        }
    }

    #[cfg(not(feature = "webhooks"))]
    pub(super) async fn next(&mut self) -> (Option<CorrelationId>, R) {
        std::future::pending().await
    }
}
