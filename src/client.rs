//! The client: cheap to clone, one token and one connection pool for all its clones.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

#[cfg(feature = "organizations")]
use arc_swap::ArcSwap;

use crate::builder::ClientBuilder;
use crate::call::{AnyCall, CallOptions};
use crate::credentials::Credentials;
use crate::debug::LastAnswer;
use crate::endpoints::Endpoints;
use crate::http::Connections;
use crate::limits::Limiter;
use crate::operation::OperationRef;
use crate::retry::{RetryBudget, RetryPolicy};
use crate::token::Tokens;
use crate::transport::Call;
#[cfg(feature = "organizations")]
use crate::types::OrganizationId;
use crate::{Operation, Secret};

/// A client of iikoCloud API.
///
/// Operations stand in the handles of their sections: `client.deliveries().create(..)`. The methods of the Python client
/// are here too, under its names. Cloning is cheap and shares everything: token, connections, limits.
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
}

struct Inner {
    settings: Settings,
    credentials: Credentials,
    #[cfg(feature = "organizations")]
    organization_ids: ArcSwap<Vec<OrganizationId>>,
}

/// What a client was built with, and what its calls share.
pub(crate) struct Settings {
    pub(crate) http: Connections,
    pub(crate) endpoints: Endpoints,
    /// What the service is told that it may take.
    pub(crate) timeout: Duration,
    /// What an attempt may take beyond that, for the way there and back.
    pub(crate) margin: Duration,
    /// What a call may take with all its attempts.
    pub(crate) deadline: Duration,
    pub(crate) response_limit: usize,
    pub(crate) retry: RetryPolicy,
    pub(crate) budget: RetryBudget,
    pub(crate) limiter: Limiter,
    pub(crate) tokens: Arc<Tokens>,
    /// Whether requests are checked against the documented limits.
    pub(crate) validate: bool,
    /// Whether broken items of answers are left out.
    pub(crate) lenient: bool,
    pub(crate) debug: LastAnswer,
}

impl fmt::Debug for Client {
    /// Tells where it goes and nothing else: much of what it holds is secret, and all of it is long.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("base_url", &self.base_url()).finish_non_exhaustive()
    }
}

impl Client {
    /// Begins a client that signs in with an API login; white space around it does not matter.
    pub fn builder(api_login: impl Into<Secret>) -> ClientBuilder {
        ClientBuilder::new(api_login.into())
    }

    pub(crate) fn new(settings: Settings, credentials: Credentials) -> Self {
        Self {
            inner: Arc::new(Inner {
                settings,
                credentials,
                #[cfg(feature = "organizations")]
                organization_ids: ArcSwap::default(),
            }),
        }
    }

    /// Sends anything: an operation by its id or path, known to the spec or not, with the client's token, retries
    /// and errors. The answer is JSON as it came.
    ///
    /// An endpoint that the spec does not know is named by its path, which begins with `/`; it is never sent again
    /// after a failure that may have reached the service.
    pub fn call(&self, operation: &str, request: impl Into<serde_json::Value>) -> AnyCall {
        AnyCall::new(self.clone(), operation, request.into())
    }

    /// Ids of the organizations that the last `organization().list()` answered with.
    #[cfg(feature = "organizations")]
    pub fn organization_ids(&self) -> Vec<OrganizationId> {
        self.inner.organization_ids.load().to_vec()
    }

    /// The last answer's body, when the client was built with [`debug`](ClientBuilder::debug); secrets and
    /// personal data are masked.
    pub fn last_data_raw(&self) -> Option<String> {
        self.inner.settings.debug.get()
    }

    /// Address that calls go to.
    pub fn base_url(&self) -> &str {
        self.inner.settings.endpoints.base()
    }

    #[cfg(feature = "organizations")]
    pub(crate) fn keep_organization_ids(&self, answer: &crate::types::OrganizationsResponse) {
        use crate::types::Organization;
        let id = |organization: &Organization| match organization {
            Organization::Simple(organization) => Some(organization.id),
            Organization::Extended(organization) => Some(organization.id),
            Organization::Unknown(value) => value["id"].as_str()?.parse().ok(),
        };
        let ids = || answer.organizations.iter().filter_map(id);
        let kept = &self.inner.organization_ids;
        // Most answers say what the one before said.
        if !kept.load().iter().copied().eq(ids()) {
            kept.store(Arc::new(ids().collect()));
        }
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.inner.settings
    }

    pub(crate) fn credentials(&self) -> &Credentials {
        &self.inner.credentials
    }

    /// The raw client for one call of the table's.
    pub(crate) fn raw(self, operation: &'static Operation, options: CallOptions) -> crate::raw::Client {
        self.raw_of(OperationRef::Listed(operation), options)
    }

    /// The raw client for one call.
    pub(crate) fn raw_of(self, operation: OperationRef, options: CallOptions) -> crate::raw::Client {
        crate::raw::Client { inner: Call { client: self, operation, options } }
    }
}
