//! Each section is a cargo feature: one that `Cargo.toml` does not know would never be generated, and nobody would be told.

use std::path::Path;

use anyhow::Context as _;
use iiko_codegen::model::Spec;

use crate::fragments::{FOLDER, Fragments, Node};
use crate::problem::{Problem, Report};

/// The section that needs no feature, since every client signs in.
const ALWAYS: &str = "authorization";
/// The feature that switches on every family.
const ALL: &str = "full";

/// Sections without a feature, at their tags. A project without a manifest has none to check.
pub fn problems(root: &Path, spec: &Spec, fragments: &Fragments) -> anyhow::Result<Vec<Problem>> {
    let path = root.join("Cargo.toml");
    let Ok(text) = std::fs::read_to_string(&path) else { return Ok(Vec::new()) };
    let manifest: toml::Table = text.parse().with_context(|| path.display().to_string())?;
    let features = manifest.get("features").and_then(toml::Value::as_table);
    let Some(features) = features else { return Ok(Vec::new()) };
    let mut report = Report::default();
    for section in spec.sections.iter().filter(|section| section.name != ALWAYS) {
        let Some(tag) = tag(fragments, &section.name) else { continue };
        if let Some(reason) = missing(features, &section.name, family(&tag.place.file)) {
            report
                .add(&tag.place, format!("section `{}` is no feature of the client: {reason}", section.name));
        }
    }
    Ok(report.finish())
}

/// The family of a fragment: its folder below `openapi`; none stands at the top.
fn family(file: &str) -> Option<&str> {
    let (family, _) = file.strip_prefix(FOLDER)?.strip_prefix('/')?.split_once('/')?;
    Some(family)
}

/// What the manifest lacks for a section: its own feature, the family that brings it, or that family among all.
fn missing(features: &toml::Table, section: &str, family: Option<&str>) -> Option<String> {
    let brings = |feature: &str, other: &str| {
        let list = features.get(feature).and_then(toml::Value::as_array);
        feature == other || list.is_some_and(|list| list.iter().any(|item| item.as_str() == Some(other)))
    };
    let family = family.unwrap_or(section);
    if !features.contains_key(section) {
        Some(format!("add `{section} = []` to `[features]` of Cargo.toml"))
    } else if !brings(family, section) {
        Some(format!("add \"{section}\" to the feature `{family}`, its family, in Cargo.toml"))
    } else if !brings(ALL, family) {
        Some(format!("add \"{family}\" to the feature `{ALL}` in Cargo.toml"))
    } else {
        None
    }
}

fn tag<'a>(fragments: &'a Fragments, name: &str) -> Option<&'a Node> {
    let tags = fragments.parts.iter().flat_map(|part| part.items("tags"));
    tags.into_iter().find(|tag| tag.text_of("name") == Some(name))
}
