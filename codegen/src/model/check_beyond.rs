//! Refuses what an operation says of things beyond the one call that are not there.

use super::beyond::{Lookup, Paging, Start};
use super::spec::{Kind, Operation, Spec};
use crate::error::Error;

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
        if spec.operation(name).is_none_or(|operation| operation.beyond.lookup.is_none()) {
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
