//! Refuses a fragment that the code generator, or a reader, could not trust. A file per kind of rule.

mod arguments;
mod enums;
mod head;
mod index;
mod keys;
mod marks;
pub(crate) mod names;
mod operations;
mod properties;
mod references;
mod schemes;
mod texts;
mod types;
mod unions;

use serde_json::Value;

use crate::bundle;
use crate::fragments::{Fragments, Node};
use crate::problem::{Problem, Report};
use index::Index;

/// Every fault of the fragments, by file and line; none means that the bundle can be used.
pub fn problems(fragments: &Fragments) -> Vec<Problem> {
    if !fragments.problems.is_empty() {
        // A file that could not be read would make every reference to it look wrong.
        return fragments.problems.clone();
    }
    let index = Index::new(fragments);
    let mut report = Report::default();
    let rules = [
        keys::check,
        head::check,
        schemes::check,
        names::check,
        texts::check,
        operations::check,
        properties::check,
        marks::check,
        types::check,
        enums::check,
        unions::check,
        references::check,
    ];
    for rule in rules {
        rule(&index, &mut report);
    }
    if report.is_empty() {
        check_model(&index, bundle::document(fragments), &mut report);
    }
    report.finish()
}

/// The last word is the code generator's own: what it cannot read is wrong, whatever the rules say. What becomes of
/// the operations' arguments shows in its model alone.
fn check_model(index: &Index<'_>, document: Value, report: &mut Report) {
    match iiko_codegen::model::Spec::from_document(document) {
        Ok(spec) => arguments::check(index, &spec, report),
        Err(error) => {
            let Problem { place, reason } = located(index, &error);
            report.add(&place, reason);
        }
    }
}

/// An objection of the code generator, at the fragment that it is about.
pub fn objection(fragments: &Fragments, error: &iiko_codegen::Error) -> Problem {
    located(&Index::new(fragments), error)
}

fn located(index: &Index<'_>, error: &iiko_codegen::Error) -> Problem {
    let name = error.place.strip_prefix("components.schemas.").unwrap_or(&error.place).split('.').next();
    let node = name.and_then(|name| index.schema(name)).or_else(|| operation(index, &error.place));
    let place = node.map_or(&index.head.place, |node| &node.place).clone();
    Problem { place, reason: format!("the code generator refuses it: {error}") }
}

/// The operation that a place such as `paths./api/1/organizations.post` is in.
fn operation<'a>(index: &Index<'a>, place: &str) -> Option<&'a Node> {
    let path = place.strip_prefix("paths.")?;
    let is_there = |own: &str| {
        path.strip_suffix(".post").unwrap_or(path).ends_with(own) || path.contains(&format!("{own}.post."))
    };
    index.operations.iter().find(|operation| is_there(operation.path)).map(|operation| operation.node)
}
