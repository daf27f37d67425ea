//! The drift report: what changed in the vendor's document, what it means to users, and what to write.

pub mod atlas;
pub mod author;
pub mod change;
pub mod class;
pub mod compare;
pub mod drift;
pub mod model;
pub mod naming;
pub mod ours;
pub mod register;
pub mod release;
pub mod report;
pub mod same;
pub mod suggest;
pub mod vendor;
pub mod wording;
pub mod yaml;

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use drift::Unreadable;
use naming::Names;

/// How to report.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// As JSON instead of text.
    pub json: bool,
    /// Every line to add, however many.
    pub lines: bool,
    /// Write what is new into the fragments, the changelog and the manifests.
    pub apply: bool,
    /// A file of names for what is new.
    pub names: Option<PathBuf>,
}

/// Compares the vendor's document in `file` with the spec below `root` and prints the report.
///
/// Exit status: 0 nothing new, 1 drift, 2 something cannot be read.
pub fn run(root: &Path, file: &Path, options: &Options) -> anyhow::Result<ExitCode> {
    let document = match fs::read_to_string(file) {
        Ok(document) => document,
        Err(error) => return Ok(unreadable(&format!("cannot read {}: {error}", file.display()))),
    };
    let names = match options.names.as_deref().map(Names::read).transpose() {
        Ok(names) => names.unwrap_or_default(),
        Err(error) => return Ok(unreadable(&format!("{error:#}"))),
    };
    let drift = match drift::find(root, &document, &names) {
        Ok(drift) => drift,
        Err(Unreadable::Document(reason)) => return Ok(unreadable(&format!("{}: {reason}", file.display()))),
        Err(Unreadable::Project(reason)) => return Ok(unreadable(&reason)),
        Err(Unreadable::Curated(problems)) => {
            let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
            return Ok(unreadable(&lines.join("\n")));
        }
    };
    let report = if options.json {
        format!("{:#}\n", report::json(root, &drift))
    } else {
        report::text(root, &drift, options.lines)
    };
    match std::io::stdout().write_all(report.as_bytes()) {
        // Whoever reads may have seen enough.
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => {}
        written => written.context("cannot print the report")?,
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
    let released = release::write(root, drift).context("cannot write the changelog and the version")?;
    for (file, lines) in &applied.files {
        eprintln!("{file}: {lines} line{} added", if *lines == 1 { "" } else { "s" });
    }
    released.iter().for_each(|file| eprintln!("{file}: brought up to date"));
    for reason in &applied.refused {
        eprintln!("by hand: {reason}");
    }
    if !applied.files.is_empty() {
        eprintln!("write the descriptions, then run `cargo xtask regen`");
    }
    Ok(())
}
