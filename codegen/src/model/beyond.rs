//! What the spec says of an operation beyond the one call: how it is made once, waited for, looked up, and read page by
//! page.

use serde_json::Value;

use super::spec::{Field, Kind, Operation, Spec};
use super::typed::{count, map, text, texts};
use crate::error::Error;

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

/// Reads the marks of an operation.
pub(super) fn read(operation: &Value) -> Result<Beyond, Error> {
    let inner = |key: &str| operation.get(key).filter(|value| !value.is_null());
    let within = |key: &'static str| move |error: Error| error.within(key);
    Ok(Beyond {
        idempotency_key: text(operation, "x-idempotency-key")?,
        reconcile: text(operation, "x-reconcile")?,
        created: text(operation, "x-created")?,
        changes: text(operation, "x-changes")?,
        result: text(operation, "x-result")?,
        lookup: inner("x-lookup").map(lookup).transpose().map_err(within("x-lookup"))?,
        oldest_start: count(operation, "x-oldest-start")?,
        paging: inner("x-paging").map(paging).transpose().map_err(within("x-paging"))?,
    })
}

fn lookup(value: &Value) -> Result<Lookup, Error> {
    let entity = match text(value, "found")? {
        None => None,
        Some(found) => Some(Entity {
            found,
            key: needed(value, "key")?,
            version: needed(value, "version")?,
            state: needed(value, "state")?,
            failure: needed(value, "failure")?,
            events: texts(value, "events")?.into_iter().map(str::to_owned).collect(),
            errors: texts(value, "errors")?.into_iter().map(str::to_owned).collect(),
        }),
    };
    Ok(Lookup { organization: needed(value, "organization")?, id: needed(value, "id")?, entity })
}

fn paging(value: &Value) -> Result<Paging, Error> {
    let mut cursors = Vec::new();
    for (to, from) in map(value, "cursors")? {
        let from = from.as_str().ok_or_else(|| Error::new("cursors", format!("`{to}` is no text")))?;
        cursors.push((to.clone(), from.to_owned()));
    }
    let start = match (text(value, "offset")?, text(value, "page")?, cursors.is_empty()) {
        (Some(offset), None, true) => Start::Offset(offset),
        (None, Some(page), true) => Start::Page(page),
        (None, None, false) => Start::Cursors(cursors),
        _ => return Err(Error::new("", "one of `offset`, `page` and `cursors` says where to go on")),
    };
    Ok(Paging { items: needed(value, "items")?, start, total: text(value, "total")? })
}

fn needed(value: &Value, key: &str) -> Result<String, Error> {
    text(value, key)?.ok_or_else(|| Error::new(key, "it is missing"))
}

/// Refuses marks that name what is not there.
pub(super) fn check(operation: &Operation, spec: &Spec) -> Result<(), Error> {
    let beyond = &operation.beyond;
    let (request, response) = (operation.request.as_deref(), operation.response.as_deref());
    if let Some(path) = &beyond.idempotency_key {
        spec.path(request, path).map(drop).map_err(|error| error.within("x-idempotency-key"))?;
        let Some(created) = &beyond.created else {
            return Err(Error::new("x-created", "a creation says where its answer has what was created"));
        };
        spec.path(response, created).map(drop).map_err(|error| error.within("x-created"))?;
    }
    if let (Some(id), Some(request)) = (&beyond.changes, request)
        && !matches!(spec.schemas.get(request).map(|schema| &schema.kind), Some(Kind::Union(_)))
    {
        spec.path(Some(request), id).map(drop).map_err(|error| error.within("x-changes"))?;
    }
    for (key, name) in [("x-reconcile", &beyond.reconcile), ("x-result", &beyond.result)] {
        let Some(name) = name else { continue };
        let found = spec.operations.iter().find(|operation| operation.id == *name);
        if found.is_none_or(|operation| operation.beyond.lookup.is_none()) {
            return Err(Error::new(key, format!("`{name}` is no operation with `x-lookup`")));
        }
    }
    if let Some(lookup) = &beyond.lookup {
        check_lookup(lookup, operation, spec).map_err(|error| error.within("x-lookup"))?;
    }
    beyond.paging.as_ref().map_or(Ok(()), |paging| {
        check_paging(paging, operation, spec).map_err(|error| error.within("x-paging"))
    })
}

fn check_lookup(lookup: &Lookup, operation: &Operation, spec: &Spec) -> Result<(), Error> {
    for field in [&lookup.organization, &lookup.id] {
        spec.path(operation.request.as_deref(), field)?;
    }
    let Some(entity) = &lookup.entity else { return Ok(()) };
    let found = spec.path(operation.response.as_deref(), &entity.found)?.ty.reference();
    for field in [&entity.key, &entity.version, &entity.state, &entity.failure] {
        spec.path(found, field)?;
    }
    Ok(())
}

fn check_paging(paging: &Paging, operation: &Operation, spec: &Spec) -> Result<(), Error> {
    let (request, response) = (operation.request.as_deref(), operation.response.as_deref());
    for field in [Some(&paging.items), paging.total.as_ref()].into_iter().flatten() {
        spec.path(response, field)?;
    }
    match &paging.start {
        Start::Offset(field) | Start::Page(field) => spec.path(request, field).map(drop),
        Start::Cursors(cursors) => cursors.iter().try_for_each(|(to, from)| {
            spec.path(request, to)?;
            spec.path(response, from).map(drop)
        }),
    }
}

impl Spec {
    /// The field at the end of a path such as `order.id`, below an object.
    pub fn path<'a>(&'a self, schema: Option<&'a str>, path: &str) -> Result<&'a Field, Error> {
        let mut schema = schema;
        let mut last = None;
        for name in path.split('.') {
            let fields = schema.and_then(|name| self.schemas.get(name)).map(|schema| schema.fields());
            let field = fields.unwrap_or_default().iter().find(|field| field.name == name);
            let field = field.ok_or_else(|| Error::new("", format!("there is no field `{path}`")))?;
            schema = field.ty.reference();
            last = Some(field);
        }
        last.ok_or_else(|| Error::new("", "the path is empty"))
    }

    /// The operation of that id.
    pub fn operation(&self, id: &str) -> Option<&Operation> {
        self.operations.iter().find(|operation| operation.id == id)
    }
}
