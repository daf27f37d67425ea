//! Following asynchronous commands to their end.

use std::future::IntoFuture;
use std::sync::Arc;
use std::time::Duration;

use reqwest::StatusCode;
use serde_json::Value;
use tokio::time::Instant;

use crate::call::Sending;
use crate::client::Client;
use crate::codec::types::{CommandFailed, CorrelationId, OrganizationId, StatusResponse};
use crate::error::{CommandEnd, CommandError, Error, RequestError};
use crate::operation::operations;

/// The first pause between two questions; each further one is half as long again.
const FIRST_PAUSE: Duration = Duration::from_millis(200);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);
/// How long before the end of max_wait the last question is put.
const LAST_MOMENT: Duration = FIRST_PAUSE;
/// A restaurant that has not taken a command by then will hardly do so.
const MAX_WAIT: Duration = Duration::from_secs(120);

/// The service keeps the status of a command for a time only.
const GONE: u16 = StatusCode::GONE.as_u16();

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
    /// A question that fails on its way, by the network, a 5xx or a 429, is put again later; what the service refuses
    /// otherwise ends the waiting.
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
        let started = Instant::now();
        let failure = |end, source| self.failed(command, started, end, source);
        let mut last = None;
        let mut pause = FIRST_PAUSE;
        loop {
            match self.ask(command, self.left(started)).await {
                Ok(StatusResponse::Success(_)) => return Ok(()),
                Ok(StatusResponse::Error(failed)) => return Err(failure(why(failed), None)),
                // A state that is not known yet is no end.
                Ok(_) => {}
                Err(error) if error.status() == Some(GONE) => {
                    return Err(failure(CommandEnd::Forgotten, Some(error)));
                }
                Err(error) if !is_passing(&error) => return Err(error),
                // What max_wait itself cut off says less than what failed before.
                Err(Error::Timeout(_)) if last.is_some() && started.elapsed() >= self.max_wait => {}
                Err(error) => last = Some(error),
            }
            tokio::time::sleep(cut(pause, self.left(started))).await;
            if self.left(started).is_zero() {
                return Err(failure(CommandEnd::Unfinished, last));
            }
            pause = (pause * 3 / 2).min(LONGEST_PAUSE);
        }
    }

    fn left(&self, started: Instant) -> Duration {
        self.max_wait.saturating_sub(started.elapsed())
    }

    /// Asks once, for as long as there is max_wait; without any, as other calls do.
    async fn ask(&self, command: CorrelationId, left: Duration) -> Result<StatusResponse, Error> {
        let usual = self.client.usual_deadline();
        let deadline = if self.max_wait.is_zero() { usual } else { usual.min(left) };
        self.client.operations().status(self.organization_id, command).deadline(deadline).await
    }

    fn failed(
        &self,
        command: CorrelationId,
        started: Instant,
        end: CommandEnd,
        source: Option<Error>,
    ) -> Error {
        Box::new(CommandError {
            operation: operations::STATUS.id().to_owned(),
            correlation_id: command,
            waited: started.elapsed(),
            status: match end {
                CommandEnd::Forgotten => source.as_ref().and_then(Error::status),
                _ => None,
            },
            end,
            source: source.map(|error| Arc::new(error) as _),
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

/// The pause before the next question, so that a last one is put shortly before max_wait ends.
fn cut(pause: Duration, left: Duration) -> Duration {
    match left.checked_sub(LAST_MOMENT) {
        Some(room) if !room.is_zero() => pause.min(room),
        _ => left,
    }
}

/// Whether the next question may well be answered: the service did not refuse this one.
fn is_passing(error: &Error) -> bool {
    match error.status() {
        Some(408 | 425 | 429) => true,
        Some(400..500) => false,
        Some(_) => true,
        None => matches!(error, Error::Timeout(_) | Error::Connection(_) | Error::RateLimit(_)),
    }
}

fn why(failed: CommandFailed) -> CommandEnd {
    let own = failed.error_reason.filter(|reason| !reason.trim().is_empty());
    let exception = failed.exception.filter(|exception| !exception.is_null());
    let reason = own.or_else(|| words(exception.as_ref()?)).unwrap_or_else(|| "no reason given".to_owned());
    CommandEnd::Failed { reason, exception }
}

/// What an exception tells people: it is a text, or has one under a key that the spec names, in whatever case.
fn words(exception: &Value) -> Option<String> {
    let text = |value: &Value| value.as_str().filter(|text| !text.trim().is_empty()).map(str::to_owned);
    let Value::Object(members) = exception else { return text(exception) };
    let told = |reason: &&str| {
        let mut named = members.iter().filter(|(key, _)| key.eq_ignore_ascii_case(reason));
        named.find_map(|(_, value)| text(value))
    };
    operations::REASONS.iter().find_map(told)
}
