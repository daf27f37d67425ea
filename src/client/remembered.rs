//! What a client remembers of answers, as `x-keeps` of the spec says.

use std::sync::Arc;

use crate::call::Core;
use crate::codec::types::{Organization, OrganizationsResponse};

/// Keeps the ids of the organizations that the login may work with.
pub(crate) fn organization_ids(core: &Core, answer: &OrganizationsResponse) {
    let ids = || answer.organizations.iter().filter_map(Organization::id);
    // Most answers say what the one before said.
    if !core.organization_ids.load().iter().copied().eq(ids()) {
        core.organization_ids.store(Arc::new(ids().collect()));
    }
}
