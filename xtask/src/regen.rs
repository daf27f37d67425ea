//! Writes what follows from the fragments, or tells what is stale.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::Context as _;
use iiko_codegen::model::Spec;
use similar::TextDiff;

use crate::fragments::Fragments;
use crate::problem::Problem;
use crate::{bundle, features, lint, methods, surface};

/// Longest diff shown of one file; whoever needs more has `git diff` after a run.
const MOST_DIFF_LINES: usize = 300;

/// How a run ended.
#[derive(Debug)]
pub enum Outcome {
    /// The fragments have faults; nothing was written.
    Refused(Vec<Problem>),
    /// Nothing had to be written.
    Current,
    /// These files were written.
    Written(Vec<&'static str>),
    /// These files differ from what the fragments make; the text shows how.
    Stale(Vec<&'static str>, String),
}

/// A file that follows from the fragments.
struct Output {
    file: &'static str,
    text: String,
}

/// Regenerates everything below `root`; with `check` nothing is written.
pub fn run(root: &Path, check: bool) -> anyhow::Result<Outcome> {
    let fragments = Fragments::read(root)?;
    let problems = lint::problems(&fragments);
    if !problems.is_empty() {
        return Ok(Outcome::Refused(problems));
    }
    let outputs = match outputs(root, &fragments) {
        Ok(Ok(outputs)) => outputs,
        Ok(Err(problems)) => return Ok(Outcome::Refused(problems)),
        Err(error) => match error.downcast_ref() {
            Some(objection) => return Ok(Outcome::Refused(vec![lint::objection(&fragments, objection)])),
            None => return Err(error),
        },
    };
    let mut stale = Vec::new();
    for output in &outputs {
        let present = present(root, output.file)?;
        if present.as_ref() != Some(&output.text) {
            stale.push((output, present));
        }
    }
    if stale.is_empty() {
        return Ok(Outcome::Current);
    }
    let files = stale.iter().map(|(output, _)| output.file).collect();
    if check {
        let diffs = stale.iter().map(|(output, present)| diff(output, present.as_deref()));
        return Ok(Outcome::Stale(files, diffs.collect()));
    }
    for (output, _) in &stale {
        write(root, output)?;
    }
    Ok(Outcome::Written(files))
}

fn outputs(root: &Path, fragments: &Fragments) -> anyhow::Result<Result<Vec<Output>, Vec<Problem>>> {
    let document = bundle::document(fragments);
    let bundle = bundle::text(&document);
    let spec = Spec::from_document(document)?;
    let problems = features::problems(root, &spec, fragments)?;
    if !problems.is_empty() {
        return Ok(Err(problems));
    }
    Ok(Ok(vec![
        Output { file: bundle::FILE, text: bundle },
        Output { file: surface::FILE, text: surface::text(&spec)? },
        Output { file: methods::FILE, text: methods::text(&spec, fragments.path_prefix()) },
    ]))
}

/// The file as it stands; none when it is not there, or not text.
fn present(root: &Path, file: &str) -> anyhow::Result<Option<String>> {
    match fs::read(root.join(file)) {
        Ok(bytes) => Ok(String::from_utf8(bytes).ok()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("cannot read {file}")),
    }
}

fn write(root: &Path, output: &Output) -> anyhow::Result<()> {
    let path = root.join(output.file);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).with_context(|| format!("cannot make the folder of {}", output.file))?;
    }
    fs::write(&path, &output.text).with_context(|| format!("cannot write {}", output.file))
}

/// A unified diff from the file as it stands to the file as it should be.
fn diff(output: &Output, present: Option<&str>) -> String {
    let Some(present) = present else {
        return format!("{}: missing\n", output.file);
    };
    let diff = TextDiff::from_lines(present, &output.text);
    let names =
        (format!("{} (as it is)", output.file), format!("{} (as the fragments make it)", output.file));
    let text = diff.unified_diff().context_radius(3).header(&names.0, &names.1).to_string();
    let lines = text.lines().count();
    if lines <= MOST_DIFF_LINES {
        return text;
    }
    let mut shown: String = text.split_inclusive('\n').take(MOST_DIFF_LINES).collect();
    let rest = lines - MOST_DIFF_LINES;
    // Writing to a String cannot fail.
    let _ = writeln!(shown, "… and {rest} lines more");
    shown
}
