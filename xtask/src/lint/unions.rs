//! Unions: told apart by a tag, which the mapping, the members and their own constants agree on.

use super::index::{Index, SCHEMAS, Shape, constant, references, shape, spelling, target};
use crate::fragments::Node;
use crate::problem::Report;

/// Checks every union.
pub fn check(index: &Index<'_>, report: &mut Report) {
    let unions = index.schemas.iter().filter(|schema| shape(schema.node) == Some(Shape::Union));
    for union in unions {
        let Some(tag) = union.node.get("discriminator").and_then(|node| node.text_of("propertyName")) else {
            let reason = format!("union `{}` has no `discriminator` with a `propertyName`", union.name);
            report.add(&union.node.place, reason);
            continue;
        };
        check_mapping(union.name, union.node, report);
        for (name, member) in index.members(union.node) {
            check_member(index, &Member { union: union.node, tag, name, node: member }, report);
        }
    }
    check_use_elsewhere(index, report);
}

fn mapping(union: &Node) -> impl Iterator<Item = (&str, &Node)> {
    union.get("discriminator").into_iter().flat_map(|discriminator| discriminator.entries("mapping"))
}

fn check_mapping(name: &str, union: &Node, report: &mut Report) {
    let members: Vec<&str> = union.items("oneOf").iter().filter_map(target).collect();
    for item in union.items("oneOf").iter().filter(|item| target(item).is_none()) {
        report.add(&item.place, format!("a member of the union `{name}` is no `$ref` to a schema"));
    }
    if mapping(union).next().is_none() {
        report.add(&union.place, format!("union `{name}` has no `mapping` of tags"));
        return;
    }
    if let Some(fallback) = union.get("x-fallback")
        && !mapping(union).any(|(tag, _)| fallback.text() == Some(tag))
    {
        report.add(&fallback.place, format!("`x-fallback` of `{name}` is no tag of its `mapping`"));
    }
    let mut mapped = Vec::new();
    for (tag, node) in mapping(union) {
        let schema = node.text().and_then(|text| text.strip_prefix(SCHEMAS)).unwrap_or_default();
        if !members.contains(&schema) {
            report.add(
                &node.place,
                format!("`mapping` of `{name}` sends `{tag}` to what is not in its `oneOf`"),
            );
        }
        mapped.push(schema);
    }
    for (at, item) in union.items("oneOf").iter().enumerate() {
        let Some(member) = target(item) else { continue };
        if !mapped.contains(&member) {
            report.add(&item.place, format!("`mapping` of `{name}` has no tag for `{member}`"));
        }
        if union.items("oneOf")[..at].iter().any(|other| target(other) == Some(member)) {
            report.add(&item.place, format!("`oneOf` of `{name}` names `{member}` twice"));
        }
    }
}

/// A member of a union, with its schema.
struct Member<'a> {
    union: &'a Node,
    tag: &'a str,
    name: &'a str,
    node: &'a Node,
}

fn check_member(index: &Index<'_>, member: &Member<'_>, report: &mut Report) {
    let Member { tag, name, .. } = member;
    if shape(member.node) != Some(Shape::Object) {
        report.add(&member.node.place, format!("`{name}` is in a union, but is no object"));
        return;
    }
    let Some(property) = member.node.get("properties").and_then(|properties| properties.get(tag)) else {
        report
            .add(&member.node.place, format!("`{name}` is in a union, but has no property `{tag}`, the tag"));
        return;
    };
    let reference = format!("{SCHEMAS}{name}");
    let mapped: Vec<&str> =
        mapping(member.union).filter(|(_, to)| to.text() == Some(&reference)).map(|(tag, _)| tag).collect();
    if let Some(only) = constant(property) {
        let own = spelling(only);
        if mapped.iter().any(|tag| *tag != own) {
            let reason = format!(
                "`{name}.{tag}` is always `{own}`, but the union's mapping chooses it by `{}`",
                mapped.join("`, `")
            );
            report.add(&only.place, reason);
        }
        if !member.node.items("required").iter().any(|entry| entry.text() == Some(tag)) {
            report.add(
                &property.place,
                format!("`{name}.{tag}` tells the union's members apart, but is not `required`"),
            );
        }
    } else if let Some(values) = index.resolve(property).filter(|schema| shape(schema) == Some(Shape::Enum)) {
        for tag in
            mapped.iter().filter(|tag| !values.items("enum").iter().any(|value| spelling(value) == **tag))
        {
            report.add(
                &property.place,
                format!("`{name}` is chosen by `{tag}`, which its tag's enum does not have"),
            );
        }
    } else if mapped.len() < 2 {
        let reason = format!("`{name}.{tag}` must be an enum of one value: the tag that chooses it");
        report.add(&property.place, reason);
    }
}

/// A member whose tag is a constant has no field for it in Rust: its union writes it. Anywhere else it would
/// be lost.
fn check_use_elsewhere(index: &Index<'_>, report: &mut Report) {
    let mut tagged = std::collections::HashMap::new();
    for union in index.schemas.iter().filter(|schema| shape(schema.node) == Some(Shape::Union)) {
        let tag = union.node.get("discriminator").and_then(|node| node.text_of("propertyName"));
        for (name, member) in index.members(union.node) {
            let property = tag.and_then(|tag| member.get("properties")?.get(tag));
            if property.and_then(constant).is_some() {
                tagged.insert(name, union.name);
            }
        }
    }
    let nodes = index.parts.iter().chain([index.head]);
    for reference in nodes.flat_map(references).filter(|reference| !reference.member) {
        let name = reference.target.strip_prefix(SCHEMAS).unwrap_or_default();
        if let Some(union) = tagged.get(name) {
            let reason = format!(
                "`{name}` is told apart by its tag only inside `{union}`: \
                 refer to that, or to a schema without the tag"
            );
            report.add(reference.place, reason);
        }
    }
}
