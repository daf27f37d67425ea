//! Broken bundles: whatever is broken in the real one, the code generator and the lint take it or refuse it with its
//! place. They never panic and always end.
//!
//! The whole bundle takes the generator more than a second, so each mutant is made of the real bundle cut to one or
//! two of its sections, mostly small ones that between them have every construct of the spec.

mod cut;
mod mutation;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

use fastrand::Rng;
use iiko_codegen::model::Spec;
use serde_json::{Value, json};
use xtask::fragments::Fragments;
use xtask::lint;

use mutation::mutate;

const SEED: u64 = 9;

/// Sections, and how many mutants of them: less of those that take long.
const CUTS: &[(&[&str], usize)] = &[
    (&["notifications", "operations"], 350),
    (&["webhooks"], 250),
    (&["organizations"], 250),
    (&["messages", "marketing_sources"], 250),
    (&["terminal_groups"], 200),
    (&["customer_categories", "addresses"], 150),
    (&["employees", "reports"], 40),
    (&["customers"], 40),
    (&["menu"], 8),
    (&["drafts", "orders"], 4),
];

/// What became of a mutant.
#[derive(Debug, PartialEq, Eq)]
enum Fate {
    Taken,
    Refused,
    Wrong(String),
}

/// Parses and generates. The error of a broken bundle names its place.
fn generated(document: &Value) -> Fate {
    let text = document.to_string();
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        let spec = Spec::parse(&text)?;
        let sections: Vec<&str> = spec.sections.iter().map(|section| section.name.as_str()).collect();
        iiko_codegen::generate(&spec, &sections).map(drop)
    }));
    match outcome {
        Ok(Ok(())) => Fate::Taken,
        Ok(Err(error)) if error.place.is_empty() => Fate::Wrong(format!("no place: {error}")),
        Ok(Err(_)) => Fate::Refused,
        Err(panic) => Fate::Wrong(format!("the generator panics: {}", words(&*panic))),
    }
}

/// Reads the same document as fragments and lints them.
fn linted(document: &Value) -> Fate {
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        let fragments: Fragments = cut::fragments(document);
        lint::problems(&fragments)
    }));
    match outcome {
        Ok(problems) if problems.is_empty() => Fate::Taken,
        Ok(_) => Fate::Refused,
        Err(panic) => Fate::Wrong(format!("the lint panics: {}", words(&*panic))),
    }
}

fn words(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().cloned();
    text.or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string)).unwrap_or_default()
}

/// All mutants of one cut: how many were taken and how many refused, and what went wrong.
fn fates(sections: &[&str], count: usize) -> (usize, usize, Vec<String>) {
    let base = cut::bundle(sections);
    assert_eq!(generated(&base), Fate::Taken, "{sections:?} as they are");
    assert_eq!(linted(&base), Fate::Taken, "{sections:?} as they are");
    let mut random = Rng::with_seed(SEED);
    let (mut taken, mut refused, mut wrong) = (0, 0, Vec::new());
    for number in 0..count {
        let mut mutant = base.clone();
        let change = mutate(&mut mutant, &mut random);
        let generated = generated(&mutant);
        let linted = linted(&mutant);
        if generated == Fate::Refused && linted == Fate::Taken {
            wrong.push(format!(
                "{sections:?} {number}: {change}: the lint lets pass what the generator refuses"
            ));
        }
        match generated {
            Fate::Taken => taken += 1,
            Fate::Refused => refused += 1,
            Fate::Wrong(_) => {}
        }
        for fate in [generated, linted] {
            if let Fate::Wrong(reason) = fate {
                wrong.push(format!("{sections:?} {number}: {change}: {reason}"));
            }
        }
    }
    (taken, refused, wrong)
}

#[test]
fn a_broken_bundle_is_taken_or_refused_and_never_a_panic() {
    try_mutants(5);
}

/// `cargo xtask ci mutants` runs it.
#[test]
#[ignore = "it takes a minute"]
fn fifteen_hundred_broken_bundles_are_taken_or_refused() {
    assert!(CUTS.iter().map(|(_, count)| count).sum::<usize>() >= 1500);
    try_mutants(1);
}

/// Tries one in so many of the mutants of each cut.
fn try_mutants(one_in: usize) {
    let all = thread::scope(|scope| {
        let threads: Vec<_> = CUTS
            .iter()
            .map(|(sections, count)| scope.spawn(move || fates(sections, count.div_ceil(one_in))))
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().expect("a thread that caught every panic"))
            .collect::<Vec<_>>()
    });
    let taken: usize = all.iter().map(|(taken, ..)| taken).sum();
    let refused: usize = all.iter().map(|(_, refused, _)| refused).sum();
    let wrong: Vec<&str> = all.iter().flat_map(|(.., wrong)| wrong).map(String::as_str).collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), taken + refused, wrong.join("\n"));
    assert!(
        taken > 100 / one_in && refused > 500 / one_in,
        "{taken} taken and {refused} refused: the mutants say little"
    );
}

#[test]
fn what_is_no_bundle_at_all_is_refused_with_its_place() {
    for text in ["", "null", "5", "[]", "\"text\"", "{", "{}]", "{\"paths\": 5}", "[[[[", "\u{feff}{}"] {
        let error = Spec::parse(text).map(drop).expect_err(text);
        assert!(!error.place.is_empty(), "{text}: {error}");
    }
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(Spec::parse(&deep).is_err(), "deeper than any stack");
}

#[test]
fn names_that_become_one_in_rust_are_refused_with_both() {
    let error = broken(&["customers"], "/components/schemas/CustomerByPhone", |schema| {
        schema["properties"]["Phone"] = schema["properties"]["phone"].clone();
    });
    assert!(
        error.contains("CustomerByPhone") && error.contains("Phone") && error.contains("phone"),
        "{error}"
    );
}

/// What the generator says to a cut with one place changed.
fn broken(sections: &[&str], at: &str, change: impl FnOnce(&mut Value)) -> String {
    let mut bundle = cut::bundle(sections);
    change(bundle.pointer_mut(at).unwrap_or_else(|| panic!("no {at}")));
    let spec = Spec::from_document(bundle);
    spec.map(drop).expect_err("a broken bundle").to_string()
}

#[test]
fn faults_are_told_with_place_and_reason() {
    let first = "/paths/~1api~11~1organizations/post";
    for (key, value, words) in [
        ("operationId", json!("self"), "`self`"),
        ("operationId", json!("1x"), "`1x`"),
        ("operationId", json!(""), "operationId"),
        ("operationId", json!(5), "text"),
        ("x-restriction-group", json!([]), "text"),
        ("x-read-only", json!("yes"), "`true` or `false`"),
    ] {
        let error = broken(&["organizations"], first, |operation| operation[key] = value.clone());
        assert!(error.contains("paths./api/1/organizations.post"), "{key} {value}: {error}");
        assert!(error.contains(words), "{key} {value}: {error}");
    }
}
