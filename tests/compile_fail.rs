//! Mistakes that the compiler catches, and the words it finds for them.

#![cfg(feature = "all-sections")]

#[test]
fn mistakes_do_not_compile() {
    trybuild::TestCases::new().compile_fail("tests/compile_fail/*.rs");
}
