//! What can go wrong with a call, and what is known of it.

mod answers;
mod authentication;
mod command;
mod effect;
#[expect(clippy::module_inception, reason = "the error itself")]
mod error;
mod headers;
mod login;
mod network;
mod rate_limit;
mod requests;
mod retry_after;
mod words;

pub use answers::{ApiError, Body, DecodeError, GatewayError, TooLargeError};
pub use authentication::AuthenticationError;
pub(crate) use authentication::Refused;
#[cfg(feature = "operations")]
pub(crate) use command::CommandEnd;
pub use command::CommandError;
pub use effect::Effect;
pub use error::Error;
pub use headers::Headers;
pub(crate) use login::{judged, judged_page, may_block};
pub use network::{ConnectionError, TimeoutError};
pub use rate_limit::RateLimitError;
pub use requests::{ConfigurationError, InvalidRequest, RequestError};
pub(crate) use retry_after::retry_after;
