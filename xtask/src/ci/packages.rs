//! Packages that are not published yet are verified against each other. cargo keeps what it unpacks of them by name and
//! version, and so it does with what it has built of that: the next check of the same version would be the last one's.

use std::path::{Path, PathBuf};

use anyhow::Context as _;

/// Our packages, as their files are called.
const OURS: &[&str] = &["iiko-codegen-", "iiko-simulator-", "iiko-spec-", "iiko-transport-"];

/// Removes what cargo has kept of our packages below `root` and for all projects; what is published it fetches again.
pub fn forget(root: &Path) -> anyhow::Result<()> {
    let mut folders = vec![target(root).join("debug/.fingerprint")];
    if let Some(home) = cargo_home() {
        folders.extend(["src", "cache"].iter().flat_map(|kept| entries(&home.join("registry").join(kept))));
    }
    for package in folders.iter().flat_map(|folder| entries(folder)) {
        let name = package.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if OURS.iter().any(|ours| name.starts_with(ours)) {
            remove(&package).with_context(|| format!("cannot remove {}", package.display()))?;
        }
    }
    Ok(())
}

/// Where cargo builds.
pub fn target(root: &Path) -> PathBuf {
    // What is relative is so to where cargo was called, and the steps run at the root.
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |set| root.join(set))
}

fn cargo_home() -> Option<PathBuf> {
    let set = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    set.or_else(|| Some(std::env::home_dir()?.join(".cargo")))
}

/// What is in a folder; nothing where there is none.
fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    entries.filter_map(|entry| Some(entry.ok()?.path())).collect()
}

fn remove(path: &Path) -> std::io::Result<()> {
    if path.is_dir() { std::fs::remove_dir_all(path) } else { std::fs::remove_file(path) }
}
