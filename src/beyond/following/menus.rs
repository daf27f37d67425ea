//! Menus: the nomenclature by its revisions, external menus by comparison.

// The nomenclature is deprecated, and what most restaurants have.
#![allow(deprecated)]

use std::collections::BTreeMap;

use super::differences::{Reading, Whole};
use super::event::Followed;
use super::follow::Follow;
use super::source::{Asking, Change, Portion, Source};
use crate::call::Sending;
use crate::client::Client;
use crate::codec::types::{NomenclatureResponse, OrganizationId, PlainMenu};
use crate::sections::Menu;

/// The menu of an organization.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct MenuOf<M> {
    /// Who sells by it.
    pub organization_id: OrganizationId,
    /// The menu as a whole.
    pub menu: M,
}

impl Followed for MenuOf<NomenclatureResponse> {
    type Key = OrganizationId;

    fn key(&self) -> OrganizationId {
        self.organization_id
    }

    fn version(&self) -> Option<i64> {
        Some(self.menu.revision)
    }
}

impl Followed for MenuOf<PlainMenu> {
    type Key = OrganizationId;

    fn key(&self) -> OrganizationId {
        self.organization_id
    }

    fn version(&self) -> Option<i64> {
        None
    }
}

impl Menu {
    /// Follows the nomenclature of these organizations, each told as a whole when its revision has changed.
    ///
    /// It changes seldom and is large: a [`pace`](Follow::pace) of minutes does.
    pub fn follow_nomenclature(
        &self,
        organization_ids: impl IntoIterator<Item = impl Into<OrganizationId>>,
    ) -> Follow<MenuOf<NomenclatureResponse>> {
        let revisions = organization_ids.into_iter().map(|id| (id.into(), 0)).collect();
        Follow::new(self.client.clone(), Nomenclature { client: self.client.clone(), revisions })
    }

    /// Follows an external menu at these organizations, told as a whole when anything of it has changed. It has no
    /// revisions, so that each question brings all of it: a [`pace`](Follow::pace) of minutes does.
    pub fn follow_v3(
        &self,
        external_menu_id: impl Into<String>,
        organization_ids: impl IntoIterator<Item = impl Into<OrganizationId>>,
    ) -> Follow<MenuOf<PlainMenu>> {
        let reading = ExternalMenu {
            client: self.client.clone(),
            menu: external_menu_id.into(),
            organizations: organization_ids.into_iter().map(Into::into).collect(),
        };
        Follow::new(self.client.clone(), Whole::new(reading))
    }
}

#[derive(Debug)]
struct Nomenclature {
    client: Client,
    /// The revision that was read of each organization's.
    revisions: BTreeMap<OrganizationId, i64>,
}

impl Nomenclature {
    async fn read(&mut self) -> Result<Portion<MenuOf<NomenclatureResponse>>, crate::Error> {
        let mut read = Vec::new();
        for (organization_id, revision) in &self.revisions {
            let call = self.client.menus().nomenclature(*organization_id).start_revision(*revision);
            let menu = call.await?;
            if *revision == 0 || menu.revision > *revision {
                read.push(MenuOf { organization_id: *organization_id, menu });
            }
        }
        // Only now, so that what was read before a failure is read again.
        for menu in &read {
            self.revisions.insert(menu.organization_id, menu.menu.revision);
        }
        Ok(Portion { changes: read.into_iter().map(Change::Apply).collect(), more: false })
    }
}

impl Source<MenuOf<NomenclatureResponse>> for Nomenclature {
    fn snapshot(&mut self) -> Asking<'_, MenuOf<NomenclatureResponse>> {
        self.revisions.values_mut().for_each(|revision| *revision = 0);
        Box::pin(self.read())
    }

    fn changes(&mut self) -> Asking<'_, MenuOf<NomenclatureResponse>> {
        Box::pin(self.read())
    }

    fn position(&self) -> Option<String> {
        serde_json::to_string(&self.revisions).ok()
    }

    fn resume(&mut self, position: &str) -> Result<(), String> {
        let saved: BTreeMap<OrganizationId, i64> =
            serde_json::from_str(position).map_err(|error| format!("no revisions of menus: {error}"))?;
        // An organization that is new is read from its beginning.
        for (organization, revision) in &mut self.revisions {
            *revision = saved.get(organization).copied().unwrap_or_default();
        }
        Ok(())
    }
}

#[derive(Debug)]
struct ExternalMenu {
    client: Client,
    menu: String,
    organizations: Vec<OrganizationId>,
}

impl Reading<MenuOf<PlainMenu>> for ExternalMenu {
    fn read(&self) -> Sending<Vec<MenuOf<PlainMenu>>> {
        let call = |id: &OrganizationId| (*id, self.client.menus().v3_by_id(self.menu.as_str(), *id));
        let calls: Vec<_> = self.organizations.iter().map(call).collect();
        Box::pin(async move {
            let mut read = Vec::new();
            for (organization_id, call) in calls {
                read.push(MenuOf { organization_id, menu: call.await? });
            }
            Ok(read)
        })
    }
}
