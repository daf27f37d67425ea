//! Places in a JSON text: the paths of the values that begin at given offsets.

use std::fmt;

use serde::Deserializer as _;
use serde::de::{MapAccess, SeqAccess, Visitor};
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
    let mut walk = Walk { start: text.as_ptr() as usize, path: String::new(), offsets, found: Vec::new() };
    if let Ok(root) = serde_json::from_str::<&RawValue>(text) {
        walk.descend(root.get());
    }
    walk.found.resize(offsets.len(), String::new());
    walk.found
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

/// A walk through the values of a text, of which it keeps none.
struct Walk<'a> {
    start: usize,
    /// Where it is.
    path: String,
    /// What is still to be found.
    offsets: &'a [usize],
    found: Vec<String>,
}

impl Walk<'_> {
    /// Goes through a value and gives its path to the offsets in it that no value within it has.
    fn descend(&mut self, value: &str) {
        let end = self.offset(value) + value.len();
        if value.starts_with(['{', '[']) {
            // It is broken off when everything in it is found.
            let _ = serde_json::Deserializer::from_str(value).deserialize_any(&mut *self);
        }
        self.find(end);
    }

    fn offset(&self, value: &str) -> usize {
        (value.as_ptr() as usize).saturating_sub(self.start)
    }

    /// Gives the present path to the offsets before `end`.
    fn find(&mut self, end: usize) {
        while let Some((_, rest)) = self.offsets.split_first().filter(|(offset, _)| **offset < end) {
            self.found.push(self.path.clone());
            self.offsets = rest;
        }
    }

    /// Looks at a value within the present one; tells whether there is more to look for.
    fn step(&mut self, value: &RawValue, name: impl FnOnce(&mut String)) -> bool {
        let begin = self.offset(value.get());
        self.find(begin);
        if self.offsets.first().is_some_and(|offset| *offset < begin + value.get().len()) {
            let length = self.path.len();
            name(&mut self.path);
            self.descend(value.get());
            self.path.truncate(length);
        }
        !self.offsets.is_empty()
    }
}

impl<'de> Visitor<'de> for &mut Walk<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object or an array")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let mut index = 0;
        while let Some(item) = items.next_element::<&'de RawValue>()? {
            if !self.step(item, |path| path.push_str(&format!("[{index}]"))) {
                break;
            }
            index += 1;
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        while let Some((key, value)) = members.next_entry::<String, &'de RawValue>()? {
            let name = |path: &mut String| {
                if !path.is_empty() {
                    path.push('.');
                }
                path.push_str(&key);
            };
            if !self.step(value, name) {
                break;
            }
        }
        Ok(())
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
