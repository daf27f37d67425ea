//! One call with all its attempts: token, turn, deadline, repeats, and what is seen of it.

mod answer;
mod attempts;
#[expect(clippy::module_inception, reason = "the call itself")]
mod call;
mod core;
mod debug;
mod decoded;
mod error_body;
mod limits;
mod observe;
mod options;
mod redact;
mod response;
mod retry;
mod retry_budget;
pub(crate) mod runtime;
mod runtime_check;
mod send;
mod shared;
mod sign_in;
#[doc(hidden)]
pub mod testing;
mod unread;

pub(crate) use answer::Response as RawResponse;
pub(crate) use call::Call;
pub(crate) use core::Core;
pub(crate) use debug::LastAnswer;
pub(crate) use decoded::ResponseValue;
pub(crate) use limits::Limiter;
pub use limits::RateLimits;
pub(crate) use options::{CallOptions, Sending, option_setters};
pub use response::Response;
pub use retry::RetryPolicy;
pub(crate) use retry_budget::RetryBudget;
pub(crate) use shared::Shared;
pub(crate) use sign_in::account;
pub use unread::Unread;
