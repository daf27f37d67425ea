//! How a call is sent: the token goes on, the answer is read whole within its limits, what failed is sent again
//! where that is safe. Everything goes through here: typed calls, untyped ones, requests for tokens.

mod attempts;
mod exchange;
mod message;
mod surroundings;

use std::future::Future;
use std::time::Duration;

use tracing::Instrument;

use crate::call::CallOptions;
use crate::client::{Client, Settings};
use crate::error::Error;
use crate::observe::Observed;
use crate::operation::OperationRef;
use crate::runtime::{ClientHooks, ClientInfo, OperationInfo, Response};
use attempts::Attempts;
pub(crate) use message::Message;

/// What the hooks know of the call that they serve.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) client: Client,
    pub(crate) operation: OperationRef,
    pub(crate) options: CallOptions,
}

impl ClientHooks<Call> for crate::raw::Client {
    fn exec(
        &self,
        message: Message,
        _info: &OperationInfo,
    ) -> impl Future<Output = Result<Response, Error>> + Send {
        self.inner().send(message)
    }
}

impl Call {
    fn settings(&self) -> &Settings {
        self.client.settings()
    }

    /// What the service may take.
    fn timeout(&self) -> Duration {
        self.options.timeout.unwrap_or_else(|| self.settings().timeout)
    }

    /// What one attempt may take, the way there and back included.
    fn patience(&self) -> Duration {
        self.timeout().saturating_add(self.settings().margin)
    }

    /// Whether sending twice does no harm: a second token only makes the first one superfluous.
    fn is_harmless(&self) -> bool {
        self.operation.is_read_only() || crate::token::is_token_operation(self.operation.id())
    }

    fn is_lenient(&self) -> bool {
        self.options.lenient.unwrap_or(self.settings().lenient)
    }

    /// Sends until an answer stands or nothing more may be tried.
    fn send(&self, message: Message) -> impl Future<Output = Result<Response, Error>> + Send {
        let observed = Observed::begin(&self.operation);
        let mut attempts = Attempts::new(self, message, observed);
        // A block and no `async fn`: what a block takes in is kept once, what a function takes in is kept twice, and
        // the futures of most calls fit the kilobyte that allocators have at hand.
        async move {
            let result = {
                let span = attempts.span();
                attempts.run().instrument(span)
            }
            .await;
            attempts.end(result)
        }
    }
}
