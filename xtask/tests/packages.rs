//! What is published is whole: each package carries its licences, says what it is, and holds all that it is built of.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("a workspace").to_owned()
}

fn cargo(arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO"));
    let output = command.current_dir(root()).args(arguments).output().expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("cargo writes UTF-8")
}

/// What cargo knows of the packages that may be published.
fn published() -> Vec<Value> {
    let metadata = cargo(&["metadata", "--no-deps", "--offline", "--format-version=1"]);
    let mut metadata: Value = serde_json::from_str(&metadata).expect("cargo writes JSON");
    let packages = metadata["packages"].take();
    let Value::Array(mut packages) = packages else { panic!("no packages: {packages}") };
    // `publish = false` is an empty list of registries.
    packages.retain(|package| package["publish"] != Value::Array(Vec::new()));
    packages
}

fn name(package: &Value) -> &str {
    package["name"].as_str().expect("a name")
}

fn files(package: &Value) -> Vec<String> {
    let list = cargo(&["package", "--list", "--allow-dirty", "--offline", "--package", name(package)]);
    list.lines().map(|file| file.replace('\\', "/")).collect()
}

#[test]
fn the_chores_stay_at_home() {
    let mut names: Vec<String> = published().iter().map(|package| name(package).to_owned()).collect();
    names.sort();
    assert_eq!(names, ["iiko-codegen", "iiko-simulator", "iiko-spec", "iiko-transport"]);
}

#[test]
fn each_package_says_what_it_is() {
    for package in published() {
        let name = name(&package);
        for field in ["description", "license", "readme", "repository", "rust_version"] {
            assert!(package[field].as_str().is_some_and(|text| !text.is_empty()), "{name} has no `{field}`");
        }
        for field in ["keywords", "categories"] {
            let words = package[field].as_array().expect("a list");
            assert!((1..=5).contains(&words.len()), "{name}: one to five {field}");
        }
        let docs = &package["metadata"]["docs"]["rs"];
        assert_eq!(docs["all-features"], true, "{name}: docs.rs shows all of it");
        assert!(docs["rustdoc-args"].is_array(), "{name}: docs.rs links to the source");
    }
}

#[test]
fn each_package_carries_its_licences_and_its_readme() {
    for package in published() {
        let files = files(&package);
        for file in ["LICENSE-APACHE", "LICENSE-MIT", "README.md"] {
            assert!(files.iter().any(|packed| packed == file), "{} lacks {file}", name(&package));
        }
        let folder =
            Path::new(package["manifest_path"].as_str().expect("a path")).parent().expect("a folder");
        let read = |file| std::fs::read_to_string(folder.join(file)).expect(file);
        let apache = read("LICENSE-APACHE");
        for part in ["TERMS AND CONDITIONS FOR USE", "9. Accepting Warranty", "END OF TERMS", "APPENDIX"] {
            assert!(apache.contains(part), "LICENSE-APACHE lacks its part `{part}`");
        }
        assert!(read("LICENSE-MIT").contains("Permission is hereby granted"));
    }
}

/// A package is built where the rest of the project is not: what it includes must be inside.
#[test]
fn each_package_holds_what_it_is_built_of() {
    let mut included = 0;
    for package in published() {
        let files = files(&package);
        let folder =
            Path::new(package["manifest_path"].as_str().expect("a path")).parent().expect("a folder");
        for file in files.iter().filter(|file| file.ends_with(".rs")) {
            let text = std::fs::read_to_string(folder.join(file)).expect(file);
            for other in text.split("include_str!(\"").skip(1).filter_map(|rest| rest.split('"').next()) {
                let path = resolved(Path::new(file).parent().expect("a folder"), other);
                assert!(
                    files.contains(&path),
                    "{}: {file} includes {other}, which is not packed",
                    name(&package)
                );
                included += 1;
            }
        }
    }
    assert!(included >= 3, "the bundle and both READMEs are included, but only {included} were found");
}

/// A path relative to a folder of the package, without `..`; what leaves the package keeps them.
fn resolved(folder: &Path, path: &str) -> String {
    let mut parts: Vec<&str> = folder.iter().filter_map(|part| part.to_str()).collect();
    for part in path.split('/') {
        match part {
            ".." if parts.last().is_some_and(|last| *last != "..") => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}
