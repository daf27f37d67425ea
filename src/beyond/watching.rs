//! Following a command to its end: one question after the other, until there is an answer or no more time.

use std::sync::Arc;
use std::time::Duration;

use reqwest::StatusCode;
use serde_json::Value;
use tokio::time::Instant;

use super::begun::{Begun, Goal, Watch};
use super::pace::{Pace, is_passing};
use crate::codec::types::{CommandFailed, CorrelationId, StatusResponse};
use crate::error::{CommandEnd, CommandError, Error};
use crate::operation::operations;

/// The service keeps the status of a command for a time only.
const GONE: u16 = StatusCode::GONE.as_u16();

/// What a question came to: the result, where there is one.
type Asked<R> = Result<Option<R>, Error>;

/// A command that is followed.
pub(super) struct Watching<R> {
    begun: Begun<R>,
    started: Instant,
    max_wait: Duration,
    pace: Pace,
    /// What the last question that failed failed with.
    last: Option<Error>,
    asked: u32,
    /// Whether the command is known to have succeeded, and only its result is still to be seen.
    succeeded: bool,
}

/// What a question brought.
pub(super) enum Progress<R> {
    Done(R),
    Pending,
    /// It failed on its way.
    Unanswered(Error),
}

impl<R> Watching<R> {
    pub(super) fn new(begun: Begun<R>, max_wait: Duration) -> Self {
        let pace = Pace::new();
        Self { begun, started: Instant::now(), max_wait, pace, last: None, asked: 0, succeeded: false }
    }

    /// How often has been asked.
    pub(super) fn asked(&self) -> u32 {
        self.asked
    }

    /// Follows it to its end.
    pub(super) async fn end(mut self) -> Result<R, Error> {
        loop {
            if let Progress::Done(result) = self.next().await? {
                return Ok(result);
            }
        }
    }

    /// Asks once more, after a pause where it has asked before.
    ///
    /// # Errors
    ///
    /// When the command has failed, is forgotten, or the time is over; when the service refuses to tell.
    pub(super) async fn next(&mut self) -> Result<Progress<R>, Error> {
        if let Some(told) = self.told() {
            return told;
        }
        if (self.asked > 0 || matches!(self.begun.goal, Goal::Created(..))) && !self.max_wait.is_zero() {
            if let Some(heard) = self.rest().await {
                return heard.map(Progress::Done);
            }
        } else if self.asked > 0 {
            return Err(self.unfinished());
        }
        if self.asked > 0 && self.left().is_zero() {
            return Err(self.unfinished());
        }
        self.asked += 1;
        match self.question().await {
            Ok(Some(result)) => Ok(Progress::Done(result)),
            Ok(None) => Ok(Progress::Pending),
            Err(error @ Error::Command(_)) => Err(error),
            Err(error) if !is_passing(&error) => Err(error),
            Err(error) => Ok(Progress::Unanswered(self.note(error))),
        }
    }

    /// What the answer to the creation has said already.
    fn told(&mut self) -> Option<Result<Progress<R>, Error>> {
        let Goal::Created(watch, told) = &mut self.begun.goal else { return None };
        let ended = (watch.end)(told.as_ref()?)?;
        let told = told.take()?;
        Some(match ended {
            Ok(()) => Ok(Progress::Done(told)),
            Err(failure) => Err(self.failed(failure.into_end(), None)),
        })
    }

    /// Waits for the time of the next question, or for what a webhook tells before.
    async fn rest(&mut self) -> Option<Result<R, Error>> {
        let left = self.left();
        let pause = match self.begun.goal {
            Goal::Created(..) => self.pace.common_pause(left),
            Goal::Changed(_) | Goal::Succeeded(_) => self.pace.pause(left),
        };
        let time = tokio::time::sleep(pause);
        tokio::pin!(time);
        loop {
            let (command, watch) = match &mut self.begun.goal {
                Goal::Created(watch, _) => (None, watch),
                Goal::Changed(watch) => (self.begun.command, watch),
                Goal::Succeeded(_) => {
                    time.await;
                    return None;
                }
            };
            tokio::select! {
                () = &mut time => return None,
                (of, heard) = watch.heard.next() => match (watch.end)(&heard) {
                    // An event of a change names its command; that of a creation need not.
                    Some(Ok(())) if command.is_none() || of == command => return Some(Ok(heard)),
                    Some(Err(failure)) if command.is_none() || of == command => {
                        return Some(Err(self.failed(failure.into_end(), None)));
                    }
                    _ => {}
                },
            }
        }
    }

    /// Asks once, for as long as there is time.
    async fn question(&mut self) -> Asked<R> {
        let within = self.within();
        if let Goal::Created(watch, _) = &self.begun.goal {
            let look = (watch.look)(within);
            return self.created(look.await?).await;
        }
        if !self.succeeded && !self.has_succeeded(within).await? {
            return Ok(None);
        }
        self.succeeded = true;
        match &self.begun.goal {
            Goal::Succeeded(result) => Ok(Some(result())),
            Goal::Created(watch, _) | Goal::Changed(watch) => {
                let look = (watch.look)(self.within());
                look.await
            }
        }
    }

    /// What was found of a creation.
    async fn created(&mut self, found: Option<R>) -> Asked<R> {
        let Goal::Created(Watch { end, .. }, _) = &self.begun.goal else { return Ok(found) };
        let Some(found) = found else {
            // Nothing is there yet, or never will be: the command knows.
            if self.begun.command.is_some() {
                let within = self.within();
                self.has_succeeded(within).await?;
            }
            return Ok(None);
        };
        match end(&found) {
            Some(Ok(())) => Ok(Some(found)),
            Some(Err(failure)) => Err(self.failed(failure.into_end(), None)),
            None => Ok(None),
        }
    }

    /// Asks how the command stands.
    async fn has_succeeded(&mut self, within: Duration) -> Result<bool, Error> {
        let (Some(organization), Some(command)) = (self.begun.organization, self.begun.command) else {
            return Err(self.failed(CommandEnd::Untold, None));
        };
        match self.begun.client.operations().status(organization, command).deadline(within).await {
            Ok(StatusResponse::Success(_)) => Ok(true),
            Ok(StatusResponse::Error(failed)) => Err(self.failed(why(failed), None)),
            // A state that is not known yet is no end.
            Ok(_) => Ok(false),
            Err(error) if error.status() == Some(GONE) => {
                Err(self.failed(CommandEnd::Forgotten, Some(error)))
            }
            Err(error) => Err(error),
        }
    }

    /// Keeps why a question failed. What the end of the time itself cut off says less than what failed before.
    fn note(&mut self, error: Error) -> Error {
        let cut_off = matches!(error, Error::Timeout(_)) && self.left().is_zero();
        if self.last.is_none() || !cut_off {
            self.last = Some(error.clone());
        }
        error
    }

    fn left(&self) -> Duration {
        self.max_wait.saturating_sub(self.started.elapsed())
    }

    /// How long a question may take; without any time to wait, as long as other calls.
    fn within(&self) -> Duration {
        let usual = self.begun.client.usual_deadline();
        if self.max_wait.is_zero() { usual } else { usual.min(self.left()) }
    }

    fn unfinished(&mut self) -> Error {
        let last = self.last.take();
        self.failed(CommandEnd::Unfinished, last)
    }

    fn failed(&self, end: CommandEnd, source: Option<Error>) -> Error {
        Box::new(CommandError {
            operation: self.begun.operation.id().to_owned(),
            correlation_id: self.begun.command,
            waited: self.started.elapsed(),
            status: match end {
                CommandEnd::Forgotten => source.as_ref().and_then(Error::status),
                _ => None,
            },
            end,
            source: source.map(|error| Arc::new(error) as _),
        })
        .into()
    }

    /// The id under which the command is followed.
    pub(super) fn command(&self) -> Option<CorrelationId> {
        self.begun.command
    }
}

fn why(failed: CommandFailed) -> CommandEnd {
    let own = failed.error_reason.filter(|reason| !reason.trim().is_empty());
    let exception = failed.exception.filter(|exception| !exception.is_null());
    let reason = own.or_else(|| words(exception.as_ref()?)).unwrap_or_else(|| "no reason given".to_owned());
    CommandEnd::Failed { reason, code: None, exception }
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
