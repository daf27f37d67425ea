//! Creations that are done exactly once: after a lost answer the client asks before it sends again.

use std::fmt::{self, Display};
use std::future::IntoFuture;
use std::time::Duration;

use tokio::time::Instant;

use super::entity::is_duplicate_code;
use super::pace::{Pace, is_passing};
use crate::call::Sending;
use crate::clock::later;
use crate::error::{Effect, Error};

/// How long an answer that the id is not there is not believed: reading lags behind writing.
const LAG: Duration = Duration::from_secs(2);

/// How many refusals of a question are put down to bad luck: much is at stake, and asking costs little.
const MOST_REFUSALS: u32 = 5;

/// The call of a creation whose request takes an id of its client's choosing.
pub trait Creation: Clone + fmt::Debug + Send + Sync + 'static {
    /// What names what is created.
    type Id: Copy + fmt::Debug + Display + Send + Sync + 'static;
    /// The answer to the creation.
    type Answer: Send + 'static;

    /// Gives the request an id unless it has one; none when the request has no place for it.
    fn settle(&mut self) -> Option<Self::Id>;

    /// How long the call may take in all.
    fn deadline(&self) -> Duration;

    /// Sends the call once more, for no longer than that.
    fn within(self, within: Duration) -> Sending<Self::Answer>;

    /// Asks whether it is there; none when there is no operation that tells.
    fn find(&self, id: Self::Id, within: Duration) -> Option<Sending<Option<Self::Answer>>> {
        let _ = (id, within);
        None
    }

    /// Whether an answer is the refusal of an id that is taken.
    fn is_duplicate(answer: &Self::Answer) -> bool {
        let _ = answer;
        false
    }
}

/// A creation that is sent until it is known to be done, and done once: made by `exactly_once()` of a creation's call,
/// such as [`deliveries().create`](crate::calls::DeliveryCreate::exactly_once). Await it to begin.
///
/// The request gets an id of the client's making unless it has one. Keep the id with what the order is for, and a
/// program that died in between goes on with the same request under the same id.
///
/// | what comes back | what the client does |
/// | --- | --- |
/// | the answer | gives it |
/// | a refusal, and no earlier attempt of this creation is in doubt | fails with it |
/// | nothing, or nothing that tells (a break, a timeout, a 5xx, a page, an unreadable success) | asks for the id |
/// | the id is there | gives that as the answer |
/// | the id is not there, for as long as [`lag`](Self::lag) | sends the same request again, under the same id |
/// | the refusal that the id is taken | asks for the id: an earlier attempt was the one that worked |
/// | the asking fails | asks again; after 5 refusals, fails with what left the creation in doubt |
/// | a refusal, while an earlier attempt is in doubt | asks for the id; where nothing is there, fails with the refusal, or sends again when it may pass (429, 401) |
/// | the deadline ends | fails with what left the creation in doubt: its [`effect`](Error::effect) is `Unknown` |
///
/// The call's own `deadline` is that of the whole. It relies on two things. The service refuses an id that is taken: the
/// vendor documents the refusal (`DuplicatedOrderId`, `DuplicatedReserveId`), but not how long ids are remembered. And a
/// created order is found by its id within `lag`: nothing is promised, so give it more where a doubled order costs
/// much. A wallet's hold is found by no operation, and whether its id is refused a second time is not documented.
#[derive(Debug, Clone)]
#[must_use = "nothing is sent until it is awaited"]
pub struct ExactlyOnce<C: Creation> {
    call: C,
    id: Option<C::Id>,
    lag: Duration,
}

impl<C: Creation> ExactlyOnce<C> {
    pub(crate) fn new(mut call: C) -> Self {
        let id = call.settle();
        Self { call, id, lag: LAG }
    }

    /// How long the client goes on asking while the id is not there, before it sends again; 2 seconds unless set.
    pub fn lag(mut self, lag: Duration) -> Self {
        self.lag = lag;
        self
    }

    /// The id under which it is created, from the request or made for it.
    pub fn id(&self) -> Option<C::Id> {
        self.id
    }

    /// The call as it will be sent.
    pub fn call(&self) -> &C {
        &self.call
    }

    /// Begins: the same as awaiting it.
    ///
    /// # Errors
    ///
    /// What the service refuses the creation with; at the end of the deadline, what the last attempt failed with whose
    /// effect is not known.
    pub async fn send(self) -> Result<C::Answer, Error> {
        let ends = later(Instant::now(), self.call.deadline());
        let Some(id) = self.id else {
            return self.call.within(left(ends)).await;
        };
        let mut doubt: Option<Error> = None;
        let mut pace = Pace::new();
        loop {
            let After { doubt: cause, is_taken, refusal } = match self.call.clone().within(left(ends)).await {
                Ok(answer) if !C::is_duplicate(&answer) => return Ok(answer),
                Ok(taken) => match self.ask(id, ends, true).await {
                    Ok(Some(found)) => return Ok(found),
                    _ => return doubt.map_or(Ok(taken), Err),
                },
                Err(failed) => After::attempt(failed, doubt.take())?,
            };
            match self.ask(id, ends, is_taken).await {
                Ok(Some(found)) => return Ok(found),
                Ok(None) if !is_taken => {}
                // It is there and cannot be shown, or nobody tells: to send it again might do it twice.
                _ => return Err(cause),
            }
            if let Some(refusal) = refusal {
                return Err(refusal);
            }
            if !pace.rest(ends).await {
                return Err(cause);
            }
            doubt = Some(cause);
        }
    }

    /// Asks for the id until it is there, or has not been for a while; an id that `is_taken` is waited for as long as there
    /// is time.
    ///
    /// # Errors
    ///
    /// When the time ends, or the service refuses to tell.
    async fn ask(&self, id: C::Id, ends: Instant, is_taken: bool) -> Result<Option<C::Answer>, Error> {
        let mut absent: Option<Instant> = None;
        let mut refused = 0;
        let mut pace = Pace::new();
        loop {
            let Some(question) = self.call.find(id, left(ends)) else { return Ok(None) };
            match question.await {
                Ok(Some(found)) => return Ok(Some(found)),
                Ok(None) if !is_taken && absent.get_or_insert_with(Instant::now).elapsed() >= self.lag => {
                    return Ok(None);
                }
                Ok(None) => {}
                Err(error) if left(ends).is_zero() => return Err(error),
                Err(error) if !is_passing(&error) => {
                    refused += 1;
                    if refused == MOST_REFUSALS {
                        return Err(error);
                    }
                }
                Err(_) => {}
            }
            if !pace.rest(ends).await {
                return Ok(None);
            }
        }
    }
}

/// What is known after a failed attempt that does not end it all.
struct After {
    /// Why it is not known how the creation stands.
    doubt: Error,
    /// Whether the service has said that the id is taken.
    is_taken: bool,
    /// The refusal of this attempt, when only an earlier one is in doubt: it holds where nothing is there.
    refusal: Option<Error>,
}

impl After {
    /// What an attempt leaves after those before it.
    ///
    /// # Errors
    ///
    /// The attempt's own, when nothing is in doubt.
    fn attempt(failed: Error, doubt: Option<Error>) -> Result<Self, Error> {
        match (failed.effect(), doubt) {
            (Effect::Done | Effect::Unknown, _) => Ok(Self { doubt: failed, is_taken: false, refusal: None }),
            (Effect::NotDone, doubt) if is_taken(&failed) => {
                Ok(Self { doubt: doubt.unwrap_or(failed), is_taken: true, refusal: None })
            }
            (Effect::NotDone, None) => Err(failed),
            (Effect::NotDone, Some(doubt)) => {
                let refusal = failed.api().is_some().then_some(failed).filter(|failed| !is_passing(failed));
                Ok(Self { doubt, is_taken: false, refusal })
            }
        }
    }
}

/// Whether a refusal says that the id is taken.
fn is_taken(error: &Error) -> bool {
    let Some(error) = error.api() else { return false };
    let words = |text: &str| text.split(|c: char| !c.is_ascii_alphanumeric()).any(is_duplicate_code);
    error.code().is_some_and(words) || error.description().is_some_and(words)
}

fn left(ends: Instant) -> Duration {
    ends.saturating_duration_since(Instant::now())
}

impl<C: Creation> IntoFuture for ExactlyOnce<C> {
    type Output = Result<C::Answer, Error>;
    type IntoFuture = Sending<C::Answer>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}
