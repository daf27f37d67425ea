//! The client: cheap to clone, one token and one connection pool for all its clones.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::raw;
use crate::call::{Call, CallOptions, Core};
#[cfg(feature = "organizations")]
use crate::codec::types::OrganizationId;
use crate::operation::{Operation, OperationRef};

/// A client of iikoCloud API.
///
/// Operations stand in the handles of their sections: `client.deliveries().create(..)`. The methods of the Python client
/// are here too, under its names. Cloning is cheap and shares everything: token, connections, limits.
#[derive(Clone)]
pub struct Client {
    pub(super) core: Arc<Core>,
}

impl fmt::Debug for Client {
    /// Tells where it goes and nothing else: much of what it holds is secret, and all of it is long.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("base_url", &self.base_url()).finish_non_exhaustive()
    }
}

impl Client {
    /// Ids of the organizations that the last `organization().list()` answered with.
    #[cfg(feature = "organizations")]
    pub fn organization_ids(&self) -> Vec<OrganizationId> {
        self.core.organization_ids.load().to_vec()
    }

    /// The last answer's body, when the client was built with [`debug`](crate::ClientBuilder::debug); secrets and
    /// personal data are masked.
    pub fn last_data_raw(&self) -> Option<String> {
        self.core.debug.get()
    }

    /// Address that calls go to.
    pub fn base_url(&self) -> &str {
        self.core.endpoints.base()
    }

    /// The raw client for one call of the table's.
    pub(crate) fn raw(self, operation: &'static Operation, options: CallOptions) -> raw::Client {
        raw::Client { inner: self.call_of(OperationRef::Listed(operation), options) }
    }

    pub(super) fn call_of(self, operation: OperationRef, options: CallOptions) -> Call {
        Call { core: self.core, operation, options }
    }

    /// What the floors above keep with this client and its clones.
    #[cfg_attr(
        not(feature = "transport"),
        allow(dead_code, reason = "only some sections go beyond one call")
    )]
    pub(crate) fn shared<T: Default + Send + Sync + 'static>(&self) -> Arc<T> {
        self.core.shared.get()
    }

    /// What a call may take unless it says otherwise.
    #[cfg_attr(
        not(feature = "transport"),
        allow(dead_code, reason = "only some sections go beyond one call")
    )]
    pub(crate) fn usual_deadline(&self) -> Duration {
        self.core.deadline
    }
}
