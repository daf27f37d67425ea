//! The ledger: proof that no order was lost and none doubled.

use uuid::Uuid;

/// What kind of order it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum OrderKind {
    /// Made by `delivery_create`.
    Delivery,
    /// Made by `order_create`.
    Table,
    /// Made by `reserve_create`: a reserve or a banquet.
    Reserve,
}

/// How far the creation of an order got.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum CreationState {
    /// The point of sale has not answered yet.
    InProgress,
    /// The order exists.
    Success,
    /// The point of sale refused it.
    Error {
        /// The service's error code.
        code: String,
        /// What went wrong, for people.
        message: String,
    },
}

/// An order that a client asked to create.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct LedgerEntry {
    /// Id of the order, the client's own or a generated one.
    pub id: Uuid,
    /// Kind of the order.
    pub kind: OrderKind,
    /// Organization that got it.
    pub organization_id: Uuid,
    /// The client's own number.
    pub external_number: Option<String>,
    /// How many create requests named this id: above 1 the client sent the order again.
    pub create_requests: usize,
    /// How many create requests named this external number, whatever the id: above 1 with different ids the client
    /// doubled an order.
    pub external_number_requests: usize,
    /// How far its creation got.
    pub creation: CreationState,
}
