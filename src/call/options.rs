//! What every call has, typed or not: options of its own, and a future to await.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use super::retry::RetryPolicy;
use crate::error::Error;

/// A call on its way.
pub(crate) type Sending<T> = Pin<Box<dyn Future<Output = Result<T, Error>> + Send>>;

/// What one call does otherwise than its client.
#[derive(Debug, Clone, Default)]
pub(crate) struct CallOptions {
    /// How long the service may take, sent as the `Timeout` header in whole seconds.
    pub(crate) timeout: Option<Duration>,
    /// How long the call may take with all its attempts.
    pub(crate) deadline: Option<Duration>,
    /// When it is sent again.
    pub(crate) retry: Option<RetryPolicy>,
    /// Whether its request is checked against the documented limits before it is sent.
    pub(crate) validate: Option<bool>,
    /// Whether broken items of its answer's lists are left out.
    pub(crate) lenient: Option<bool>,
}

impl CallOptions {
    /// Those of the client, but for how long the call may take.
    #[cfg_attr(
        not(feature = "transport"),
        allow(dead_code, reason = "only some sections go beyond one call")
    )]
    pub(crate) fn within(deadline: Duration) -> Self {
        Self { deadline: Some(deadline), ..Self::default() }
    }
}

/// The setters of [`CallOptions`] that every call has.
macro_rules! option_setters {
    () => {
        /// How long the service may take for this call, instead of the client's own `timeout`.
        pub fn timeout(mut self, timeout: ::std::time::Duration) -> Self {
            self.options.timeout = Some(timeout);
            self
        }

        /// How long this call may take with all its attempts, instead of the client's own `deadline`.
        pub fn deadline(mut self, deadline: ::std::time::Duration) -> Self {
            self.options.deadline = Some(deadline);
            self
        }

        /// When this call is sent again, instead of the client's own `retry`.
        pub fn retry(mut self, retry: crate::RetryPolicy) -> Self {
            self.options.retry = Some(retry);
            self
        }

        /// Whether this call's request is checked against the documented ranges and lengths before it is sent,
        /// instead of the client's own `validate`. The service may change a limit after this client's release:
        /// `false` leaves the judgement to the service. Untyped calls are never checked.
        pub fn validate(mut self, on: bool) -> Self {
            self.options.validate = Some(on);
            self
        }

        /// Reads the answer leniently, whatever the client does: where it does not decode as it should, broken items
        /// of lists whose items stand for themselves, such as orders or products, are left out, and the rest is the
        /// answer. `with_response` tells which they are.
        pub fn lenient(mut self) -> Self {
            self.options.lenient = Some(true);
            self
        }

        /// Reads the answer strictly, also where the client reads leniently: whatever does not decode is an error.
        pub fn strict(mut self) -> Self {
            self.options.lenient = Some(false);
            self
        }
    };
}

pub(crate) use option_setters;
