//! Where tokens come from, as this floor sees it: whoever stands above answers.

use std::future::Future;
use std::pin::Pin;

use reqwest::header::HeaderValue;

use crate::codec::Secret;
use crate::error::Error;

/// Whoever gives tokens: the service, or a test's script.
pub(crate) trait TokenEndpoint: Clone + Send + Sync + 'static {
    /// Asks for a token. Boxed, since asking is itself a call and a future cannot hold its own kind.
    fn ask(&self) -> Pin<Box<dyn Future<Output = Result<Secret, Error>> + Send + '_>>;

    /// Runs a renewal to its end, whatever becomes of the call that started it.
    fn launch(&self, renewal: Pin<Box<dyn Future<Output = ()> + Send>>);
}

/// Whether a header can carry it.
pub(crate) fn is_fit(value: &Secret) -> bool {
    let value = value.expose();
    !value.trim().is_empty() && HeaderValue::try_from(value).is_ok()
}
