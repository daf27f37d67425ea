//! The law of the house: a room imports only from floors below its own, and no files import each other in a circle.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::sources::{ModulePath, Sources};

/// A crate whose modules stand on floors.
#[derive(Debug)]
pub struct House {
    /// Its source folder.
    pub folder: &'static str,
    /// Its rooms, the lowest floor first; rooms of one floor do not know each other.
    pub floors: &'static [&'static [&'static str]],
}

/// The houses of the project: `ARCHITECTURE.md` shows them to people.
pub const HOUSES: &[House] = &[
    House {
        folder: "src",
        floors: &[
            &["clock", "operation"],
            &["codec"],
            &["error"],
            &["http"],
            &["auth"],
            &["call"],
            &["client"],
            &["beyond", "compile_fail", "guides"],
        ],
    },
    House {
        folder: "codegen/src",
        floors: &[
            &["error"],
            &["model"],
            &["lower", "rust"],
            &["progenitor"],
            &["refine"],
            &["emit"],
            &["generate"],
        ],
    },
    House {
        folder: "simulator/src",
        floors: &[
            &["chance", "clock", "money", "page", "refusal"],
            &["fields"],
            &["contract", "world"],
            &["restaurant", "synthesis"],
            &["state"],
            &["operations", "posting"],
            &["control"],
            &["service"],
        ],
    },
    House {
        folder: "xtask/src",
        floors: &[
            &["problem", "ci"],
            &["fragments"],
            &["bundle", "features", "methods", "surface"],
            &["lint"],
            &["regen", "upstream"],
        ],
    },
];

/// What breaks the law, a line each.
pub fn faults(root: &Path) -> anyhow::Result<Vec<String>> {
    let mut faults = Vec::new();
    for house in HOUSES {
        faults.extend(faults_of(&Sources::read(root, house.folder)?, house));
    }
    Ok(faults)
}

/// What breaks the law in one crate.
pub fn faults_of(sources: &Sources, house: &House) -> Vec<String> {
    let mut faults = Vec::new();
    let mut circles: BTreeMap<ModulePath, BTreeSet<ModulePath>> = BTreeMap::new();
    for (path, module) in &sources.modules {
        // The root shows the whole house to the world.
        let Some(room) = path.first().filter(|room| *room != "main") else { continue };
        let Some(floor) = floor_of(room, house) else {
            faults.push(format!("{}: the room `{room}` stands on no floor", module.file.display()));
            continue;
        };
        for mention in module.mentions.iter().filter(|mention| sources.is_own(mention, path)) {
            let target = sources.definition(&mention.path);
            let Some(other) = target.first() else { continue };
            if other == room {
                if target != *path {
                    circles.entry(path.clone()).or_default().insert(target);
                }
                continue;
            }
            let at = format!("{}:{}", module.file.display(), mention.line);
            match floor_of(other, house) {
                Some(below) if below < floor => {}
                Some(above) => faults.push(format!(
                    "{at}: `{room}`, floor {floor}, imports `{}` of floor {above}",
                    mention.path.join("::")
                )),
                None => faults.push(format!("{at}: `{}` stands on no floor", mention.path.join("::"))),
            }
        }
    }
    faults.extend(circles_in(&circles, sources));
    faults
}

fn floor_of(room: &str, house: &House) -> Option<usize> {
    house.floors.iter().position(|rooms| rooms.contains(&room))
}

/// The circles among the files of a room, each told once.
fn circles_in(edges: &BTreeMap<ModulePath, BTreeSet<ModulePath>>, sources: &Sources) -> Vec<String> {
    let mut told: BTreeSet<BTreeSet<ModulePath>> = BTreeSet::new();
    let mut faults = Vec::new();
    for start in edges.keys() {
        let Some(circle) = way_back(start, edges) else { continue };
        if told.insert(circle.iter().cloned().collect()) {
            let file = |path: &ModulePath| {
                sources.modules.get(path).map_or_else(String::new, |module| module.file.display().to_string())
            };
            let files: Vec<String> = circle.iter().map(file).collect();
            faults.push(format!("{} → {}: a circle", files.join(" → "), files[0]));
        }
    }
    faults
}

/// The shortest way from a file to itself.
fn way_back(
    start: &ModulePath,
    edges: &BTreeMap<ModulePath, BTreeSet<ModulePath>>,
) -> Option<Vec<ModulePath>> {
    let mut ways = vec![vec![start.clone()]];
    let mut seen = BTreeSet::new();
    while !ways.is_empty() {
        let mut longer = Vec::new();
        for way in ways {
            for next in edges.get(&way[way.len() - 1]).into_iter().flatten() {
                if next == start {
                    return Some(way);
                }
                if seen.insert(next.clone()) {
                    longer.push(way.iter().cloned().chain([next.clone()]).collect());
                }
            }
        }
        ways = longer;
    }
    None
}
