//! `cargo xtask …`: the chores of the project.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Args, Parser, Subcommand};
use xtask::regen::{self, Outcome};
use xtask::{ci, upstream};

/// The chores of the project.
#[derive(Debug, Parser)]
#[command(bin_name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Debug, Subcommand)]
enum Chore {
    /// Checks the fragments in openapi/ and writes what follows: the bundle, the surface, the table of methods.
    Regen(Regen),
    /// Reports what the vendor's document has that the fragments have not: whether it breaks users, and what to write.
    Drift(Drift),
    /// Checks the whole project, step by step.
    Ci(Ci),
}

#[derive(Debug, Args)]
struct Ci {
    /// The steps to run; all of them unless named.
    steps: Vec<String>,
    /// Show the steps.
    #[arg(long, conflicts_with = "steps")]
    list: bool,
}

#[derive(Debug, Args)]
struct Regen {
    /// Write nothing; show what is stale and fail if anything is.
    #[arg(long)]
    check: bool,
}

#[derive(Debug, Args)]
struct Drift {
    /// The vendor's document: JSON, as published.
    file: PathBuf,
    /// Report as JSON.
    #[arg(long)]
    json: bool,
    /// Show every line to add, however many there are.
    #[arg(long, conflicts_with = "json")]
    lines: bool,
    /// Write what is new into the fragments, the changelog and the version; the descriptions are left to write.
    #[arg(long)]
    apply: bool,
    /// Names for what is new: a YAML file with `families`, `sections`, `operations` and `schemas`, the vendor's on the
    /// left, ours on the right.
    #[arg(long, value_name = "FILE")]
    names: Option<PathBuf>,
}

fn main() -> ExitCode {
    let chore = Cli::parse().chore;
    let done = root().and_then(|root| match &chore {
        Chore::Regen(arguments) => regenerate(&root, arguments),
        Chore::Drift(arguments) => drift(&root, arguments),
        Chore::Ci(arguments) => check(&root, arguments),
    });
    done.unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::from(2)
    })
}

/// The project's root: the folder above this crate's, as cargo tells, or else where the program was started.
fn root() -> anyhow::Result<PathBuf> {
    match std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from) {
        Some(xtask) => Ok(xtask.parent().map_or(xtask.clone(), Path::to_path_buf)),
        None => std::env::current_dir().context("no folder to work in"),
    }
}

fn check(root: &Path, arguments: &Ci) -> anyhow::Result<ExitCode> {
    if arguments.list {
        print!("{}", ci::list());
    } else {
        ci::run(root, &arguments.steps)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn drift(root: &Path, arguments: &Drift) -> anyhow::Result<ExitCode> {
    let options = upstream::Options {
        json: arguments.json,
        lines: arguments.lines,
        apply: arguments.apply,
        names: arguments.names.clone(),
    };
    upstream::run(root, &arguments.file, &options)
}

fn regenerate(root: &Path, arguments: &Regen) -> anyhow::Result<ExitCode> {
    Ok(match regen::run(root, arguments.check)? {
        Outcome::Current => {
            println!("Everything is up to date.");
            ExitCode::SUCCESS
        }
        Outcome::Written(files) => {
            files.iter().for_each(|file| println!("wrote {file}"));
            ExitCode::SUCCESS
        }
        Outcome::Stale(files, diff) => {
            print!("{diff}");
            eprintln!("stale: {}. Run `cargo xtask regen` and commit what it writes.", files.join(", "));
            ExitCode::FAILURE
        }
        Outcome::Refused(problems) => {
            problems.iter().for_each(|problem| eprintln!("{problem}"));
            let count = problems.len();
            eprintln!(
                "{count} fault{} in the fragments; nothing was written.",
                if count == 1 { "" } else { "s" }
            );
            ExitCode::FAILURE
        }
    })
}
