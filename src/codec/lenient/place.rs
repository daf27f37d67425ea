//! Places in a JSON text: the paths of the values that begin at given offsets.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::value::RawValue;

/// How deep objects and arrays are nested in a text.
pub(super) fn depth(text: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    let mut in_text = false;
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'\\' if in_text => drop(bytes.next()),
            b'"' => in_text = !in_text,
            b'{' | b'[' if !in_text => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' if !in_text => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

/// Whether a text is one JSON value and nothing else.
pub(super) fn only_value(text: &str) -> Result<(), serde_json::Error> {
    serde_json::from_str::<&RawValue>(text).map(drop)
}

/// The paths of the values at those offsets, which ascend; of what is none the path of the value around it.
pub(super) fn paths(text: &str, offsets: &[usize]) -> Vec<String> {
    let mut found = Vec::with_capacity(offsets.len());
    if let Ok(root) = serde_json::from_str::<&RawValue>(text) {
        let mut walk = Walk { start: text.as_ptr() as usize, found: &mut found };
        walk.descend(root, &mut String::new(), offsets);
    }
    found.resize(offsets.len(), String::new());
    found
}

/// A path within a value at another path; `.` is the value itself.
pub(crate) fn joined(root: &str, path: &str) -> String {
    match (root, path) {
        ("", "") => ".".to_owned(),
        ("", path) => path.to_owned(),
        (root, "" | ".") => root.to_owned(),
        (root, path) if path.starts_with('[') => format!("{root}{path}"),
        (root, path) => format!("{root}.{path}"),
    }
}

struct Walk<'a> {
    start: usize,
    found: &'a mut Vec<String>,
}

impl Walk<'_> {
    fn offset(&self, value: &RawValue) -> usize {
        (value.get().as_ptr() as usize).saturating_sub(self.start)
    }

    /// Goes into the values that hold one of the offsets, and into no other.
    fn descend(&mut self, value: &RawValue, path: &mut String, offsets: &[usize]) {
        let mut rest = offsets;
        for (step, child) in children(value) {
            let begin = self.offset(child);
            let before = rest.partition_point(|offset| *offset < begin);
            let within = rest.partition_point(|offset| *offset < begin + child.get().len());
            self.found.extend(std::iter::repeat_n(path.clone(), before));
            if before < within {
                let length = path.len();
                step.write(path);
                self.descend(child, path, &rest[before..within]);
                path.truncate(length);
            }
            rest = &rest[within..];
        }
        self.found.extend(std::iter::repeat_n(path.clone(), rest.len()));
    }
}

/// The way from a value to one in it.
enum Step<'a> {
    Key(Cow<'a, str>),
    Index(usize),
}

impl Step<'_> {
    fn write(&self, path: &mut String) {
        match self {
            Self::Key(key) if path.is_empty() => path.push_str(key),
            Self::Key(key) => {
                path.push('.');
                path.push_str(key);
            }
            Self::Index(index) => path.push_str(&format!("[{index}]")),
        }
    }
}

/// The values in an object or array, in their order in the text.
fn children(value: &RawValue) -> Vec<(Step<'_>, &RawValue)> {
    #[derive(Deserialize)]
    struct Object<'a>(#[serde(borrow)] BTreeMap<Key<'a>, &'a RawValue>);

    #[derive(Deserialize, PartialEq, Eq, PartialOrd, Ord)]
    struct Key<'a>(#[serde(borrow)] Cow<'a, str>);

    let text = value.get();
    match text.as_bytes().first() {
        Some(b'{') => {
            let object = serde_json::from_str::<Object<'_>>(text).map(|object| object.0).unwrap_or_default();
            let mut members: Vec<_> =
                object.into_iter().map(|(key, value)| (Step::Key(key.0), value)).collect();
            members.sort_by_key(|(_, value)| value.get().as_ptr() as usize);
            members
        }
        Some(b'[') => {
            let items = serde_json::from_str::<Vec<&RawValue>>(text).unwrap_or_default();
            items.into_iter().enumerate().map(|(index, value)| (Step::Index(index), value)).collect()
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_become_paths() {
        let text = r#" {"b": [10, {"x y": [true]}], "a\u0041": {"c": "[{\"]"}} "#;
        let at = |part: &str| text.find(part).expect("it is there");
        let offsets = [at("{\"b"), at("[10"), at("10"), at("true"), at(r#""[{"#)];
        assert_eq!(paths(text, &offsets), ["", "b", "b[0]", "b[1].x y[0]", "aA.c"]);
        assert_eq!(depth(text), 4);
        assert_eq!(paths("no JSON", &[3]), [""]);
    }

    #[test]
    fn paths_are_put_together() {
        let cases = [
            ("", "", "."),
            ("", "a", "a"),
            ("a[1]", ".", "a[1]"),
            ("a[1]", "b", "a[1].b"),
            ("a", "[0]", "a[0]"),
        ];
        for (root, path, expected) in cases {
            assert_eq!(joined(root, path), expected);
        }
    }
}
