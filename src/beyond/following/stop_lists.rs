//! Stop lists: read as a whole, told entry by entry.

use super::differences::{Reading, Whole};
use super::event::Followed;
use super::follow::Follow;
use crate::call::Sending;
use crate::client::Client;
#[cfg(feature = "webhooks")]
use crate::codec::types::WebhookEvent;
use crate::codec::types::{OrganizationId, ProductId, ProductSizeId, StopListItem, TerminalGroupId};
use crate::sections::Menu;

/// A product that is in a stop list.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Stopped {
    /// Whose stop list it is.
    pub organization_id: OrganizationId,
    /// Where it is sold.
    pub terminal_group_id: Option<TerminalGroupId>,
    /// The entry: the product, and how much is left of it.
    pub item: StopListItem,
}

/// What tells a product in a stop list from others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub struct StoppedKey {
    /// Whose stop list it is.
    pub organization_id: OrganizationId,
    /// Where it is sold.
    pub terminal_group_id: Option<TerminalGroupId>,
    /// The product.
    pub product_id: ProductId,
    /// The size, where sizes are told.
    pub size_id: Option<ProductSizeId>,
}

impl Followed for Stopped {
    type Key = StoppedKey;

    fn key(&self) -> StoppedKey {
        StoppedKey {
            organization_id: self.organization_id,
            terminal_group_id: self.terminal_group_id,
            product_id: self.item.product_id,
            size_id: self.item.size_id,
        }
    }

    fn version(&self) -> Option<i64> {
        None
    }
}

impl Menu {
    /// Follows the stop lists of these organizations: each product that is in one, comes into one, is left in another
    /// amount, or is on sale again ([`Delete`](super::Event::Delete)). With sizes.
    ///
    /// A stop list has no revisions, so it is read as a whole each time; the client's [`events`](crate::Client::events) tell
    /// when.
    pub fn follow_stop_lists(
        &self,
        organization_ids: impl IntoIterator<Item = impl Into<OrganizationId>>,
    ) -> Follow<Stopped> {
        let organizations = organization_ids.into_iter().map(Into::into).collect();
        let reading = StopLists { client: self.client.clone(), organizations };
        Follow::new(self.client.clone(), Whole::new(reading))
    }
}

#[derive(Debug)]
struct StopLists {
    client: Client,
    organizations: Vec<OrganizationId>,
}

impl Reading<Stopped> for StopLists {
    fn read(&self) -> Sending<Vec<Stopped>> {
        let call = self.client.menus().stop_lists(self.organizations.iter().copied()).return_size(true);
        Box::pin(async move {
            let mut all = Vec::new();
            for own in call.await?.terminal_group_stop_lists {
                let organization_id = own.organization_id;
                for list in own.items {
                    let terminal_group_id = list.terminal_group_id;
                    let entry = |item| Stopped { organization_id, terminal_group_id, item };
                    all.extend(list.items.into_iter().map(entry));
                }
            }
            Ok(all)
        })
    }

    #[cfg(feature = "webhooks")]
    fn has_changed(&self, event: &WebhookEvent) -> bool {
        match event {
            WebhookEvent::StopListUpdate(event) => {
                event.organization_id.is_none_or(|id| self.organizations.contains(&id))
            }
            _ => false,
        }
    }
}
