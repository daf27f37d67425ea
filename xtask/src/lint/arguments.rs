//! Arguments of the operations' methods: few enough, and different enough, to go by position.

use iiko_codegen::model::{Field, Operation, Spec};
use iiko_codegen::model::{MOST_POSITIONAL, may_be_swapped, positional};

use super::index::Index;
use crate::problem::Report;

/// Checks every operation but those of the Python client: their arguments stand as Python has them.
pub fn check(index: &Index<'_>, spec: &Spec, report: &mut Report) {
    for operation in &spec.operations {
        let reason = match (&operation.python_method, operation.whole_request) {
            (None, _) => objection(spec, operation),
            (Some(_), false) => None,
            (Some(python), true) => Some(format!(
                "is `{python}` of the Python client, whose arguments rule: no `x-whole-request`"
            )),
        };
        let place =
            index.operations.iter().find(|other| other.id == operation.id).map(|found| &found.node.place);
        if let (Some(reason), Some(place)) = (reason, place) {
            report.add(place, format!("operation `{}` {reason}", operation.id));
        }
    }
}

fn objection(spec: &Spec, operation: &Operation) -> Option<String> {
    let arguments = positional(spec, operation);
    let fault = if let Some((left, right)) = swappable(spec, &arguments) {
        format!("takes `{left}` and `{right}` by position, and nobody would see them swapped")
    } else if arguments.len() > MOST_POSITIONAL {
        format!("takes {} arguments by position, more than {MOST_POSITIONAL}", arguments.len())
    } else {
        return None;
    };
    Some(format!("{fault}: mark it `x-whole-request: true`, and they go by name"))
}

/// The first two that are of one type.
fn swappable<'a>(spec: &Spec, arguments: &[&'a Field]) -> Option<(&'a str, &'a str)> {
    arguments.iter().enumerate().find_map(|(at, left)| {
        let right = arguments[at + 1..].iter().find(|right| may_be_swapped(left, right, spec))?;
        Some((left.name.as_str(), right.name.as_str()))
    })
}
