//! A small vendor's document in the style of the real one, and a project that says the same.

use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;
use xtask::regen::{self, Outcome};
use xtask::upstream::drift::{self, Applied, Drift};
use xtask::upstream::naming::Names;
use xtask::upstream::wording;

/// The small project, in a folder of its own.
pub fn small() -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let openapi = folder.path().join("openapi");
    fs::create_dir(&openapi).expect("a folder");
    for (name, text) in [
        ("api.yaml", include_str!("fixtures/api.yaml")),
        ("parcels.yaml", include_str!("fixtures/parcels.yaml")),
        ("deviations.yaml", include_str!("fixtures/deviations.yaml")),
    ] {
        fs::write(openapi.join(name), text).expect("a writable folder");
    }
    folder
}

/// The small vendor's document.
pub fn vendor() -> Value {
    serde_json::from_str(include_str!("fixtures/vendor.json")).expect("JSON")
}

/// The drift of a document.
pub fn drift(root: &Path, document: &Value) -> Drift {
    drift::find(root, &document.to_string(), &Names::default())
        .unwrap_or_else(|error| panic!("no report: {error:?}"))
}

/// The changes of a drift, a line each: class, place and what changed; other drift fails the test.
pub fn changes(drift: &Drift) -> Vec<String> {
    assert_eq!(drift.rules, [], "rules that are not registered");
    assert_eq!(drift.idle, [], "deviations that nothing bears out");
    let line = |found: &drift::Found| {
        let change = &found.change;
        format!("{:?} {}: {}", change.class, change.place, wording::what(change)).to_lowercase()
    };
    drift.found.iter().map(line).collect()
}

/// Writes the lines for what is new, and words for them.
pub fn apply(root: &Path, drift: &Drift) -> Applied {
    let applied = drift::apply(root, drift).expect("writable fragments");
    for name in xtask::fragments::names(root).expect("fragments") {
        let path = root.join(name);
        let text = fs::read_to_string(&path).expect("text");
        // An empty default is a fact, all other empty texts wait for words.
        let worded = |line: &str| match line.strip_suffix("''").filter(|start| !start.ends_with("default: "))
        {
            Some(start) => format!("{start}Words.\n"),
            None => format!("{line}\n"),
        };
        // So do the names of integers.
        let text = text.replace("- Unnamed", "- Worded");
        fs::write(&path, text.lines().map(worded).collect::<String>()).expect("a writable file");
    }
    applied
}

/// Regenerates the project; its lint has to accept what was written.
pub fn regenerate(root: &Path) {
    match regen::run(root, false).expect("a run") {
        Outcome::Refused(problems) => {
            let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
            panic!("refused:\n{}", lines.join("\n"));
        }
        Outcome::Current | Outcome::Written(_) => {}
        Outcome::Stale(..) => unreachable!("only a check finds files stale"),
    }
}
