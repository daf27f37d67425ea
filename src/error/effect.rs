//! Whether the work of a failed call was done.

use super::error::Error;
use crate::operation::is_token_operation;

/// Whether a write took effect although its call failed: see [`Error::effect`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Effect {
    /// Surely not: it may be sent again.
    NotDone,
    /// Surely: to send it again would do it twice.
    Done,
    /// Nobody knows: ask the service before it is sent again.
    Unknown,
}

impl Error {
    /// Whether a write took effect although its call failed. (A read changes nothing, whatever becomes of it.)
    ///
    /// | the failure | the write |
    /// | --- | --- |
    /// | [`Configuration`](Self::Configuration), [`Invalid`](Self::Invalid), [`Request`](Self::Request), [`RateLimit`](Self::RateLimit): nothing was sent | `NotDone` |
    /// | [`Authentication`](Self::Authentication), and any failure of a request for a token | `NotDone` |
    /// | [`Connection`](Self::Connection): it could not be made, or it broke | `NotDone`, or `Unknown` |
    /// | [`Timeout`](Self::Timeout): before the request was on its way, or after | `NotDone`, or `Unknown` |
    /// | [`Api`](Self::Api): an error in a success, or a status 4xx but 408 | `NotDone` |
    /// | [`Api`](Self::Api): any other status | `Unknown` |
    /// | [`Gateway`](Self::Gateway): 401 and 429, which are told before anything is done | `NotDone` |
    /// | [`Gateway`](Self::Gateway): any other status, for a page may take the place of any answer | `Unknown` |
    /// | [`Decode`](Self::Decode), [`TooLarge`](Self::TooLarge): a success, which only its reader failed | `Done` |
    /// | [`TooLarge`](Self::TooLarge), [`Decode`](Self::Decode) of another status | as with `Api` |
    /// | [`Command`](Self::Command): it failed, or its end is not known | `NotDone`, or `Unknown` |
    pub fn effect(&self) -> Effect {
        if self.operation().is_some_and(is_token_operation) {
            return Effect::NotDone;
        }
        match self {
            Self::Configuration(_) | Self::Invalid(_) | Self::Request(_) => Effect::NotDone,
            Self::RateLimit(_) | Self::Authentication(_) => Effect::NotDone,
            Self::Connection(error) => not_done_if(error.before_sending),
            Self::Timeout(error) => not_done_if(!error.under_way),
            Self::Api(error) => not_done_if(is_success(error.status) || is_refusal(error.status)),
            Self::Gateway(error) => not_done_if(matches!(error.status, 401 | 429)),
            Self::Decode(error) => of_unread(error.status),
            Self::TooLarge(error) => of_unread(error.status),
            Self::Command(error) => not_done_if(error.reason().is_some()),
        }
    }
}

fn not_done_if(surely: bool) -> Effect {
    if surely { Effect::NotDone } else { Effect::Unknown }
}

/// An answer whose body nobody could read: its status alone says what became of the request.
fn of_unread(status: u16) -> Effect {
    if is_success(status) { Effect::Done } else { not_done_if(is_refusal(status)) }
}

fn is_success(status: u16) -> bool {
    (200..300).contains(&status)
}

/// The service says no. After 408 it may still be at it.
fn is_refusal(status: u16) -> bool {
    (400..500).contains(&status) && status != 408
}
