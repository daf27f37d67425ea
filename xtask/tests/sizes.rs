//! What is too long is found, and a file that does not say its job.

use xtask::ci::sizes::faults_of;

#[test]
fn a_short_file_that_says_its_job_is_fine() {
    assert_eq!(
        faults_of("a.rs", "//! Does nothing.\n\nfn nothing() {}\n").expect("Rust"),
        Vec::<String>::new()
    );
}

#[test]
fn a_file_that_says_nothing_of_itself() {
    let found = faults_of("a.rs", "fn nothing() {}\n").expect("Rust");
    assert_eq!(found, ["a.rs:1: the first line does not say the file's job with `//!`"]);
}

#[test]
fn a_long_function_of_an_impl() {
    let body = "        let _ = 1;\n".repeat(60);
    let text = format!("//! A job.\n\nstruct A;\n\nimpl A {{\n    fn long() {{\n{body}    }}\n}}\n");
    assert_eq!(faults_of("a.rs", &text).expect("Rust"), ["a.rs:6: `long` has 62 lines, 50 at most"]);
}

#[test]
fn a_long_file() {
    let text = format!("//! A job.\n{}", "\n".repeat(600));
    assert_eq!(faults_of("a.rs", &text).expect("Rust"), ["a.rs: 601 lines, 500 at most"]);
}
