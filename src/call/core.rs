//! What all calls of a client share.

use std::sync::Arc;
use std::time::Duration;

#[cfg(feature = "organizations")]
use arc_swap::ArcSwap;

use super::debug::LastAnswer;
use super::limits::Limiter;
use super::retry::RetryPolicy;
use super::retry_budget::RetryBudget;
use super::shared::Shared;
use crate::auth::{Credentials, Tokens};
#[cfg(feature = "organizations")]
use crate::codec::types::OrganizationId;
use crate::http::{Connections, Endpoints};

/// What a client was built with, and what its calls share.
pub(crate) struct Core {
    pub(crate) credentials: Credentials,
    pub(crate) http: Connections,
    pub(crate) endpoints: Endpoints,
    /// What the service is told that it may take.
    pub(crate) timeout: Duration,
    /// What an attempt may take beyond that, for the way there and back.
    pub(crate) margin: Duration,
    /// What a call may take with all its attempts.
    pub(crate) deadline: Duration,
    pub(crate) retry: RetryPolicy,
    pub(crate) budget: RetryBudget,
    pub(crate) limiter: Limiter,
    pub(crate) tokens: Arc<Tokens>,
    /// Whether requests are checked against the documented limits.
    pub(crate) validate: bool,
    /// Whether broken items of answers are left out.
    pub(crate) lenient: bool,
    pub(crate) debug: LastAnswer,
    /// What the floors above keep with the client.
    #[cfg_attr(
        not(feature = "transport"),
        allow(dead_code, reason = "only some sections go beyond one call")
    )]
    pub(crate) shared: Shared,
    /// What the client remembers of an answer.
    #[cfg(feature = "organizations")]
    pub(crate) organization_ids: ArcSwap<Vec<OrganizationId>>,
}

impl std::fmt::Debug for Core {
    /// Much of what it holds is secret, and all of it is long.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Core").finish_non_exhaustive()
    }
}
