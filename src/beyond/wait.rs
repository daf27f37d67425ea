//! Waiting for a command that was sent before, by its correlation id.

use std::future::IntoFuture;
use std::time::Duration;

use super::begun::Begun;
use super::until_done::MAX_WAIT;
use super::watching::Watching;
use crate::call::Sending;
use crate::client::Client;
use crate::codec::types::{CorrelationId, OrganizationId};
use crate::error::{Error, RequestError};
use crate::operation::operations;

/// Waits for an asynchronous command to end; made by [`Client::wait`], await it to begin.
#[derive(Debug, Clone)]
#[must_use = "nothing waits until it is awaited"]
pub struct Wait {
    client: Client,
    organization_id: OrganizationId,
    correlation_id: Option<CorrelationId>,
    max_wait: Duration,
}

impl Client {
    /// Polls `operations().status` until the command with that correlation id has succeeded.
    ///
    /// A call that begins a command has `until_done`, which also tells what came of it. A question that fails on its
    /// way, by the network, a 5xx or a 429, is put again later; what the service refuses otherwise ends the waiting.
    ///
    /// Fails with [`Error::Command`] when the command failed, has not ended in time, or is no longer known; with
    /// [`Error::Request`] when the answer to the command told no correlation id.
    pub fn wait(
        &self,
        organization_id: impl Into<OrganizationId>,
        correlation_id: impl Into<Option<CorrelationId>>,
    ) -> Wait {
        Wait {
            client: self.clone(),
            organization_id: organization_id.into(),
            correlation_id: correlation_id.into(),
            max_wait: MAX_WAIT,
        }
    }
}

impl Wait {
    /// How long to wait in all, with every question; 2 minutes unless set. Zero asks once.
    pub fn max_wait(mut self, max_wait: Duration) -> Self {
        self.max_wait = max_wait;
        self
    }

    /// Begins to wait: the same as awaiting it.
    ///
    /// # Errors
    ///
    /// [`Error::Command`] when the command failed, has not ended in time (its source is what the last failed question
    /// failed with), or is no longer known; what `status` fails with when the service refuses to tell.
    pub async fn send(self) -> Result<(), Error> {
        let command = self.correlation_id.ok_or_else(|| {
            let reason = "there is no correlation id to ask for: the answer to the command told none";
            RequestError::new(operations::STATUS.id(), reason)
        })?;
        let begun = Begun::plain(&operations::STATUS, self.client, Some(self.organization_id), Some(command));
        Watching::new(begun, self.max_wait).end().await
    }
}

impl IntoFuture for Wait {
    type Output = Result<(), Error>;
    type IntoFuture = Sending<()>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}
