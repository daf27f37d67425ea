//! What a drift means to a release: the CHANGELOG's lines, and the version that semantic versioning asks for.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use semver::Version;

use super::change::{Aspect, Change, Class, Kind};
use super::drift::{Drift, Found};
use super::wording::what;

/// The changelog, relative to the root.
pub const CHANGELOG: &str = "CHANGELOG.md";
const MANIFEST: &str = "Cargo.toml";
/// Where the version of the workspace's crates is required beside a path.
const MANIFESTS: [&str; 3] = [MANIFEST, "simulator/Cargo.toml", "codegen/Cargo.toml"];
const UNRELEASED: &str = "## Unreleased";

/// Headings of the changelog in their order.
const HEADINGS: [&str; 4] = ["Added", "Changed", "Deprecated", "Removed"];

/// Lines for the changelog by heading; operations of a section share one.
pub fn lines(drift: &Drift) -> BTreeMap<usize, Vec<String>> {
    let mut lines: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    let mut operations: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for Found { change, section, .. } in &drift.found {
        if (change.aspect, change.kind) == (Aspect::Operation, Kind::Added) {
            operations.entry(section).or_default().push(&change.place);
        } else {
            lines.entry(heading(change)).or_default().push(line(change));
        }
    }
    let added = operations.into_iter().map(|(section, paths)| {
        let count = paths.len();
        let plural = if count == 1 { "" } else { "s" };
        format!("- `{section}`: {count} operation{plural}: `{}`.", paths.join("`, `"))
    });
    let added: Vec<String> = added.collect();
    if !added.is_empty() {
        lines.entry(0).or_default().splice(0..0, added);
    }
    lines
}

fn heading(change: &Change) -> usize {
    match (change.aspect, change.kind) {
        (Aspect::Deprecated | Aspect::Replacement, _) => 2,
        (_, Kind::Added) => 0,
        (_, Kind::Removed) => 3,
        (_, Kind::Changed) => 1,
    }
}

fn line(change: &Change) -> String {
    let breaking = if change.class == Class::Breaking { " (breaking)" } else { "" };
    format!("- `{}`: {}{breaking}.", change.place, what(change))
}

/// The lines as text.
pub fn text(drift: &Drift) -> String {
    let mut text = String::new();
    for (heading, lines) in lines(drift) {
        text.push_str(&format!("### {}\n\n{}\n\n", HEADINGS[heading], lines.join("\n")));
    }
    text
}

/// What becomes of the version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bump {
    /// Nothing changes for users, or there is no manifest.
    None,
    /// This version is not released yet, or is as far from the released one as the change needs.
    Stands(Version),
    /// The version has to become another.
    To(Version, Version),
}

/// The bump that a drift needs, by what is released and what the manifest says.
pub fn bump(root: &Path, drift: &Drift) -> Bump {
    let read = |file: &str| fs::read_to_string(root.join(file)).unwrap_or_default();
    let manifest: Option<toml::Table> = read(MANIFEST).parse().ok();
    let version = manifest.as_ref().and_then(|manifest| {
        manifest.get("workspace")?.get("package")?.get("version")?.as_str()?.parse::<Version>().ok()
    });
    let Some(version) = version.filter(|_| !drift.found.is_empty()) else { return Bump::None };
    let Some(released) = released(&read(CHANGELOG)) else { return Bump::Stands(version) };
    let needed = next(&released, drift.count(Class::Breaking) > 0);
    if version >= needed { Bump::Stands(version) } else { Bump::To(version, needed) }
}

/// The newest version that the changelog has a heading for.
fn released(changelog: &str) -> Option<Version> {
    let headings = changelog.lines().filter_map(|line| line.strip_prefix("## "));
    let mut versions = headings.filter_map(|heading| {
        let word = heading.split_whitespace().next()?;
        word.trim_matches(['[', ']']).parse::<Version>().ok()
    });
    versions.next()
}

/// The next version: before 1.0 the second number tells what breaks, the third what does not.
fn next(version: &Version, breaking: bool) -> Version {
    match (version.major, breaking) {
        (0, true) => Version::new(0, version.minor + 1, 0),
        (0, false) => Version::new(0, version.minor, version.patch + 1),
        (major, true) => Version::new(major + 1, 0, 0),
        (major, false) => Version::new(major, version.minor + 1, 0),
    }
}

/// Writes the lines and the version; answers the files that it wrote.
pub fn write(root: &Path, drift: &Drift) -> std::io::Result<Vec<String>> {
    let mut written = Vec::new();
    let path = root.join(CHANGELOG);
    if let Ok(text) = fs::read_to_string(&path)
        && !drift.found.is_empty()
    {
        fs::write(&path, with_lines(&text, &lines(drift)))?;
        written.push(CHANGELOG.to_owned());
    }
    if let Bump::To(from, to) = bump(root, drift) {
        for file in MANIFESTS {
            let path = root.join(file);
            let Ok(text) = fs::read_to_string(&path) else { continue };
            let bumped = with_version(&text, &from, &to);
            if bumped != text {
                fs::write(&path, bumped)?;
                written.push(file.to_owned());
            }
        }
    }
    Ok(written)
}

/// The manifest with the version of the workspace, and of its crates beside their paths, replaced.
fn with_version(text: &str, from: &Version, to: &Version) -> String {
    let mut section = "";
    let (old, new) = (format!("version = \"{from}\""), format!("version = \"{to}\""));
    let mut lines = Vec::new();
    for line in text.lines() {
        if line.starts_with('[') {
            section = line;
        }
        let ours = section == "[workspace.package]" || line.contains("path = ");
        lines.push(if ours { line.replace(&old, &new) } else { line.to_owned() });
    }
    lines.join("\n") + "\n"
}

/// The changelog with lines under the headings of what is not released; what stands there already is not repeated.
fn with_lines(text: &str, new: &BTreeMap<usize, Vec<String>>) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let start = match lines.iter().position(|line| line.trim() == UNRELEASED) {
        Some(start) => start,
        None => {
            let at = lines.iter().position(|line| line.starts_with("## ")).unwrap_or(lines.len());
            lines.splice(at..at, [UNRELEASED.to_owned(), String::new()]);
            at
        }
    };
    for (heading, new) in new {
        let end = section_end(&lines, start, "## ");
        let title = format!("### {}", HEADINGS[*heading]);
        let fresh: Vec<String> =
            new.iter().filter(|line| !lines[start..end].contains(line)).cloned().collect();
        if fresh.is_empty() {
            continue;
        }
        match lines[start..end].iter().position(|line| line.trim() == title) {
            Some(at) => {
                let from = start + at;
                let mut to = section_end(&lines, from, "##").min(end);
                while to > from + 1 && lines[to - 1].trim().is_empty() {
                    to -= 1;
                }
                lines.splice(to..to, fresh);
            }
            None => {
                let mut block = vec![title, String::new()];
                block.extend(fresh);
                block.push(String::new());
                if lines[end - 1].trim() != "" {
                    block.insert(0, String::new());
                }
                lines.splice(end..end, block);
            }
        }
    }
    lines.join("\n").trim_end().to_owned() + "\n"
}

/// Where the section that begins at a line ends: at the next heading.
fn section_end(lines: &[String], start: usize, mark: &str) -> usize {
    let next = lines.iter().skip(start + 1).position(|line| line.starts_with(mark));
    next.map_or(lines.len(), |next| start + 1 + next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_follow_what_breaks() {
        for (from, breaking, to) in [
            ("0.1.3", true, "0.2.0"),
            ("0.1.3", false, "0.1.4"),
            ("1.4.2", true, "2.0.0"),
            ("1.4.2", false, "1.5.0"),
        ] {
            assert_eq!(next(&from.parse().expect("a version"), breaking).to_string(), to);
        }
        assert_eq!(released("# C\n\n## Unreleased\n\n## [0.3.1] - 2026-01-01\n"), "0.3.1".parse().ok());
        assert_eq!(released("# C\n\n## Unreleased\n"), None);
    }

    #[test]
    fn lines_join_their_headings() {
        let text =
            "# C\n\n## Unreleased\n\n### Added\n\n- a\n\n### Fixed\n\n- b\n\n## 0.1.0\n\n### Added\n\n- c\n";
        let new =
            BTreeMap::from([(0, vec!["- a".to_owned(), "- d".to_owned()]), (3, vec!["- e".to_owned()])]);
        assert_eq!(
            with_lines(text, &new),
            "# C\n\n## Unreleased\n\n### Added\n\n- a\n- d\n\n### Fixed\n\n- b\n\n### Removed\n\n- e\n\n## 0.1.0\n\n### Added\n\n- c\n"
        );
    }

    #[test]
    fn the_version_stands_beside_paths_too() {
        let text = "[workspace.package]\nversion = \"0.1.0\"\n[dependencies]\na = { path = \"a\", version = \"0.1.0\" }\nb = { version = \"0.1.0\" }\n";
        let (from, to) = (Version::new(0, 1, 0), Version::new(0, 2, 0));
        let bumped = with_version(text, &from, &to);
        assert_eq!(bumped.matches("0.2.0").count(), 2);
        assert!(bumped.contains("b = { version = \"0.1.0\" }"));
    }
}
