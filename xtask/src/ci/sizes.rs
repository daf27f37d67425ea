//! Small rooms: no long files, no long functions, and each file says its job first.

use std::path::Path;
use std::process::Command;

use anyhow::Context as _;
use syn::spanned::Spanned as _;
use syn::visit::{self, Visit};

/// The most lines of a file.
const FILE: usize = 500;
/// The most lines of a function.
const FUNCTION: usize = 50;

/// What is too long, or says nothing of its job, a line each.
pub fn faults(root: &Path) -> anyhow::Result<Vec<String>> {
    let listed = Command::new("git").args(["ls-files", "*.rs"]).current_dir(root).output();
    let listed = String::from_utf8(listed.context("git does not start")?.stdout)?;
    let mut faults = Vec::new();
    for file in listed.lines() {
        // A file that is moved and not committed yet stands in the list under its old name.
        if let Ok(text) = std::fs::read_to_string(root.join(file)) {
            faults.extend(faults_of(file, &text)?);
        }
    }
    Ok(faults)
}

/// What is wrong with one file.
pub fn faults_of(file: &str, text: &str) -> anyhow::Result<Vec<String>> {
    let mut faults = Vec::new();
    let lines = text.lines().count();
    if lines > FILE {
        faults.push(format!("{file}: {lines} lines, {FILE} at most"));
    }
    if !text.starts_with("//! ") && !text.starts_with("// ") {
        faults.push(format!("{file}:1: the first line does not say the file's job with `//!`"));
    }
    let mut functions = Functions { file, faults: &mut faults };
    functions.visit_file(&syn::parse_file(text).with_context(|| file.to_owned())?);
    Ok(faults)
}

struct Functions<'a> {
    file: &'a str,
    faults: &'a mut Vec<String>,
}

impl Functions<'_> {
    fn measure(&mut self, signature: &syn::Signature, block: &syn::Block) {
        let (first, last) = (signature.span().start().line, block.span().end().line);
        let lines = last + 1 - first;
        if lines > FUNCTION {
            let name = &signature.ident;
            self.faults
                .push(format!("{}:{first}: `{name}` has {lines} lines, {FUNCTION} at most", self.file));
        }
    }
}

impl<'ast> Visit<'ast> for Functions<'_> {
    fn visit_item_fn(&mut self, function: &'ast syn::ItemFn) {
        self.measure(&function.sig, &function.block);
        visit::visit_item_fn(self, function);
    }

    fn visit_impl_item_fn(&mut self, function: &'ast syn::ImplItemFn) {
        self.measure(&function.sig, &function.block);
        visit::visit_impl_item_fn(self, function);
    }
}
