//! `cargo xtask regen --upstream FILE` names each change of the vendor's document, and nothing else.

mod program;
mod project;
mod real;
mod register;
mod small;
