//! `cargo xtask drift FILE` names each change of the vendor's document, and nothing else.

mod mutants;
mod program;
mod project;
mod real;
mod register;
mod small;
