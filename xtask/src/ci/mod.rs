//! `cargo xtask ci`: the whole check of the project, step by step, each also alone.

pub mod floors;
mod outside;
mod packages;
pub mod sizes;
pub mod sources;
mod steps;

use std::path::Path;
use std::time::Instant;

use anyhow::bail;

pub use steps::{STEPS, Step, Work};

/// Runs the named steps, or all of them, in the order of the list; the first that fails ends it.
#[expect(clippy::disallowed_methods, reason = "a chore takes the time that it takes")]
pub fn run(root: &Path, names: &[String]) -> anyhow::Result<()> {
    if let Some(unknown) = names.iter().find(|name| !STEPS.iter().any(|step| step.name == **name)) {
        bail!("there is no step `{unknown}`: `cargo xtask ci --list` shows them");
    }
    let started = Instant::now();
    let chosen = STEPS.iter().filter(|step| names.is_empty() || names.iter().any(|name| name == step.name));
    for step in chosen {
        println!("\n== {}: {}", step.name, step.what);
        let began = Instant::now();
        if let Err(error) = step.work.run(root) {
            eprintln!("{error:#}");
            bail!("the step `{0}` failed; alone: `cargo xtask ci {0}`", step.name);
        }
        println!("== {} took {} s", step.name, began.elapsed().as_secs());
    }
    println!("\nAll of it passed in {} s.", started.elapsed().as_secs());
    Ok(())
}

/// The steps with what each does.
pub fn list() -> String {
    STEPS.iter().map(|step| format!("{:<14} {}\n", step.name, step.what)).collect()
}
