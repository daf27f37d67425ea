//! A request for a token in a task of its own: it serves whoever waits for it, and outlives them all.

use std::sync::{Arc, PoisonError};

use tokio::sync::watch;
use tokio::time::Instant;

use super::{Source, Token, TokenEndpoint, Tokens};
use crate::error::{ConnectionError, Error};

/// Where those who wait learn what a flight brought; nothing while it is under way.
pub(super) type Landing = watch::Receiver<Option<Result<Arc<Token>, Error>>>;

/// So many flights that came to nothing for a call are enough: it would go on for ever in a runtime that drops every
/// task at once, since it is being shut down.
const MOST_FLIGHTS: usize = 4;

/// What a call finds that needs another token.
enum Boarding {
    Token(Arc<Token>),
    Flight(Landing),
    /// It is too soon after a failure.
    Failed(Error),
}

impl Tokens {
    /// Another token than `refused`, which the service took no longer.
    pub(crate) async fn renew(
        self: &Arc<Self>,
        endpoint: &impl TokenEndpoint,
        refused: Option<&Arc<Token>>,
    ) -> Result<Arc<Token>, Error> {
        for _ in 0..MOST_FLIGHTS {
            let mut landing = match self.board(endpoint, refused) {
                Boarding::Token(token) => return Ok(token),
                Boarding::Failed(error) => return Err(error),
                Boarding::Flight(landing) => landing,
            };
            let landed = landing.wait_for(Option::is_some).await.ok().and_then(|landed| landed.clone());
            match landed {
                // This call was faster with the new token than the flight with its last steps, and brings it back.
                Some(Ok(token)) if !is_other(&token, refused) => {}
                Some(result) => return result,
                // The flight was dropped with its runtime.
                None => {}
            }
        }
        Err(nobody_flies())
    }

    /// The token that is there already, or a place on the flight that brings one.
    fn board(self: &Arc<Self>, endpoint: &impl TokenEndpoint, refused: Option<&Arc<Token>>) -> Boarding {
        let mut flight = self.flight.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(token) = self.usable(Instant::now()).filter(|token| is_other(token, refused)) {
            return Boarding::Token(token);
        }
        if let Some(landing) = flight.as_ref().filter(|landing| is_under_way(landing)) {
            return Boarding::Flight(landing.clone());
        }
        // A store is looked into all the same: another worker may have a token by now.
        if self.shared.is_none()
            && let Some((error, _)) = self.failed()
        {
            return Boarding::Failed(error);
        }
        Boarding::Flight(flight.insert(self.start(endpoint, refused)).clone())
    }

    fn start(self: &Arc<Self>, endpoint: &impl TokenEndpoint, refused: Option<&Arc<Token>>) -> Landing {
        let (arrival, landing) = watch::channel(None);
        let (tokens, pilot, refused) = (Arc::clone(self), endpoint.clone(), refused.cloned());
        endpoint.launch(Box::pin(async move {
            let result = match &tokens.shared {
                Some(shared) => tokens.renew_shared(shared, &pilot, refused.as_deref()).await,
                None => tokens.renew_alone(&pilot).await,
            };
            arrival.send_replace(Some(result));
        }));
        landing
    }

    pub(super) async fn renew_alone(&self, endpoint: &impl TokenEndpoint) -> Result<Arc<Token>, Error> {
        match endpoint.ask().await {
            Ok(value) => Ok(self.keep(value, Source::Service(Instant::now()))),
            Err(error) => Err(self.remember(error, None)),
        }
    }
}

fn is_other(token: &Token, refused: Option<&Arc<Token>>) -> bool {
    refused.is_none_or(|refused| refused.generation != token.generation)
}

/// Whether a flight will still bring something: it has not landed, and its task is there.
fn is_under_way(landing: &Landing) -> bool {
    landing.has_changed().is_ok() && landing.borrow().is_none()
}

/// No runtime carries a flight to its end.
fn nobody_flies() -> Error {
    Box::new(ConnectionError {
        operation: crate::operations::ACCESS_TOKEN.id().to_owned(),
        before_sending: true,
        attempts: 0,
        source: Arc::from(Box::from("the runtime is shut down while a token is asked for")),
    })
    .into()
}
