//! Finds operations that have moved: another path, and the same request and answer.

use std::collections::BTreeSet;

use indexmap::IndexMap;

use crate::upstream::model::{Contract, Operation, Type};
use crate::upstream::naming::is_version;

/// Our path and theirs of each operation that has moved.
pub fn moves<'a>(theirs: &'a Contract, ours: &'a Contract) -> IndexMap<&'a str, &'a str> {
    let gone = ours.operations.iter().filter(|(path, _)| !theirs.operations.contains_key(*path));
    let mut moves: IndexMap<&str, &str> = IndexMap::new();
    for (path, operation) in gone {
        let new = theirs.operations.iter().filter(|(new, _)| {
            !ours.operations.contains_key(*new) && !moves.values().any(|taken| taken == new)
        });
        let same = new.filter(|(_, new)| same_bodies((theirs, new), (ours, operation)));
        let nearest = same.map(|(new, _)| (shared(path, new), new)).max_by_key(|(shared, _)| *shared);
        if let Some((_, new)) = nearest.filter(|(shared, _)| *shared > 0) {
            moves.insert(path, new);
        }
    }
    moves
}

/// Whether both have a request and an answer with the same fields, or none.
fn same_bodies(theirs: (&Contract, &Operation), ours: (&Contract, &Operation)) -> bool {
    let request = fields(theirs.0, theirs.1.request.as_ref()) == fields(ours.0, ours.1.request.as_ref());
    request && fields(theirs.0, theirs.1.response.as_ref()) == fields(ours.0, ours.1.response.as_ref())
}

fn fields<'a>(contract: &'a Contract, body: Option<&'a Type>) -> Option<BTreeSet<&'a str>> {
    body.map(|ty| contract.innermost(ty).map(|shape| contract.property_names(shape)).unwrap_or_default())
}

/// How many words two paths share, versions left out; a move keeps the last word, or adds one after it.
fn shared(ours: &str, theirs: &str) -> usize {
    let words = |path: &str| -> BTreeSet<String> {
        let parts = path.split(['/', '_', '-']).filter(|part| !part.is_empty() && *part != "api");
        parts.filter(|part| !is_version(part)).map(str::to_owned).collect()
    };
    let last = ours.rsplit('/').next().unwrap_or_default();
    if !theirs.split('/').any(|part| part == last) {
        return 0;
    }
    words(ours).intersection(&words(theirs)).count()
}
