//! Generates the client's code from the bundle of the curated spec, for the sections that are switched on.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use iiko_codegen::model::Spec;

/// Signing in belongs to every client: its section is always there.
const ALWAYS: &str = "authorization";

fn main() -> ExitCode {
    // All that it depends on is compiled into it.
    println!("cargo::rerun-if-changed=build.rs");
    match generate() {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            println!("cargo::error=the bundle of the curated spec: {reason}");
            ExitCode::FAILURE
        }
    }
}

fn generate() -> Result<(), String> {
    let spec = Spec::parse(iiko_spec::BUNDLE).map_err(|error| error.to_string())?;
    let on = |name: &str| {
        name == ALWAYS || std::env::var_os(format!("CARGO_FEATURE_{}", name.to_uppercase())).is_some()
    };
    let sections: Vec<&str> =
        spec.sections.iter().map(|section| section.name.as_str()).filter(|name| on(name)).collect();
    let generated = iiko_codegen::generate(&spec, &sections).map_err(|error| error.to_string())?;
    let out = PathBuf::from(std::env::var_os("OUT_DIR").ok_or("cargo sets no OUT_DIR")?);
    for (name, text) in generated.files() {
        write(&out.join(name), text).map_err(|error| format!("{name}: {error}"))?;
    }
    Ok(())
}

/// Leaves a file alone that says the same already, so that nothing is compiled for its date.
fn write(path: &Path, text: &str) -> std::io::Result<()> {
    if std::fs::read_to_string(path).is_ok_and(|old| old == text) {
        return Ok(());
    }
    std::fs::write(path, text)
}
