//! The Rust files of a crate as modules: what each declares, re-exports and refers to.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::visit_mut::{self, VisitMut};
use syn::{Item, UseTree, Visibility};

/// A module's path below the crate's root.
pub type ModulePath = Vec<String>;

/// A module that is a file.
#[derive(Debug)]
pub struct Module {
    /// The file, below the project's root.
    pub file: PathBuf,
    /// Names that it passes on from elsewhere, with their paths from the root.
    pub exports: BTreeMap<String, ModulePath>,
    /// Paths that it names; tests are left out.
    pub mentions: Vec<Mention>,
}

/// A path that a module names.
#[derive(Debug)]
pub struct Mention {
    /// From the root.
    pub path: ModulePath,
    /// Where in the file.
    pub line: usize,
    /// Whether it begins with a name: of a child module, or of something else that is none of ours.
    pub is_bare: bool,
}

/// The modules of a crate by their paths.
#[derive(Debug, Default)]
pub struct Sources {
    /// Modules by path; the root's is empty.
    pub modules: BTreeMap<ModulePath, Module>,
}

impl Sources {
    /// Reads the crate whose source folder is `folder`, below `root`.
    pub fn read(root: &Path, folder: &str) -> anyhow::Result<Self> {
        let mut sources = Self::default();
        let mut open = vec![root.join(folder)];
        while let Some(directory) = open.pop() {
            for entry in std::fs::read_dir(&directory).with_context(|| directory.display().to_string())? {
                let path = entry?.path();
                if path.is_dir() {
                    open.push(path);
                } else if path.extension().is_some_and(|extension| extension == "rs") {
                    let text = std::fs::read_to_string(&path)?;
                    let file = path.strip_prefix(root)?.to_owned();
                    let module = module_path(&file, folder);
                    sources.add(module, file, &text)?;
                }
            }
        }
        Ok(sources)
    }

    /// Adds one file.
    pub fn add(&mut self, path: ModulePath, file: PathBuf, text: &str) -> anyhow::Result<()> {
        let mut parsed = syn::parse_file(text).with_context(|| file.display().to_string())?;
        WithoutTests.visit_file_mut(&mut parsed);
        let mut exports = BTreeMap::new();
        for item in &parsed.items {
            if let Item::Use(item) = item
                && !matches!(item.vis, Visibility::Inherited)
            {
                passed_on(&item.tree, &path, Vec::new(), &mut exports);
            }
        }
        let mut mentions = Vec::new();
        mentioned(parsed.to_token_stream(), &path, &mut mentions);
        self.modules.insert(path, Module { file, exports, mentions });
        Ok(())
    }

    /// Whether a mention names something of this crate: a path without `crate` or `super` begins at a child.
    pub fn is_own(&self, mention: &Mention, at: &[String]) -> bool {
        let child: Option<ModulePath> =
            mention.path.get(at.len()).map(|name| at.iter().chain([name]).cloned().collect());
        !mention.is_bare || child.is_some_and(|child| self.modules.contains_key(&child))
    }

    /// The module that defines what a path names: the longest part of it that is a module, through what modules pass
    /// on.
    pub fn definition(&self, path: &[String]) -> ModulePath {
        let mut here: ModulePath = Vec::new();
        for (place, segment) in path.iter().enumerate() {
            let mut next = here.clone();
            next.push(segment.clone());
            if self.modules.contains_key(&next) {
                here = next;
                continue;
            }
            let exported = self.modules.get(&here).and_then(|module| module.exports.get(segment));
            return match exported {
                Some(target) if *target != next => {
                    let rest = path[place + 1..].iter().cloned();
                    self.definition(&target.iter().cloned().chain(rest).collect::<Vec<_>>())
                }
                _ if here.is_empty() => next,
                _ => here,
            };
        }
        here
    }
}

fn module_path(file: &Path, folder: &str) -> ModulePath {
    let below = file.strip_prefix(folder).unwrap_or(file).with_extension("");
    let mut path: ModulePath =
        below.components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
    if path.last().is_some_and(|last| last == "mod") || path == ["lib"] {
        path.pop();
    }
    path
}

/// Takes out what only tests see, and what is quoted.
struct WithoutTests;

impl VisitMut for WithoutTests {
    fn visit_file_mut(&mut self, file: &mut syn::File) {
        file.items.retain(|item| !is_test(item));
        visit_mut::visit_file_mut(self, file);
    }

    /// What is quoted becomes another crate's code.
    fn visit_macro_mut(&mut self, called: &mut syn::Macro) {
        let name = called.path.segments.last().map(|segment| segment.ident.to_string());
        if matches!(name.as_deref(), Some("quote" | "parse_quote")) {
            called.tokens = TokenStream::new();
        }
    }
}

fn is_test(item: &Item) -> bool {
    let attributes = match item {
        Item::Mod(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        _ => return false,
    };
    attributes.iter().any(|attribute| {
        let text = attribute.to_token_stream().to_string();
        text.contains("cfg") && (text.contains("(test") || text.contains("doctest"))
    })
}

/// What a visible `use` passes on.
fn passed_on(tree: &UseTree, at: &[String], before: ModulePath, exports: &mut BTreeMap<String, ModulePath>) {
    match tree {
        UseTree::Path(path) => {
            let mut before = before;
            before.push(path.ident.to_string());
            passed_on(&path.tree, at, before, exports);
        }
        UseTree::Name(name) => {
            add_export(name.ident.to_string(), &name.ident.to_string(), at, before, exports)
        }
        UseTree::Rename(name) => {
            add_export(name.rename.to_string(), &name.ident.to_string(), at, before, exports);
        }
        UseTree::Group(group) => {
            for tree in &group.items {
                passed_on(tree, at, before.clone(), exports);
            }
        }
        UseTree::Glob(_) => {}
    }
}

fn add_export(
    name: String,
    target: &str,
    at: &[String],
    before: ModulePath,
    exports: &mut BTreeMap<String, ModulePath>,
) {
    let mut path = before;
    path.push(target.to_owned());
    let absolute = absolute(&path, at).unwrap_or_else(|| {
        // A path without `crate` begins at a child of this module.
        at.iter().cloned().chain(path).collect()
    });
    exports.insert(name, absolute);
}

/// A path that begins with `crate`, `super` or `self`, from the root.
fn absolute(path: &[String], at: &[String]) -> Option<ModulePath> {
    let (first, rest) = path.split_first()?;
    match first.as_str() {
        "crate" => Some(rest.to_vec()),
        "self" => Some(at.iter().chain(rest).cloned().collect()),
        "super" => {
            let (_, parent) = at.split_last()?;
            match rest.first().map(String::as_str) {
                Some("super") => absolute(rest, parent),
                _ => Some(parent.iter().chain(rest).cloned().collect()),
            }
        }
        _ => None,
    }
}

/// Every path in the tokens, those of macros too.
fn mentioned(tokens: TokenStream, at: &[String], mentions: &mut Vec<Mention>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut place = 0;
    while place < tokens.len() {
        match &tokens[place] {
            TokenTree::Ident(ident) if is_colons(&tokens, place + 1) => {
                let line = ident.span().start().line;
                let mut paths = Vec::new();
                place = path(&tokens, place, Vec::new(), &mut paths);
                mentions.extend(paths.into_iter().map(|path| match absolute(&path, at) {
                    Some(path) => Mention { path, line, is_bare: false },
                    None => Mention { path: at.iter().cloned().chain(path).collect(), line, is_bare: true },
                }));
            }
            TokenTree::Group(group) => {
                mentioned(group.stream(), at, mentions);
                place += 1;
            }
            // The rest of a path that begins elsewhere, or at the root of all crates.
            TokenTree::Punct(_) if is_colons(&tokens, place) => place += 3,
            _ => place += 1,
        }
    }
}

/// Reads the path, or the tree of paths, that begins at `place`; gives the place behind it.
fn path(tokens: &[TokenTree], place: usize, before: ModulePath, paths: &mut Vec<ModulePath>) -> usize {
    let mut here = before;
    let mut place = place;
    while let Some(TokenTree::Ident(ident)) = tokens.get(place) {
        here.push(ident.to_string());
        place += 1;
        if !is_colons(tokens, place) {
            break;
        }
        if let Some(TokenTree::Group(group)) = tokens.get(place + 2)
            && group.delimiter() == Delimiter::Brace
        {
            let inner: Vec<TokenTree> = group.stream().into_iter().collect();
            let mut at = 0;
            while at < inner.len() {
                at = match inner[at] {
                    TokenTree::Ident(_) => path(&inner, at, here.clone(), paths),
                    _ => at + 1,
                };
            }
            return place + 3;
        }
        place += 2;
        if !matches!(tokens.get(place), Some(TokenTree::Ident(_))) {
            // What follows is a macro's variable, a glob or a generic argument: a name of no module.
            return place;
        }
    }
    paths.push(here);
    place
}

fn is_colons(tokens: &[TokenTree], place: usize) -> bool {
    let colon =
        |place: usize| matches!(tokens.get(place), Some(TokenTree::Punct(punct)) if punct.as_char() == ':');
    colon(place) && colon(place + 1)
}
