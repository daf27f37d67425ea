//! The step `outside`: tests in Python that use the simulator's program as strangers do, with clients of theirs.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, bail};

use super::packages;

/// Where the tests stand, and what they need is listed.
const TESTS: &str = "simulator/tests/outside";

/// Runs the tests with a program that was built before.
pub fn run(root: &Path) -> anyhow::Result<()> {
    let target = packages::target(root);
    let python = environment(&target.join("outside"))?;
    let tests = root.join(TESTS);
    let install =
        ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", "requirements.txt"];
    done(Command::new(&python).args(install).current_dir(&tests))?;
    let program = target.join("debug").join("iiko-simulator");
    // What Python compiles would stand between the tests.
    let variables = [("IIKO_SIMULATOR", program.as_os_str()), ("PYTHONDONTWRITEBYTECODE", "1".as_ref())];
    done(Command::new(&python).args(["-m", "pytest"]).envs(variables).current_dir(&tests))
}

/// A Python of our own with pip, made in this folder unless it is there.
fn environment(folder: &Path) -> anyhow::Result<PathBuf> {
    let python = folder.join("bin").join("python");
    let ready = Command::new(&python).args(["-m", "pip", "--version"]).output();
    if !ready.is_ok_and(|output| output.status.success()) {
        let mut make = Command::new("python3");
        done(make.args(["-m", "venv", "--clear"]).arg(folder))
            .context("the tests from outside need Python 3.11 or newer with its module venv: on Debian, `apt-get install python3-venv`")?;
    }
    Ok(python)
}

/// Runs a command that has to succeed.
fn done(command: &mut Command) -> anyhow::Result<()> {
    println!("$ {command:?}");
    let name = command.get_program().to_string_lossy().into_owned();
    let status = command.status().with_context(|| format!("{name} does not start"))?;
    if !status.success() {
        bail!("{name}: {status}");
    }
    Ok(())
}
