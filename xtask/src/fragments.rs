//! Reads the fragments of the curated spec, `openapi/**/*.yaml`, into trees whose nodes know their place.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use anyhow::Context as _;
use indexmap::IndexMap;
use saphyr::{LoadableYamlNode as _, MarkedYaml, Scalar, ScanError, YamlData};
use serde_json::{Number, Value};

use crate::problem::{Place, Problem, Report};

/// Folder of the fragments, below the root.
pub const FOLDER: &str = "openapi";
/// The fragment with the document's head.
pub const HEAD: &str = "openapi/api.yaml";
/// The family that comes first: what most people came for.
const FIRST_FAMILY: &str = "openapi/transport";
/// The register of departures from the vendor's document: no fragment, though it stands beside them.
pub const REGISTER: &str = "openapi/deviations.yaml";

/// A piece of a fragment.
#[derive(Debug, Clone)]
pub struct Node {
    /// Where it is: of a map's entry, the line of its key.
    pub place: Place,
    /// What it holds.
    pub tree: Tree,
}

/// What a node holds, in the order of the file.
#[derive(Debug, Clone)]
pub enum Tree {
    /// Text, a number, a flag or null.
    Scalar(Value),
    /// A list.
    List(Vec<Node>),
    /// A map.
    Map(IndexMap<String, Node>),
}

/// All fragments.
#[derive(Debug)]
pub struct Fragments {
    /// The document's head, `api.yaml`.
    pub head: Node,
    /// The other fragments by file name: each section's, and what the sections share.
    pub parts: Vec<Node>,
    /// Files that are no YAML.
    pub problems: Vec<Problem>,
}

impl Fragments {
    /// Reads every fragment below `root`; a file that is no YAML becomes a problem, not an error.
    pub fn read(root: &Path) -> anyhow::Result<Self> {
        let mut names = names(root)?;
        names.retain(|name| name != REGISTER && name != HEAD);
        let mut report = Report::default();
        let head = read_file(root, HEAD, &mut report)?;
        let mut parts = Vec::new();
        for name in &names {
            parts.push(read_file(root, name, &mut report)?);
        }
        Ok(Self { head, parts, problems: report.finish() })
    }

    /// What every path of the fragments starts with.
    pub fn path_prefix(&self) -> &str {
        self.head.get("x-path-prefix").and_then(Node::text).unwrap_or_default()
    }
}

/// The fragments' files below the root: what all families share, then each family's folder.
pub fn names(root: &Path) -> anyhow::Result<Vec<String>> {
    let (mut own, mut families) = (Vec::new(), Vec::new());
    let folder = root.join(FOLDER);
    for entry in fs::read_dir(&folder).with_context(|| format!("no folder {}", folder.display()))? {
        let entry = entry?;
        let name = format!("{FOLDER}/{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            families.push(name);
        } else if name.ends_with(".yaml") {
            own.push(name);
        }
    }
    own.sort();
    families.sort_by_key(|family| (family != FIRST_FAMILY, family.clone()));
    for family in families {
        let mut sections = Vec::new();
        for entry in fs::read_dir(root.join(&family))? {
            let name = format!("{family}/{}", entry?.file_name().to_string_lossy());
            if name.ends_with(".yaml") {
                sections.push(name);
            }
        }
        sections.sort();
        own.extend(sections);
    }
    Ok(own)
}

fn read_file(root: &Path, name: &str, report: &mut Report) -> anyhow::Result<Node> {
    let path = root.join(name);
    let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let file: Arc<str> = name.into();
    Ok(parse(&file, &text, report))
}

/// Reads the text of one file; what is no YAML, or no map, is reported and read as an empty map.
pub fn parse(file: &Arc<str>, text: &str, report: &mut Report) -> Node {
    let start = Place { file: file.clone(), line: 1 };
    let empty = Node { place: start.clone(), tree: Tree::Map(IndexMap::new()) };
    let documents = match MarkedYaml::load_from_str(text) {
        Ok(documents) => documents,
        Err(error) => {
            let place = Place { file: file.clone(), line: error.marker().line() };
            report.add(&place, syntax(&error, text));
            return empty;
        }
    };
    match documents.as_slice() {
        [document] => {
            let node = convert(document, start.clone(), report);
            if node.map().is_some() {
                return node;
            }
            report.add(&start, "a fragment is a map of `tags`, `paths` and `components`");
        }
        [] => report.add(&start, "an empty file: give it `paths` or `components`, or remove it"),
        _ => report.add(&start, "several documents in one file: give each a file of its own"),
    }
    empty
}

/// What the parser objects to; of a repeated key, its name too.
fn syntax(error: &ScanError, text: &str) -> String {
    let line = text.lines().nth(error.marker().line().saturating_sub(1)).unwrap_or_default();
    match (error.info(), line.split_once(':')) {
        ("duplicated key in mapping", Some((key, _))) => {
            format!("the key `{}` stands twice in this map", key.trim())
        }
        (info, _) => format!("no valid YAML: {info}"),
    }
}

fn convert(yaml: &MarkedYaml<'_>, place: Place, report: &mut Report) -> Node {
    let tree = match &yaml.data {
        YamlData::Value(scalar) => Tree::Scalar(value(scalar, &place, report)),
        YamlData::Sequence(items) => Tree::List(
            items.iter().map(|item| convert(item, at(&place, item.span.start.line()), report)).collect(),
        ),
        YamlData::Mapping(entries) => {
            let mut map = IndexMap::new();
            for (key, item) in entries {
                let place = at(&place, key.span.start.line());
                let Some(name) = key.data.as_str() else {
                    report.add(&place, "a key that is no text: put it in quotes");
                    continue;
                };
                map.insert(name.to_owned(), convert(item, place, report));
            }
            Tree::Map(map)
        }
        YamlData::Tagged(..) | YamlData::Alias(_) | YamlData::Representation(..) | YamlData::BadValue => {
            report.add(&place, "only plain YAML is understood here: no tags, no unknown aliases");
            Tree::Scalar(Value::Null)
        }
    };
    Node { place, tree }
}

fn at(place: &Place, line: usize) -> Place {
    Place { file: place.file.clone(), line }
}

fn value(scalar: &Scalar<'_>, place: &Place, report: &mut Report) -> Value {
    match scalar {
        Scalar::Null => Value::Null,
        Scalar::Boolean(flag) => Value::Bool(*flag),
        Scalar::Integer(number) => Value::from(*number),
        Scalar::String(text) => Value::from(text.as_ref()),
        Scalar::FloatingPoint(number) => {
            let number = Number::from_f64(number.into_inner());
            if number.is_none() {
                report.add(place, "a number that JSON cannot hold: infinity and NaN do not exist there");
            }
            number.map_or(Value::Null, Value::Number)
        }
    }
}

impl Node {
    /// The entry of that name, if this is a map that has it.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.map()?.get(key)
    }

    /// The entry at the end of a chain of keys.
    pub fn dig(&self, keys: &[&str]) -> Option<&Node> {
        keys.iter().try_fold(self, |node, key| node.get(key))
    }

    /// The entries of a map.
    pub fn map(&self) -> Option<&IndexMap<String, Node>> {
        match &self.tree {
            Tree::Map(map) => Some(map),
            _ => None,
        }
    }

    /// The items of a list.
    pub fn list(&self) -> Option<&[Node]> {
        match &self.tree {
            Tree::List(items) => Some(items),
            _ => None,
        }
    }

    /// A scalar's value.
    pub fn scalar(&self) -> Option<&Value> {
        match &self.tree {
            Tree::Scalar(value) => Some(value),
            _ => None,
        }
    }

    /// The text of a scalar.
    pub fn text(&self) -> Option<&str> {
        self.scalar()?.as_str()
    }

    /// The entries of the map under `key`; none when it is missing or something else.
    pub fn entries(&self, key: &str) -> impl Iterator<Item = (&str, &Node)> {
        let map = self.get(key).and_then(Node::map);
        map.into_iter().flatten().map(|(name, node)| (name.as_str(), node))
    }

    /// The items of the list under `key`; none when it is missing or something else.
    pub fn items(&self, key: &str) -> &[Node] {
        self.get(key).and_then(Node::list).unwrap_or_default()
    }

    /// The text under `key`.
    pub fn text_of(&self, key: &str) -> Option<&str> {
        self.get(key)?.text()
    }

    /// Whether `key` is set to `true`.
    pub fn flag(&self, key: &str) -> bool {
        self.get(key).and_then(Node::scalar) == Some(&Value::Bool(true))
    }

    /// The node as JSON, in the order of the file.
    pub fn to_json(&self) -> Value {
        match &self.tree {
            Tree::Scalar(value) => value.clone(),
            Tree::List(items) => items.iter().map(Node::to_json).collect(),
            Tree::Map(map) => {
                Value::Object(map.iter().map(|(key, node)| (key.clone(), node.to_json())).collect())
            }
        }
    }
}
