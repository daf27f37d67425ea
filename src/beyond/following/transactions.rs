//! The transactions of a guest's wallets, by revision.

use super::event::Followed;
use super::follow::Follow;
use super::source::{Asking, Change, Portion, Source};
use crate::client::Client;
use crate::codec::types::{CustomerId, OrganizationId, WalletTransaction, WalletTransactionId};
use crate::sections::Reports;

/// How many are asked for at once.
const PAGE: i32 = 100;

impl Followed for WalletTransaction {
    type Key = WalletTransactionId;

    fn key(&self) -> WalletTransactionId {
        self.id
    }

    fn version(&self) -> Option<i64> {
        Some(self.revision)
    }
}

impl Reports {
    /// Follows the transactions of a guest: all that there are, then each that is new.
    pub fn follow_transactions(
        &self,
        customer_id: impl Into<CustomerId>,
        organization_id: impl Into<OrganizationId>,
    ) -> Follow<WalletTransaction> {
        let source = Transactions {
            client: self.client.clone(),
            customer: customer_id.into(),
            organization: organization_id.into(),
            place: None,
        };
        Follow::new(self.client.clone(), source)
    }
}

#[derive(Debug)]
struct Transactions {
    client: Client,
    customer: CustomerId,
    organization: OrganizationId,
    /// The last one that was read.
    place: Option<(i64, Option<WalletTransactionId>)>,
}

impl Transactions {
    async fn read(&mut self) -> Result<Portion<WalletTransaction>, crate::Error> {
        let mut call = self.client.reports().transactions_by_revision(self.customer, PAGE, self.organization);
        if let Some((revision, transaction)) = self.place {
            call = call.revision(revision);
            if let Some(transaction) = transaction {
                call = call.last_transaction_id(transaction);
            }
        }
        let answer = call.await?;
        let before = self.place;
        if let Some(revision) = answer.last_revision {
            self.place = Some((revision, answer.last_transaction_id));
        }
        // Who gives the same place again has nothing more.
        let more = !answer.transactions.is_empty() && self.place != before;
        Ok(Portion { changes: answer.transactions.into_iter().map(Change::Apply).collect(), more })
    }
}

impl Source<WalletTransaction> for Transactions {
    fn snapshot(&mut self) -> Asking<'_, WalletTransaction> {
        Box::pin(self.read())
    }

    fn changes(&mut self) -> Asking<'_, WalletTransaction> {
        Box::pin(self.read())
    }

    fn position(&self) -> Option<String> {
        serde_json::to_string(&self.place?).ok()
    }

    fn resume(&mut self, position: &str) -> Result<(), String> {
        let place = serde_json::from_str(position)
            .map_err(|error| format!("no revision of transactions: {error}"))?;
        self.place = Some(place);
        Ok(())
    }
}
