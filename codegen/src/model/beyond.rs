//! What the spec says of an operation beyond the one call: how it is made once, waited for, looked up, and read page by
//! page.

/// What an operation is part of.
#[derive(Debug, Clone, Default)]
pub struct Beyond {
    /// Where a creation's request has the id that its client may choose: `order.id`.
    pub idempotency_key: Option<String>,
    /// The operation that tells whether what was to be created is there.
    pub reconcile: Option<String>,
    /// The field of a creation's answer that has what was created, or its id.
    pub created: Option<String>,
    /// The field of a command's request that has the id of what it changes.
    pub changes: Option<String>,
    /// The operation that tells a command's result.
    pub result: Option<String>,
    /// How the operation finds things by their ids.
    pub lookup: Option<Lookup>,
    /// How the operation's list goes on.
    pub paging: Option<Paging>,
    /// For how many seconds the operation's changes reach back.
    pub oldest_start: Option<u64>,
}

/// How an operation finds things by their ids.
#[derive(Debug, Clone)]
pub struct Lookup {
    /// The request's field for the organization.
    pub organization: String,
    /// The request's field for the id, or the ids.
    pub id: String,
    /// Of a list of what is found, what is told of its entries.
    pub entity: Option<Entity>,
}

/// Something that is created asynchronously.
#[derive(Debug, Clone)]
pub struct Entity {
    /// The answer's field that lists what was found.
    pub found: String,
    /// Its id.
    pub key: String,
    /// What grows with each change of it.
    pub version: String,
    /// How far its creation is.
    pub state: String,
    /// Why its creation failed.
    pub failure: String,
    /// The events that tell of its changes.
    pub events: Vec<String>,
    /// The events that tell of commands that failed.
    pub errors: Vec<String>,
}

/// How a list goes on.
#[derive(Debug, Clone)]
pub struct Paging {
    /// The answer's list.
    pub items: String,
    /// How the request says where to go on.
    pub start: Start,
    /// The answer's field for the number of all entries.
    pub total: Option<String>,
}

/// How a request says where to go on.
#[derive(Debug, Clone)]
pub enum Start {
    /// With the number of entries to skip.
    Offset(String),
    /// With the number of the page.
    Page(String),
    /// With what the answer before told: fields of the request, and of the answer.
    Cursors(Vec<(String, String)>),
}
