//! A small project in a temporary folder: a head, and one section with everything that a fragment can hold.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

/// The small project's head.
pub const HEAD: &str = include_str!("../fixtures/api.yaml");
/// The small project's section.
pub const THINGS: &str = include_str!("../fixtures/things.yaml");

/// A project with this head and this section.
pub fn project(head: &str, things: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::create_dir(folder.path().join("openapi")).expect("a folder");
    write(folder.path(), "openapi/api.yaml", head);
    write(folder.path(), "openapi/things.yaml", things);
    folder
}

/// Writes a file of the project.
pub fn write(root: &Path, file: &str, text: &str) {
    fs::write(root.join(file), text).expect("a writable folder");
}

/// `text` with `old` replaced by `new`; an edit that changes nothing would test nothing.
pub fn edit(text: &str, old: &str, new: &str) -> String {
    assert_eq!(text.matches(old).count(), 1, "{old:?} must stand once in the fixture");
    text.replace(old, new)
}
