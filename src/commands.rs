//! Following asynchronous commands to their end.

use std::future::IntoFuture;
use std::time::{Duration, Instant};

use crate::call::Sending;
use crate::client::Client;
use crate::error::{CommandError, Error};
use crate::types::{CorrelationId, OrganizationId, StatusResponse};

/// The first pause between two questions; each further one is half as long again.
const FIRST_PAUSE: Duration = Duration::from_millis(200);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);
/// A restaurant that has not taken a command by then will hardly do so.
const PATIENCE: Duration = Duration::from_secs(120);

/// Waits for an asynchronous command to end; made by [`Client::wait`], await it to begin.
#[derive(Debug, Clone)]
#[must_use = "nothing waits until it is awaited"]
pub struct Wait {
    client: Client,
    organization_id: OrganizationId,
    correlation_id: CorrelationId,
    patience: Duration,
}

impl Client {
    /// Polls [`status`](Self::status) until the command with that correlation id has succeeded.
    ///
    /// Fails with [`Error::Command`] when the command failed or has not ended in time.
    pub fn wait(
        &self,
        organization_id: impl Into<OrganizationId>,
        correlation_id: impl Into<CorrelationId>,
    ) -> Wait {
        Wait {
            client: self.clone(),
            organization_id: organization_id.into(),
            correlation_id: correlation_id.into(),
            patience: PATIENCE,
        }
    }
}

impl Wait {
    /// How long to wait in all; 2 minutes unless set.
    pub fn patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// Begins to wait: the same as awaiting it.
    ///
    /// # Errors
    ///
    /// [`Error::Command`] when the command failed or has not ended in time; whatever `status` fails with.
    pub async fn send(self) -> Result<(), Error> {
        let started = Instant::now();
        let mut pause = FIRST_PAUSE;
        loop {
            match self.client.status(self.organization_id, self.correlation_id).await? {
                StatusResponse::Success(_) => return Ok(()),
                StatusResponse::Error(failed) => {
                    let reason =
                        failed.error_reason.or_else(|| failed.exception.map(|value| value.to_string()));
                    return Err(
                        self.failure(started, Some(reason.unwrap_or_else(|| "no reason given".to_owned())))
                    );
                }
                // A state that is not known yet is no end.
                _ if started.elapsed() + pause > self.patience => return Err(self.failure(started, None)),
                _ => tokio::time::sleep(pause).await,
            }
            pause = (pause * 3 / 2).min(LONGEST_PAUSE);
        }
    }

    fn failure(&self, started: Instant, reason: Option<String>) -> Error {
        Box::new(CommandError {
            operation: crate::operations::STATUS.id().to_owned(),
            correlation_id: self.correlation_id,
            waited: started.elapsed(),
            reason,
        })
        .into()
    }
}

impl IntoFuture for Wait {
    type Output = Result<(), Error>;
    type IntoFuture = Sending<()>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}
