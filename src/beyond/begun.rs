//! A command that the service has accepted, and what is waited for.

use std::time::Duration;

use super::entity::{End, Entity};
use super::heard::Heard;
use super::polls::Polls;
use crate::call::Sending;
use crate::client::Client;
use crate::codec::types::{CorrelationId, OrganizationId};
use crate::operation::Operation;

/// A call that begins a command.
pub trait Command {
    /// The answer that accepts it.
    type Answer;
    /// What the command comes to.
    type Output;

    /// What is made of the answer.
    fn begun(&self) -> impl FnOnce(Self::Answer) -> Begun<Self::Output> + Send + 'static;
}

/// A command that the service has accepted.
pub struct Begun<R> {
    pub(super) operation: &'static Operation,
    pub(super) client: Client,
    pub(super) organization: Option<OrganizationId>,
    pub(super) command: Option<CorrelationId>,
    pub(super) goal: Goal<R>,
}

impl<R> std::fmt::Debug for Begun<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut begun = f.debug_struct("Begun");
        begun.field("operation", &self.operation.id()).field("command", &self.command).finish_non_exhaustive()
    }
}

/// What is waited for.
pub(super) enum Goal<R> {
    /// That it is created, as it says itself; what the answer told of it.
    Created(Watch<R>, Option<R>),
    /// That the command succeeds; then what became of the thing.
    Changed(Watch<R>),
    /// That the command succeeds.
    Succeeded(fn() -> R),
}

/// Looks at a thing.
pub(super) struct Watch<R> {
    /// Asks for it.
    pub(super) look: Box<dyn Fn(Duration) -> Sending<Option<R>> + Send + Sync>,
    /// How its creation ended.
    pub(super) end: fn(&R) -> Option<End>,
    /// What webhooks tell of it.
    pub(super) heard: Heard<R>,
}

impl<E: Entity> Begun<E> {
    /// A creation, of what its answer told.
    pub(crate) fn creation(
        operation: &'static Operation,
        client: Client,
        organization: Option<OrganizationId>,
        command: Option<CorrelationId>,
        told: Option<E>,
    ) -> Self {
        let watch = Self::watch(&client, organization, told.as_ref().map(Entity::id));
        Self { operation, organization, command, goal: Goal::Created(watch, told), client }
    }

    /// A change of what has that id.
    pub(crate) fn change(
        operation: &'static Operation,
        client: Client,
        organization: Option<OrganizationId>,
        command: Option<CorrelationId>,
        id: Option<E::Id>,
    ) -> Self {
        let watch = Self::watch(&client, organization, id);
        Self { operation, organization, command, goal: Goal::Changed(watch), client }
    }

    fn watch(client: &Client, organization: Option<OrganizationId>, id: Option<E::Id>) -> Watch<E> {
        let heard = Heard::of(client, id);
        let client = client.clone();
        let look = move |within| -> Sending<Option<E>> {
            let client = client.clone();
            Box::pin(async move {
                let (Some(organization), Some(id)) = (organization, id) else { return Ok(None) };
                Polls::<E>::find(&client, organization, id, within).await
            })
        };
        Watch { look: Box::new(look), end: E::end, heard }
    }
}

impl Begun<()> {
    /// A command with no result but its success.
    pub(crate) fn plain(
        operation: &'static Operation,
        client: Client,
        organization: Option<OrganizationId>,
        command: Option<CorrelationId>,
    ) -> Self {
        Self { operation, client, organization, command, goal: Goal::Succeeded(|| ()) }
    }
}
