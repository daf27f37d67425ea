//! Each section is a cargo feature: one that `Cargo.toml` does not know would never be generated, and nobody would be told.

use std::path::Path;

use anyhow::Context as _;
use iiko_codegen::model::Spec;

use crate::fragments::{Fragments, Node};
use crate::problem::{Problem, Report};

/// The section that needs no feature, since every client signs in.
const ALWAYS: &str = "authorization";
/// The feature that switches on every section.
const ALL: &str = "all-sections";

/// Sections without a feature, at their tags. A project without a manifest has none to check.
pub fn problems(root: &Path, spec: &Spec, fragments: &Fragments) -> anyhow::Result<Vec<Problem>> {
    let path = root.join("Cargo.toml");
    let Ok(text) = std::fs::read_to_string(&path) else { return Ok(Vec::new()) };
    let manifest: toml::Table = text.parse().with_context(|| path.display().to_string())?;
    let features = manifest.get("features").and_then(toml::Value::as_table);
    let Some(features) = features else { return Ok(Vec::new()) };
    let all = features.get(ALL).and_then(toml::Value::as_array);
    let mut report = Report::default();
    for section in spec.sections.iter().filter(|section| section.name != ALWAYS) {
        let name = section.name.as_str();
        let in_all = all.is_some_and(|all| all.iter().any(|feature| feature.as_str() == Some(name)));
        if !(features.contains_key(name) && in_all) {
            let reason = format!(
                "section `{name}` is no feature of the client: add `{name} = []` to `[features]` of Cargo.toml, and \
                 \"{name}\" to `{ALL}`"
            );
            if let Some(tag) = tag(fragments, name) {
                report.add(&tag.place, reason);
            }
        }
    }
    Ok(report.finish())
}

fn tag<'a>(fragments: &'a Fragments, name: &str) -> Option<&'a Node> {
    let tags = fragments.parts.iter().flat_map(|part| part.items("tags"));
    tags.into_iter().find(|tag| tag.text_of("name") == Some(name))
}
