//! The drift report: what changed in the vendor's document, what it means to users, and what to write.

pub mod atlas;
pub mod author;
pub mod change;
pub mod class;
pub mod compare;
pub mod drift;
pub mod model;
pub mod ours;
pub mod register;
pub mod report;
pub mod suggest;
pub mod vendor;
pub mod yaml;

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context as _;
use drift::Unreadable;

/// How to report.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// As JSON instead of text.
    pub json: bool,
    /// Write the lines for what is new into the fragments.
    pub apply: bool,
}

/// Compares the vendor's document in `file` with the spec below `root` and prints the report.
///
/// Exit status: 0 nothing new, 1 drift, 2 something cannot be read.
pub fn run(root: &Path, file: &Path, options: Options) -> anyhow::Result<ExitCode> {
    let document = match fs::read_to_string(file) {
        Ok(document) => document,
        Err(error) => return Ok(unreadable(&format!("cannot read {}: {error}", file.display()))),
    };
    let drift = match drift::find(root, &document) {
        Ok(drift) => drift,
        Err(Unreadable::Document(reason)) => return Ok(unreadable(&format!("{}: {reason}", file.display()))),
        Err(Unreadable::Project(reason)) => return Ok(unreadable(&reason)),
        Err(Unreadable::Curated(problems)) => {
            let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
            return Ok(unreadable(&lines.join("\n")));
        }
    };
    if options.json {
        println!("{:#}", report::json(root, &drift));
    } else {
        print!("{}", report::text(root, &drift));
    }
    if options.apply {
        apply(root, &drift)?;
    }
    Ok(if drift.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

fn unreadable(reason: &str) -> ExitCode {
    eprintln!("{reason}");
    ExitCode::from(2)
}

/// Writes the lines and says so, on the side so that the report stays what it is.
fn apply(root: &Path, drift: &drift::Drift) -> anyhow::Result<()> {
    let applied = drift::apply(root, drift).context("cannot write into the fragments")?;
    for (file, lines) in &applied.files {
        eprintln!("{file}: {lines} line{} added", if *lines == 1 { "" } else { "s" });
    }
    for reason in &applied.refused {
        eprintln!("by hand: {reason}");
    }
    if !applied.files.is_empty() {
        eprintln!("write the descriptions, then run `cargo xtask regen`");
    }
    Ok(())
}
