//! Operations: their section, their bodies, and what the client may do with them.

use super::index::{Index, Operation, Shape, shape, target};
use crate::fragments::Node;
use crate::problem::Report;

/// Checks every operation.
pub fn check(index: &Index<'_>, report: &mut Report) {
    for operation in &index.operations {
        if operation.method != "post" {
            let reason =
                format!("`{}` of `{}`: the client sends POST alone", operation.method, operation.path);
            report.add(&operation.node.place, reason);
        }
        if operation.path.contains('{') {
            let reason = format!("`{}` has a parameter: the client fills in no paths", operation.path);
            report.add(&operation.node.place, reason);
        }
        check_section(index, operation, report);
        check_request(index, operation, report);
        check_responses(index, operation, report);
        check_flags(operation, report);
        check_whole_request(index, operation, report);
    }
}

fn check_section(index: &Index<'_>, operation: &Operation<'_>, report: &mut Report) {
    let [tag] = operation.node.items("tags") else {
        let reason = format!("operation `{}` needs one tag: its section", operation.id);
        report.add(&operation.node.place, reason);
        return;
    };
    let Some(name) = tag.text() else { return };
    let named = |section: &&Node| section.text_of("name") == Some(name);
    if operation.part.items("tags").iter().any(|section| named(&section)) {
        return;
    }
    match index.sections.iter().copied().find(named) {
        Some(section) => {
            let file = &section.place.file;
            report.add(&tag.place, format!("tag `{name}` belongs to {file}: move the operation there"));
        }
        None => report.add(&tag.place, format!("unknown tag `{name}`: this file's `tags` do not hold it")),
    }
}

fn check_request(index: &Index<'_>, operation: &Operation<'_>, report: &mut Report) {
    let Some(body) = operation.node.get("requestBody") else { return };
    let schema = body.dig(&["content", "application/json", "schema"]);
    let Some((schema, name)) = schema.and_then(|schema| Some((schema, target(schema)?))) else {
        report
            .add(&body.place, format!("the request of `{}` is no `$ref` to a schema, as JSON", operation.id));
        return;
    };
    if let Some(kind) = index.schema(name).map(shape)
        && !matches!(kind, Some(Shape::Object | Shape::Union))
    {
        report.add(&schema.place, format!("the request `{name}` is neither an object nor a union"));
    }
    if !body.flag("required") {
        report.add(&body.place, format!("the request of `{}` is not marked `required: true`", operation.id));
    }
}

fn check_responses(index: &Index<'_>, operation: &Operation<'_>, report: &mut Report) {
    let successes: Vec<&Node> = operation
        .node
        .entries("responses")
        .filter(|(status, _)| status.len() == 3 && status.starts_with('2'))
        .map(|(_, answer)| answer)
        .collect();
    let [success] = successes[..] else {
        let reason =
            format!("operation `{}` has no response '200', or another success, and one only", operation.id);
        report.add(&operation.node.place, reason);
        return;
    };
    if let Some(content) = success.get("content") {
        check_answer(index, operation, success, content, report);
    }
    if operation.node.dig(&["responses", "default", "$ref"]).is_none() {
        let reason =
            format!("operation `{}` has no `default` response: refer to the head's `Error`", operation.id);
        report.add(&operation.node.place, reason);
    }
}

/// An answer is an object or a union of the spec, or a list of whatever the spec has a name for.
fn check_answer(
    index: &Index<'_>,
    operation: &Operation<'_>,
    success: &Node,
    content: &Node,
    report: &mut Report,
) {
    let schema = content.dig(&["application/json", "schema"]);
    let items = schema.filter(|schema| schema.text_of("type") == Some("array")).map(|list| list.get("items"));
    if let Some(items) = items {
        if items.and_then(target).is_none() {
            let reason =
                format!("the answer of `{}` is a list whose items are no `$ref` to a schema", operation.id);
            report.add(&success.place, reason);
        }
        return;
    }
    let name = schema.and_then(target);
    if name.is_none() {
        let reason = format!("the answer of `{}` is no `$ref` to a schema, as JSON", operation.id);
        report.add(&success.place, reason);
    }
    if let Some(kind) = name.and_then(|name| index.schema(name)).map(shape)
        && !matches!(kind, Some(Shape::Object | Shape::Union))
    {
        let reason = format!("the answer of `{}` is neither an object nor a union", operation.id);
        report.add(&success.place, reason);
    }
}

fn check_whole_request(index: &Index<'_>, operation: &Operation<'_>, report: &mut Report) {
    let Some(mark) = operation.node.get("x-whole-request") else { return };
    let schema = operation.node.dig(&["requestBody", "content", "application/json", "schema"]);
    if schema.and_then(|schema| index.resolve(schema)).and_then(shape) != Some(Shape::Object) {
        let reason = format!("`x-whole-request`: `{}` has no object as its request", operation.id);
        report.add(&mark.place, reason);
    }
}

fn check_flags(operation: &Operation<'_>, report: &mut Report) {
    let node = operation.node;
    if node.flag("x-command") && node.flag("x-read-only") {
        report.add(&node.place, format!("`{}` is both `x-command` and `x-read-only`", operation.id));
    }
    if node.get("x-deprecated-for").is_some() && !node.flag("deprecated") {
        report
            .add(&node.place, format!("`{}` has `x-deprecated-for`, yet is not `deprecated`", operation.id));
    }
}
