//! Commands as values: what a command comes to, awaited, or told step by step.

use std::fmt;
use std::future::IntoFuture;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_core::Stream;

use super::begun::{Begun, Command};
use super::creation::{Creation, ExactlyOnce};
use super::stream::{Boxed, next};
use super::watching::{Progress, Watching};
use crate::call::Sending;
use crate::codec::types::CorrelationId;
use crate::error::Error;

/// A restaurant that has not taken a command by then will hardly do so.
pub(super) const MAX_WAIT: Duration = Duration::from_secs(120);

/// Sends a command and waits for what it comes to: made by `until_done()` of its call, such as
/// [`deliveries().create`](crate::calls::DeliveryCreate::until_done). Await it to begin.
///
/// | the command | what comes of it | questions |
/// | --- | --- | --- |
/// | succeeds | the result: what was created or changed, as it is then | until then |
/// | is refused by the restaurant | [`Error::Command`] with [`reason`](crate::CommandError::reason), of a creation also [`code`](crate::CommandError::code) | until then |
/// | is no longer known (410) | [`Error::Command`], [`is_forgotten`](crate::CommandError::is_forgotten) | until then |
/// | does not end | [`Error::Command`], [`is_unfinished`](crate::CommandError::is_unfinished), after [`max_wait`](Self::max_wait) | 45 at most in 2 minutes |
/// | is asked for in vain (network, 5xx, 408, 425, 429) | goes on; after `max_wait` [`Error::Command`] whose source is the last failure | as above |
/// | may not be asked for (another 4xx) | that error | 1 |
///
/// A question is put 0.2 seconds after the one before, and each pause is half as long again, up to 5 seconds (that of a
/// creation somewhat shorter, so that those who wait ask at the same time). Creations
/// ask for the thing itself, by its id, and many that wait for the same organization are asked for together; other
/// commands ask `operations().status`. What [`Client::events`](crate::Client::events) is told ends the waiting at once.
#[must_use = "nothing is sent until it is awaited"]
pub struct UntilDone<R> {
    begin: Sending<Begun<R>>,
    max_wait: Duration,
}

impl<R> fmt::Debug for UntilDone<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UntilDone").field("max_wait", &self.max_wait).finish_non_exhaustive()
    }
}

impl<R: Send + Sync + 'static> UntilDone<R> {
    /// What a call comes to.
    pub(crate) fn of<C>(call: C) -> Self
    where
        C: Command<Output = R>
            + IntoFuture<Output = Result<C::Answer, Error>, IntoFuture = Sending<C::Answer>>,
        C::Answer: 'static,
    {
        let begun = call.begun();
        Self::new(call.into_future(), begun)
    }

    /// What follows an answer.
    fn new<A: 'static>(answer: Sending<A>, begun: impl FnOnce(A) -> Begun<R> + Send + 'static) -> Self {
        Self { begin: Box::pin(async move { Ok(begun(answer.await?)) }), max_wait: MAX_WAIT }
    }

    /// How long to wait for the end once the command is accepted; 2 minutes unless set. Zero asks once.
    pub fn max_wait(mut self, max_wait: Duration) -> Self {
        self.max_wait = max_wait;
        self
    }

    /// Begins: the same as awaiting it.
    ///
    /// # Errors
    ///
    /// What the call fails with; then as the table says.
    pub async fn send(self) -> Result<R, Error> {
        let begun = self.begin.await?;
        Watching::new(begun, self.max_wait).end().await
    }

    /// Tells each step instead of the end alone.
    pub fn steps(self) -> Steps<R> {
        let stream = async_stream::try_stream! {
            let mut watching = Watching::new(self.begin.await?, self.max_wait);
            yield Step::Accepted { correlation_id: watching.command() };
            loop {
                match watching.next().await? {
                    Progress::Done(result) => {
                        yield Step::Done(result);
                        break;
                    }
                    Progress::Pending => yield Step::Pending { asked: watching.asked() },
                    Progress::Unanswered(error) => yield Step::Unanswered(error),
                }
            }
        };
        Steps { stream: Box::pin(stream) }
    }
}

impl<R: Send + Sync + 'static> IntoFuture for UntilDone<R> {
    type Output = Result<R, Error>;
    type IntoFuture = Sending<R>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

impl<C: Creation + Command<Answer = <C as Creation>::Answer>> ExactlyOnce<C>
where
    C::Output: Send + Sync + 'static,
{
    /// Creates it exactly once, and waits until the restaurant has taken it.
    pub fn until_done(self) -> UntilDone<C::Output> {
        let begun = self.call().begun();
        UntilDone::new(self.into_future(), begun)
    }

    /// Creates it exactly once, and tells each step until the restaurant has taken it.
    pub fn steps(self) -> Steps<C::Output> {
        self.until_done().steps()
    }
}

/// What happens to a command.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Step<R> {
    /// The service has accepted it.
    Accepted {
        /// The id under which it is followed.
        correlation_id: Option<CorrelationId>,
    },
    /// It has not ended yet.
    Pending {
        /// How often the client has asked.
        asked: u32,
    },
    /// A question failed on its way; the next one follows.
    Unanswered(Error),
    /// It has succeeded.
    Done(R),
}

/// The steps of a command, up to its end: what `steps()` of its call gives. The first failure that ends it is the last
/// item.
#[must_use = "nothing is sent until it is read"]
pub struct Steps<R> {
    stream: Boxed<Result<Step<R>, Error>>,
}

impl<R> Stream for Steps<R> {
    type Item = Result<Step<R>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.stream.as_mut().poll_next(context)
    }
}

next!(Steps<R>, Result<Step<R>, Error>);
