//! What is created asynchronously, such as an order: found by its id, at some stage of its creation.

use std::fmt::Display;
use std::hash::Hash;
use std::time::Duration;

use serde_json::Value;

use crate::call::Sending;
use crate::client::Client;
use crate::codec::types::OrganizationId;
#[cfg(feature = "webhooks")]
use crate::codec::types::WebhookEvent;
#[cfg(feature = "operations")]
use crate::error::CommandEnd;
use crate::error::Error;
use crate::operation::operations;

/// Something that is created asynchronously; the spec's `x-lookup` says how it is found.
pub trait Entity: Clone + Send + Sync + Sized + 'static {
    /// What names it.
    type Id: Copy + Eq + Hash + Display + Send + Sync + 'static;

    /// Its id.
    fn id(&self) -> Self::Id;

    /// What grows with each of its changes.
    fn version(&self) -> Option<i64>;

    /// How its creation ended; none while it goes on.
    fn end(&self) -> Option<End>;

    /// Asks for those of these ids that are there.
    fn find(
        client: &Client,
        organization: OrganizationId,
        ids: Vec<Self::Id>,
        within: Duration,
    ) -> Sending<Vec<Self>>;

    /// What an event tells of it, and whether it is of a command that failed.
    #[cfg(feature = "webhooks")]
    fn heard(event: &WebhookEvent) -> Option<(&Self, bool)>;
}

/// How a creation ended.
pub type End = Result<(), Box<Failure>>;

/// Why the restaurant did not create something.
#[derive(Debug, Clone, Default)]
pub struct Failure {
    code: Option<String>,
    reason: Option<String>,
    /// All that is told.
    told: Option<Value>,
}

impl Failure {
    /// A failure with its code, and what it says in words, the most telling first.
    pub(crate) fn new<'a>(
        code: Option<String>,
        words: impl IntoIterator<Item = Option<&'a str>>,
        told: Option<Value>,
    ) -> Self {
        let mut words = words.into_iter().flatten().filter(|words| !words.trim().is_empty());
        Self { code, reason: words.next().map(str::to_owned), told }
    }

    #[cfg(feature = "operations")]
    pub(super) fn into_end(self) -> CommandEnd {
        let reason = self.reason.or_else(|| self.code.clone());
        CommandEnd::Failed {
            reason: reason.unwrap_or_else(|| "no reason given".to_owned()),
            code: self.code,
            exception: self.told,
        }
    }
}

/// Whether what came of a creation is the refusal of an id that is taken.
pub(crate) fn is_duplicate<E: Entity>(entity: &E) -> bool {
    match entity.end() {
        Some(Err(failure)) => failure.code.as_deref().is_some_and(is_duplicate_code),
        _ => false,
    }
}

/// Whether a code says that an id is taken.
pub(super) fn is_duplicate_code(code: &str) -> bool {
    operations::DUPLICATES.iter().any(|duplicate| duplicate.eq_ignore_ascii_case(code))
}

/// Whether something is there, by the answer of an operation that refuses to tell of what is not.
pub(crate) fn there<T>(answer: Result<T, Error>) -> Result<bool, Error> {
    match answer {
        Ok(_) => Ok(true),
        Err(Error::Api(error)) if matches!(error.status(), 400 | 404 | 410 | 422) => Ok(false),
        Err(error) => Err(error),
    }
}
