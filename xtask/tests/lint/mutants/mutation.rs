//! One change of a document, at a place and of a kind that chance chooses.

use fastrand::Rng;
use serde_json::{Value, json};

/// Names that Rust cannot have, or that become another's, or that older code might cut in the middle of a letter.
const ODD_NAMES: &[&str] = &[
    "",
    " ",
    "_",
    "__",
    "1x",
    "self",
    "Self",
    "super",
    "crate",
    "type",
    "async",
    "r#type",
    "a-b",
    "a b",
    "a.b",
    "a/b",
    "-",
    "+",
    "ё",
    "Ёж",
    "名",
    "é",
    "🦀",
    "ß",
    "\u{202e}",
    "\n",
    "\0",
    "\"",
    "{id}",
    "}",
    "#",
    "$ref",
    "Unknown",
    "Vec",
    "Option",
    "String",
    "id",
    "ID",
    "Id",
    "i_d",
    "UNKNOWN",
    "/",
    "//",
    "default",
    "true",
    "request",
    "client",
    "options",
    "send",
    "retry",
    "aVeryLongNameThatGoesOnAndOnAndOnUntilNobodyReadsItAnyMore",
];

const REF: &str = "#/components/schemas/";

/// Where a value is: keys and indices from the root.
type Path = Vec<Step>;

#[derive(Debug, Clone)]
enum Step {
    Key(String),
    Index(usize),
}

/// Changes the document and says how.
pub fn mutate(document: &mut Value, random: &mut Rng) -> String {
    let mut paths = Vec::new();
    collect(document, &mut Vec::new(), &mut paths);
    loop {
        let path = &paths[random.usize(..paths.len())];
        if is_for_people(path) && random.usize(..8) > 0 {
            continue;
        }
        let kind = random.usize(..8);
        let change = match kind {
            0 => remove(document, path),
            1 | 2 => replace(document, path, odd_value(random)),
            3 => rename(document, path, random),
            4 => duplicate(document, path, random),
            5 => refer(document, path, random),
            6 => swap(document, path, &paths[random.usize(..paths.len())]),
            _ => odd_text(document, path, random),
        };
        if let Some(change) = change {
            return format!("{change} at {}", told(path));
        }
    }
}

/// Words for people are half of the bundle, and to break them breaks little: only some are.
fn is_for_people(path: &[Step]) -> bool {
    const WORDS: [&str; 7] = [
        "description",
        "summary",
        "info",
        "x-enum-descriptions",
        "x-title",
        "x-vendor-tag",
        "x-restriction-group",
    ];
    path.iter().any(|step| matches!(step, Step::Key(key) if WORDS.contains(&key.as_str())))
}

fn collect(value: &Value, path: &mut Path, paths: &mut Vec<Path>) {
    let mut inside = |step: Step, value: &Value| {
        path.push(step);
        paths.push(path.clone());
        collect(value, path, paths);
        path.pop();
    };
    match value {
        Value::Object(map) => map.iter().for_each(|(key, value)| inside(Step::Key(key.clone()), value)),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(at, value)| inside(Step::Index(at), value))
        }
        _ => {}
    }
}

fn told(path: &[Step]) -> String {
    let step = |step: &Step| match step {
        Step::Key(key) => format!("{key:?}"),
        Step::Index(index) => index.to_string(),
    };
    path.iter().map(step).collect::<Vec<_>>().join(" ")
}

fn at<'a>(document: &'a mut Value, path: &[Step]) -> Option<&'a mut Value> {
    path.iter().try_fold(document, |value, step| match step {
        Step::Key(key) => value.get_mut(key),
        Step::Index(index) => value.get_mut(index),
    })
}

/// The last step and what it stands in.
fn parent<'a, 'b>(document: &'a mut Value, path: &'b [Step]) -> Option<(&'a mut Value, &'b Step)> {
    let (last, before) = path.split_last()?;
    Some((at(document, before)?, last))
}

fn remove(document: &mut Value, path: &[Step]) -> Option<String> {
    match parent(document, path)? {
        (Value::Object(map), Step::Key(key)) => map.shift_remove(key).map(drop)?,
        (Value::Array(items), Step::Index(index)) => drop(items.remove(*index)),
        _ => return None,
    }
    Some("removed".to_owned())
}

fn replace(document: &mut Value, path: &[Step], value: Value) -> Option<String> {
    let text = format!("replaced by {value}");
    *at(document, path)? = value;
    Some(text)
}

fn odd_value(random: &mut Rng) -> Value {
    let values = [
        json!(null),
        json!(5),
        json!(-1),
        json!(0),
        json!(0.5),
        json!(1e300),
        json!(-1e300),
        json!(u64::MAX),
        json!(i64::MIN),
        json!(true),
        json!(false),
        json!(""),
        json!("text"),
        json!([]),
        json!({}),
        json!([[]]),
        json!([null]),
        json!([5]),
        json!({"": {}}),
        json!({"$ref": 5}),
        json!({"$ref": "#/components/schemas/NotThere"}),
        json!({"$ref": "#/components/responses/Error"}),
        json!({"type": "string"}),
        json!({"type": "object"}),
        json!({"type": "array"}),
        json!({"type": ["string"]}),
        json!({"allOf": []}),
        json!({"oneOf": []}),
        json!({"enum": []}),
        json!({"type": "array", "items": {"type": "array", "items": {"type": "number", "format": "decimal"}}}),
        json!({"type": "object", "additionalProperties": {"type": "array", "items": {"nullable": true}}}),
    ];
    values[random.usize(..values.len())].clone()
}

fn odd_name(random: &mut Rng) -> String {
    ODD_NAMES[random.usize(..ODD_NAMES.len())].to_owned()
}

/// The same words in another spelling: Rust has one name for both.
fn respelled(name: &str, random: &mut Rng) -> String {
    match random.usize(..4) {
        0 => name.to_uppercase(),
        1 => format!("{}{}", name[..name.len().min(1)].to_uppercase(), &name[name.len().min(1)..]),
        2 => format!("{name}_"),
        _ => format!("-{name}"),
    }
}

fn other_name(name: &str, random: &mut Rng) -> String {
    if name.is_ascii() && random.bool() { respelled(name, random) } else { odd_name(random) }
}

/// Gives an entry another key, in its place.
fn rename(document: &mut Value, path: &[Step], random: &mut Rng) -> Option<String> {
    let (Value::Object(map), Step::Key(key)) = parent(document, path)? else { return None };
    let name = other_name(key, random);
    let entries = std::mem::take(map).into_iter();
    map.extend(entries.map(|(old, value)| (if old == *key { name.clone() } else { old }, value)));
    Some(format!("renamed to {name:?}"))
}

/// Puts a value there twice, in an object under a name of its own.
fn duplicate(document: &mut Value, path: &[Step], random: &mut Rng) -> Option<String> {
    match parent(document, path)? {
        (Value::Object(map), Step::Key(key)) => {
            let (name, value) = (other_name(key, random), map.get(key)?.clone());
            map.insert(name.clone(), value);
            Some(format!("also as {name:?}"))
        }
        (Value::Array(items), Step::Index(index)) => {
            items.push(items.get(*index)?.clone());
            Some("twice".to_owned())
        }
        _ => None,
    }
}

/// Puts a reference there: to itself, to another schema or to nothing. So types become recursive.
fn refer(document: &mut Value, path: &[Step], random: &mut Rng) -> Option<String> {
    let mut names: Vec<String> = document["components"]["schemas"].as_object()?.keys().cloned().collect();
    names.push("NotThere".to_owned());
    let mut own = path.iter().filter_map(|step| match step {
        Step::Key(key) if names.contains(key) => Some(key.clone()),
        _ => None,
    });
    let target = match own.next_back().filter(|_| random.bool()) {
        Some(own) => own,
        None => names[random.usize(..names.len())].clone(),
    };
    let target = format!("{REF}{target}");
    match at(document, path)? {
        Value::String(text) if text.starts_with(REF) => *text = target.clone(),
        value @ Value::Object(_) if path.len() > 3 => *value = json!({ "$ref": target }),
        _ => return None,
    }
    Some(format!("refers to {target}"))
}

fn swap(document: &mut Value, path: &[Step], other: &[Step]) -> Option<String> {
    let (left, right) = (at(document, path)?.clone(), at(document, other)?.clone());
    *at(document, path)? = right;
    if let Some(place) = at(document, other) {
        *place = left;
    }
    Some(format!("swapped with what is at {}", told(other)))
}

fn odd_text(document: &mut Value, path: &[Step], random: &mut Rng) -> Option<String> {
    let Value::String(text) = at(document, path)? else { return None };
    *text = other_name(text, random);
    Some(format!("now says {text:?}"))
}
