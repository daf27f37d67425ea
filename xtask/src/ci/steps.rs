//! The steps of the check, in the order that shares most of what is built.

use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, bail};

use super::{floors, outside, packages, sizes};

/// One step.
#[derive(Debug)]
pub struct Step {
    /// Its name on the command line.
    pub name: &'static str,
    /// What it checks.
    pub what: &'static str,
    /// How.
    pub work: Work,
}

/// How a step is done.
#[derive(Debug)]
pub enum Work {
    /// By cargo, with these arguments.
    Cargo(&'static [&'static str]),
    /// By cargo, and rustdoc's warnings are errors.
    Documentation(&'static [&'static str]),
    /// By this program; what it finds is what is wrong.
    Own(fn(&Path) -> anyhow::Result<Vec<String>>),
    /// By cargo, where the vendor's document is at hand.
    Drift,
    /// By cargo, without what it has unpacked of our packages before.
    Packages(&'static [&'static str]),
    /// By cargo, which builds the simulator's program, and by Python, which uses it.
    Outside(&'static [&'static str]),
}

/// Where the vendor's document is kept, beside the project.
const VENDOR: &str = "../shared/reference/iikocloud-openapi-2026-10.json";

/// All steps.
pub const STEPS: &[Step] = &[
    Step {
        name: "format",
        what: "rustfmt leaves every file as it is",
        work: Work::Cargo(&["fmt", "--all", "--check"]),
    },
    Step {
        name: "floors",
        what: "rooms import only from floors below, files not in circles",
        work: Work::Own(floors::faults),
    },
    Step {
        name: "sizes",
        what: "files up to 500 lines, functions up to 50, each file's job in its first line",
        work: Work::Own(sizes::faults),
    },
    Step {
        name: "lints",
        what: "clippy without warnings",
        work: Work::Cargo(&[
            "clippy",
            "--workspace",
            "--all-targets",
            "--features",
            "full,redis,metrics,mock,axum",
            "--",
            "-D",
            "warnings",
        ]),
    },
    Step {
        name: "documentation",
        what: "rustdoc without warnings",
        work: Work::Documentation(&[
            "doc",
            "--workspace",
            "--no-deps",
            "--features",
            "full,redis,metrics,mock,axum",
        ]),
    },
    Step {
        name: "spec",
        what: "the spec passes its lint, and what is generated of it is current",
        work: Work::Cargo(&["xtask", "regen", "--check"]),
    },
    Step {
        name: "drift",
        what: "nothing of the vendor's document is missing or unregistered",
        work: Work::Drift,
    },
    Step {
        name: "sections",
        what: "a single section builds",
        work: Work::Cargo(&["check", "--no-default-features", "--features", "menu"]),
    },
    Step {
        name: "quickstart",
        what: "the README's first command",
        work: Work::Cargo(&["run", "--quiet", "--example", "quickstart"]),
    },
    Step { name: "tests", what: "the README's tests", work: Work::Cargo(&["test", "--workspace"]) },
    Step {
        name: "outside",
        what: "clients in Python that others wrote call the simulator, and 2,000 cases made of the bundle",
        work: Work::Outside(&["build", "--package", "iiko-simulator"]),
    },
    Step {
        name: "mutants",
        what: "1,500 broken bundles are refused with their place; what is written for a changed document compiles",
        work: Work::Cargo(&[
            "test",
            "--package",
            "xtask",
            "--test",
            "lint",
            "--test",
            "upstream",
            "--",
            "--ignored",
        ]),
    },
    Step {
        name: "families",
        what: "the types of every family outlive changes, as Transport's do, and its lists go on",
        work: Work::Cargo(&["test", "--features", "full", "--test", "types", "--test", "life"]),
    },
    Step {
        name: "features",
        what: "the tests of what needs a feature",
        work: Work::Cargo(&[
            "test",
            "--features",
            "redis,metrics,mock,axum,reporting",
            "--test",
            "sharing",
            "--test",
            "mocks",
            "--test",
            "life",
            "--example",
            "order_service",
            "--example",
            "sales_by_dish",
        ]),
    },
    Step {
        name: "feature-docs",
        what: "the examples of what needs a feature",
        work: Work::Cargo(&["test", "--doc", "--features", "redis,metrics,mock,axum"]),
    },
    Step {
        name: "packages",
        what: "each crate that is published can be packaged and builds from its package",
        work: Work::Packages(&["package", "--workspace", "--exclude", "xtask", "--allow-dirty"]),
    },
];

impl Work {
    /// Does it.
    pub fn run(&self, root: &Path) -> anyhow::Result<()> {
        match self {
            Self::Cargo(arguments) => cargo(root, arguments, None),
            Self::Documentation(arguments) => cargo(root, arguments, Some(("RUSTDOCFLAGS", "-D warnings"))),
            Self::Packages(arguments) => {
                packages::forget(root)?;
                cargo(root, arguments, None)
            }
            Self::Outside(arguments) => {
                cargo(root, arguments, None)?;
                outside::run(root)
            }
            Self::Own(find) => none(&find(root)?),
            Self::Drift if root.join(VENDOR).exists() => cargo(root, &["xtask", "drift", VENDOR], None),
            Self::Drift => {
                println!("The vendor's document is not at {VENDOR}: nothing to compare with.");
                Ok(())
            }
        }
    }
}

fn cargo(root: &Path, arguments: &[&str], variable: Option<(&str, &str)>) -> anyhow::Result<()> {
    println!("$ cargo {}", arguments.join(" "));
    let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(program);
    command.args(arguments).envs(variable).current_dir(root);
    // What cargo sets for this program is not meant for the next one.
    for (name, _) in std::env::vars_os() {
        if name.to_str().is_some_and(|name| name.starts_with("CARGO_PKG_") || name == "CARGO_MANIFEST_DIR") {
            command.env_remove(name);
        }
    }
    let status = command.status().context("cargo does not start")?;
    if !status.success() {
        bail!("cargo {}: {status}", arguments.join(" "));
    }
    Ok(())
}

/// Fails with what was found.
fn none(faults: &[String]) -> anyhow::Result<()> {
    match faults.len() {
        0 => Ok(()),
        count => bail!("{}\n{count} found", faults.join("\n")),
    }
}
