//! Questions for single things that are put together: many who wait at once ask once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::oneshot;

use super::entity::Entity;
use crate::client::Client;
use crate::codec::types::OrganizationId;
use crate::error::Error;

/// How long a question waits for others to go with it.
const GATHER: Duration = Duration::from_millis(20);

/// How many are asked for at once.
const MOST: usize = 100;

/// One who asks: for what, and where the answer goes.
type Asked<E> = (<E as Entity>::Id, oneshot::Sender<Result<Option<E>, Error>>);

/// Who asks for things of a kind, by organization.
pub(super) struct Polls<E: Entity> {
    waiting: Mutex<HashMap<OrganizationId, Vec<Asked<E>>>>,
}

impl<E: Entity> Default for Polls<E> {
    fn default() -> Self {
        Self { waiting: Mutex::default() }
    }
}

impl<E: Entity> Polls<E> {
    /// Asks for one of them; none when it is not there.
    pub(super) async fn find(
        client: &Client,
        organization: OrganizationId,
        id: E::Id,
        within: Duration,
    ) -> Result<Option<E>, Error> {
        let polls = client.shared::<Self>();
        let answered = async {
            loop {
                // Who was to ask may be gone with its runtime: then the next one asks.
                if let Ok(answer) = polls.join(client, organization, id).await {
                    return answer;
                }
            }
        };
        match tokio::time::timeout(within, answered).await {
            Ok(answer) => answer,
            Err(_) => Ok(None),
        }
    }

    /// Takes a place among those who ask; the first of them sees to it that somebody does.
    fn join(
        self: &Arc<Self>,
        client: &Client,
        organization: OrganizationId,
        id: E::Id,
    ) -> oneshot::Receiver<Result<Option<E>, Error>> {
        let (sender, receiver) = oneshot::channel();
        let is_first = {
            let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
            let asked = waiting.entry(organization).or_default();
            asked.push((id, sender));
            // Those before may wait for one who is gone.
            asked.len() == 1 || asked.iter().rev().skip(1).all(|(_, sender)| sender.is_closed())
        };
        if is_first {
            let (polls, client) = (Arc::clone(self), client.clone());
            tokio::spawn(async move {
                tokio::time::sleep(GATHER).await;
                polls.ask(&client, organization).await;
            });
        }
        receiver
    }

    /// Asks for all that wait.
    async fn ask(&self, client: &Client, organization: OrganizationId) {
        let mut asked = {
            let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
            waiting.remove(&organization).unwrap_or_default()
        };
        asked.retain(|(_, sender)| !sender.is_closed());
        while !asked.is_empty() {
            let rest = asked.split_off(asked.len().min(MOST));
            let mut ids: Vec<E::Id> = Vec::new();
            for (id, _) in &asked {
                if !ids.contains(id) {
                    ids.push(*id);
                }
            }
            let found = E::find(client, organization, ids, client.usual_deadline()).await;
            answer(asked, found);
            asked = rest;
        }
    }
}

/// Gives everybody what was found for them.
fn answer<E: Entity>(asked: Vec<Asked<E>>, found: Result<Vec<E>, Error>) {
    for (id, sender) in asked {
        let own = match &found {
            Ok(found) => Ok(found.iter().find(|entity| entity.id() == id).cloned()),
            Err(error) => Err(error.clone()),
        };
        // Who no longer waits needs no answer.
        let _ = sender.send(own);
    }
}
