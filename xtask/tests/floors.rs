//! The floors' law on small houses: what looks upwards, sideways or in a circle is found, and nothing else.

use std::path::PathBuf;

use xtask::ci::floors::{House, faults_of};
use xtask::ci::sources::Sources;

const HOUSE: House = House { folder: "src", floors: &[&["ground", "cellar"], &["first"], &["roof"]] };

/// What is found in files of these names and texts.
fn faults(files: &[(&str, &str)]) -> Vec<String> {
    let mut sources = Sources::default();
    for (path, text) in files {
        let module = path.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect();
        let file = PathBuf::from(format!("src/{path}.rs"));
        sources.add(module, file, text).expect("Rust");
    }
    faults_of(&sources, &HOUSE)
}

#[test]
fn looking_down_is_fine() {
    let found = faults(&[
        ("", "mod ground; mod first; mod roof; pub use first::Bed;"),
        ("ground", "pub struct Chair;"),
        ("first", "use crate::ground::Chair; pub struct Bed(Chair);"),
        ("roof", "use crate::{first, ground::Chair}; use crate::Bed;"),
    ]);
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn looking_up_is_found_with_its_line() {
    let found = faults(&[("ground", "\n\nuse crate::first::Bed;"), ("first", "pub struct Bed;")]);
    assert_eq!(found, ["src/ground.rs:3: `ground`, floor 0, imports `first::Bed` of floor 1"]);
}

#[test]
fn a_neighbour_is_not_known() {
    let found = faults(&[("ground", "fn warm() { crate::cellar::heat(); }"), ("cellar", "pub fn heat() {}")]);
    assert_eq!(found, ["src/ground.rs:1: `ground`, floor 0, imports `cellar::heat` of floor 0"]);
}

#[test]
fn what_the_root_passes_on_is_where_it_is_defined() {
    let found = faults(&[
        ("", "pub use roof::Antenna;"),
        ("ground", "use crate::Antenna;"),
        ("roof", "pub struct Antenna;"),
    ]);
    assert_eq!(found, ["src/ground.rs:1: `ground`, floor 0, imports `Antenna` of floor 2"]);
}

#[test]
fn what_a_macro_names_counts() {
    let found = faults(&[
        ("ground", "macro_rules! wire { () => { crate::roof::Antenna }; }"),
        ("roof", "pub struct Antenna;"),
    ]);
    assert_eq!(found.len(), 1, "{found:?}");
}

#[test]
fn tests_and_quoted_code_are_free() {
    let found = faults(&[
        (
            "ground",
            "#[cfg(test)] mod tests { use crate::roof::Antenna; } fn f() { quote!(crate::roof::Antenna); }",
        ),
        ("roof", "pub struct Antenna;"),
    ]);
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn a_circle_of_files_is_found_once() {
    let found = faults(&[
        ("first", "mod bed; mod lamp; pub use bed::Bed; pub use lamp::Lamp;"),
        ("first/bed", "use super::lamp::Lamp;"),
        ("first/lamp", "use super::Bed;"),
    ]);
    assert_eq!(found, ["src/first/bed.rs → src/first/lamp.rs → src/first/bed.rs: a circle"]);
}

#[test]
fn a_parent_that_uses_its_child_and_is_used_by_it_is_a_circle() {
    let found = faults(&[
        ("first", "mod bed; pub struct Room; fn sleep() { bed::lie_down(); }"),
        ("first/bed", "use super::Room; pub fn lie_down() {}"),
    ]);
    assert_eq!(found, ["src/first.rs → src/first/bed.rs → src/first.rs: a circle"]);
}

#[test]
fn a_room_without_a_floor_is_named() {
    assert_eq!(faults(&[("garden", "")]), ["src/garden.rs: the room `garden` stands on no floor"]);
}
