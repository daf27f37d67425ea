//! A renewal of the token, in a task of its own: it serves whoever waits for it, and outlives them all.

use std::sync::{Arc, PoisonError};

use tokio::sync::watch;
use tokio::time::Instant;

use super::endpoint::TokenEndpoint;
use super::token::{Source, Token};
use super::tokens::{Renewed, Tokens};
use crate::error::{ConnectionError, Error};
use crate::operation::operations;

/// So many renewals that came to nothing for a call are enough: it would go on for ever in a runtime that drops every
/// task at once, since it is being shut down.
const MOST_RENEWALS: usize = 4;

/// What a call finds that needs another token.
enum Way {
    Token(Arc<Token>),
    Renewal(Renewed),
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
        for _ in 0..MOST_RENEWALS {
            let mut renewed = match self.join(endpoint, refused) {
                Way::Token(token) => return Ok(token),
                Way::Failed(error) => return Err(error),
                Way::Renewal(renewed) => renewed,
            };
            let brought = renewed.wait_for(Option::is_some).await.ok().and_then(|brought| brought.clone());
            match brought {
                // This call was faster with the new token than the renewal with its last steps, and brings it back.
                Some(Ok(token)) if !is_other(&token, refused) => {}
                Some(result) => return result,
                // The renewal was dropped with its runtime.
                None => {}
            }
        }
        Err(nobody_renews())
    }

    /// The token that is there already, or the renewal that brings one.
    fn join(self: &Arc<Self>, endpoint: &impl TokenEndpoint, refused: Option<&Arc<Token>>) -> Way {
        let mut renewal = self.renewal.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(token) = self.usable(Instant::now()).filter(|token| is_other(token, refused)) {
            return Way::Token(token);
        }
        if let Some(renewed) = renewal.as_ref().filter(|renewed| is_in_flight(renewed)) {
            return Way::Renewal(renewed.clone());
        }
        // A store is looked into all the same: another worker may have a token by now.
        if self.shared.is_none()
            && let Some((error, _)) = self.failures.last()
        {
            return Way::Failed(error);
        }
        Way::Renewal(renewal.insert(self.start(endpoint, refused)).clone())
    }

    fn start(self: &Arc<Self>, endpoint: &impl TokenEndpoint, refused: Option<&Arc<Token>>) -> Renewed {
        let (sender, renewed) = watch::channel(None);
        let (tokens, asked, refused) = (Arc::clone(self), endpoint.clone(), refused.cloned());
        endpoint.launch(Box::pin(async move {
            let result = match &tokens.shared {
                Some(shared) => tokens.renew_shared(shared, &asked, refused.as_deref()).await,
                None => tokens.renew_alone(&asked).await,
            };
            sender.send_replace(Some(result));
        }));
        renewed
    }

    pub(super) async fn renew_alone(&self, endpoint: &impl TokenEndpoint) -> Result<Arc<Token>, Error> {
        match endpoint.ask().await {
            Ok(value) => Ok(self.keep(value, Source::Service(Instant::now()))),
            Err(error) => Err(self.failures.remember(error, None)),
        }
    }
}

fn is_other(token: &Token, refused: Option<&Arc<Token>>) -> bool {
    refused.is_none_or(|refused| refused.generation != token.generation)
}

/// Whether a renewal will still bring something: it has not ended, and its task is there.
fn is_in_flight(renewed: &Renewed) -> bool {
    renewed.has_changed().is_ok() && renewed.borrow().is_none()
}

/// No runtime carries a renewal to its end.
fn nobody_renews() -> Error {
    Box::new(ConnectionError {
        operation: operations::ACCESS_TOKEN.id().to_owned(),
        before_sending: true,
        attempts: 0,
        source: Arc::from(Box::from("the runtime is shut down while a token is asked for")),
    })
    .into()
}
