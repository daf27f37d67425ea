//! How a call is sent: the token goes on, the answer is read whole within its limits, what failed is sent again where
//! that is safe. Everything goes through here: typed calls, untyped ones, requests for tokens.

use std::future::Future;

use tracing::Instrument;

use super::answer::Response;
use super::attempts::Attempts;
use super::call::Call;
use super::observe::Observed;
use crate::error::Error;
use crate::http::Message;

impl Call {
    /// Sends until an answer stands or nothing more may be tried.
    pub(crate) fn send(&self, message: Message) -> impl Future<Output = Result<Response, Error>> + Send {
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
