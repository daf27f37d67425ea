//! The feed itself: asks, listens, tells each change once, and keeps how far it has come.

use std::future::pending;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_core::Stream;
#[cfg(feature = "webhooks")]
use tokio::sync::broadcast;
use tokio::time::Instant;

use super::checkpoint::{Checkpoint, CheckpointError};
use super::event::{Event, FollowError, Followed};
use super::plan::Plan;
#[cfg(feature = "webhooks")]
use super::source::Heard;
use super::source::{Change, Portion, Source};
use super::store::Store;
use super::tempo::Tempo;
use super::versions::Versions;
use crate::beyond::stream::{Boxed, next};
use crate::clock::later;
#[cfg(feature = "webhooks")]
use crate::codec::types::WebhookEvent;

/// What changes, one event after the other: a stream without an end, made by [`Follow::start`](super::Follow::start).
///
/// A failure is an item and ends nothing: the feed has waited, and goes on when it is read again. It asks only while it
/// is read.
#[must_use = "nothing is followed until the feed is read"]
pub struct Feed<T: Followed> {
    stream: Boxed<Result<Event<T>, FollowError>>,
}

impl<T: Followed> Feed<T> {
    pub(super) fn new(plan: Plan<T>, store: Option<Store<T>>) -> Self {
        let stream = async_stream::stream! {
            let mut following = Following::new(plan);
            loop {
                for event in following.next().await {
                    if let (Ok(event), Some(store)) = (&event, &store) {
                        store.take(event);
                    }
                    yield event;
                }
            }
        };
        Self { stream: Box::pin(stream) }
    }

    /// Reads the feed as long as it is polled, for the sake of its [`Store`]; failures are logged.
    pub async fn run(mut self) {
        while let Some(event) = self.next().await {
            if let Err(error) = event {
                tracing::warn!(%error, "what is followed cannot be asked for now");
            }
        }
    }
}

impl<T: Followed> Stream for Feed<T> {
    type Item = Result<Event<T>, FollowError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.stream.as_mut().poll_next(context)
    }
}

next!(Feed<T: Followed>, Result<Event<T>, FollowError>);

/// What is told together, before anything is asked again.
type Told<T> = Vec<Result<Event<T>, FollowError>>;

/// Where a feed stands.
enum Stage {
    /// Nothing is known yet.
    Beginning,
    /// All that is there is being told.
    Snapshot,
    /// What changes is told; when the next question is due.
    Changes(Instant),
}

struct Following<T: Followed> {
    source: Box<dyn Source<T>>,
    checkpoint: Option<Arc<dyn Checkpoint>>,
    tempo: Tempo,
    anew: bool,
    stage: Stage,
    versions: Versions<T>,
    /// When the last question was put, and whether it failed.
    asked: Instant,
    fails: bool,
    /// The position of what was told last, which is saved when the next is asked for.
    unsaved: Option<String>,
    #[cfg(feature = "webhooks")]
    events: broadcast::Receiver<Arc<WebhookEvent>>,
}

impl<T: Followed> Following<T> {
    fn new(plan: Plan<T>) -> Self {
        Self {
            #[cfg(feature = "webhooks")]
            events: plan.client.events().subscribe(),
            source: plan.source,
            checkpoint: plan.checkpoint,
            tempo: plan.tempo,
            anew: plan.anew,
            stage: Stage::Beginning,
            versions: Versions::new(),
            asked: Instant::now(),
            fails: false,
            unsaved: None,
        }
    }

    /// What is to be told next. What was told before has been taken by now.
    async fn next(&mut self) -> Told<T> {
        if let Err(error) = self.save().await {
            return vec![Err(error.into())];
        }
        match self.stage {
            Stage::Beginning => self.begin().await,
            Stage::Snapshot => self.snapshot().await,
            Stage::Changes(due) => self.change(due).await,
        }
    }

    /// Saves the position of what was told.
    async fn save(&mut self) -> Result<(), CheckpointError> {
        let (Some(checkpoint), Some(position)) = (&self.checkpoint, &self.unsaved) else { return Ok(()) };
        let saved = checkpoint.save(position).await;
        match saved {
            Ok(()) => self.unsaved = None,
            Err(error) => {
                // It is tried again before the next question; that what was told is told again does no harm.
                tokio::time::sleep(self.tempo.failed(None)).await;
                return Err(error);
            }
        }
        Ok(())
    }

    /// Goes on from the checkpoint, or begins with all that is there.
    async fn begin(&mut self) -> Told<T> {
        let position = match &self.checkpoint {
            Some(checkpoint) if !self.anew => match checkpoint.load().await {
                Ok(position) => position,
                Err(error) => {
                    tokio::time::sleep(self.tempo.failed(None)).await;
                    return vec![Err(error.into())];
                }
            },
            _ => None,
        };
        match position.map(|position| self.source.resume(&position)) {
            Some(Ok(())) if !self.source.is_too_old() => {
                self.stage = Stage::Changes(Instant::now());
                Vec::new()
            }
            Some(Err(reason)) => {
                self.stage = Stage::Snapshot;
                vec![Err(CheckpointError::unknown(reason).into()), Ok(Event::Init)]
            }
            _ => self.anew(),
        }
    }

    /// Begins with all that is there.
    fn anew(&mut self) -> Told<T> {
        self.stage = Stage::Snapshot;
        self.versions.clear();
        vec![Ok(Event::Init)]
    }

    async fn snapshot(&mut self) -> Told<T> {
        match self.source.snapshot().await {
            Ok(Portion { changes, more }) => {
                let mut told: Told<T> = Vec::new();
                for change in changes {
                    if self.versions.is_new(&change)
                        && let Change::Apply(thing) = change
                    {
                        told.push(Ok(Event::InitApply(thing)));
                    }
                }
                if !more {
                    self.tempo.busy();
                    self.stage = Stage::Changes(later(Instant::now(), self.tempo.pause()));
                    self.unsaved = self.source.position();
                    told.push(Ok(Event::InitDone));
                }
                told
            }
            Err(error) => {
                tokio::time::sleep(self.tempo.failed(Some(&error))).await;
                vec![Err(error.into())]
            }
        }
    }

    /// Waits for the time to ask, or for a webhook, and tells what has changed.
    async fn change(&mut self, due: Instant) -> Told<T> {
        if let Some(change) = self.rest(due).await {
            return self.news(vec![change]);
        }
        if self.source.is_too_old() {
            return self.anew();
        }
        self.asked = Instant::now();
        let portion = self.source.changes().await;
        self.fails = portion.is_err();
        match portion {
            Ok(Portion { changes, more }) => {
                let told = self.news(changes);
                if told.is_empty() {
                    self.tempo.quiet()
                } else {
                    self.tempo.busy()
                }
                let pause = if more { Duration::ZERO } else { self.tempo.pause() };
                self.stage = Stage::Changes(later(Instant::now(), pause));
                self.unsaved = self.source.position();
                told
            }
            Err(error) => {
                let pause = self.tempo.failed(Some(&error));
                self.stage = Stage::Changes(later(Instant::now(), pause));
                vec![Err(error.into())]
            }
        }
    }

    /// What of it was not told yet.
    fn news(&mut self, changes: Vec<Change<T>>) -> Told<T> {
        let new = changes.into_iter().filter(|change| self.versions.is_new(change));
        let told = new.map(|change| match change {
            Change::Apply(thing) => Ok(Event::Apply(thing)),
            Change::Delete(key, _) => Ok(Event::Delete(key)),
        });
        told.collect()
    }

    /// Waits until it is time to ask; what a webhook tells comes before that.
    async fn rest(&mut self, due: Instant) -> Option<Change<T>> {
        let mut due = due;
        while Instant::now() < due {
            let heard = tokio::select! {
                heard = self.heard() => heard,
                () = tokio::time::sleep_until(due) => return None,
            };
            // More may have changed than a webhook tells, so that the next question comes soon; not at once, for many
            // webhooks come together.
            if !self.fails {
                self.tempo.busy();
                due = due.min(later(self.asked, self.tempo.pause()));
                self.stage = Stage::Changes(due);
            }
            if heard.is_some() {
                return heard;
            }
        }
        None
    }

    /// What webhooks tell; none when they say only that something has changed. Waits for ever where there are none.
    #[cfg(feature = "webhooks")]
    async fn heard(&mut self) -> Option<Change<T>> {
        loop {
            match self.events.recv().await {
                Ok(event) => match self.source.heard(&event) {
                    Heard::Nothing => {}
                    Heard::Ask => return None,
                    Heard::Change(change) => return Some(change),
                },
                // Some were missed: asking finds what they told.
                Err(broadcast::error::RecvError::Lagged(_)) => return None,
                Err(broadcast::error::RecvError::Closed) => pending().await,
            }
        }
    }

    #[cfg(not(feature = "webhooks"))]
    async fn heard(&mut self) -> Option<Change<T>> {
        pending().await
    }
}
