//! Places in a JSON text: the paths of the values that begin at given offsets. The text may break off or be no JSON
//! further on, so it is read here by its structure alone.

use std::ops::Range;

use serde_json::value::RawValue;

/// How deep objects and arrays are nested in a text.
pub(super) fn depth(text: &str) -> usize {
    let mut deepest = 0;
    let mut walk = Walk::new(text);
    while walk.step() {
        deepest = deepest.max(walk.around.len());
    }
    deepest
}

/// Whether a text is one JSON value and nothing else.
pub(super) fn only_value(text: &str) -> Result<(), serde_json::Error> {
    serde_json::from_str::<&RawValue>(text).map(drop)
}

/// The paths of the values at those offsets, which ascend.
pub(super) fn paths(text: &str, offsets: &[usize]) -> Vec<String> {
    let mut walk = Walk::new(text);
    let path = |offset: &usize| {
        while walk.at < *offset && walk.step() {}
        walk.path()
    };
    offsets.iter().map(path).collect()
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

/// A walk through a text, from one sign of its structure to the next.
struct Walk<'a> {
    text: &'a str,
    at: usize,
    /// The objects and arrays around the place, the outermost first.
    around: Vec<Around>,
}

enum Around {
    /// Where the key of the present property stands, with its quotes; none before the first.
    Object(Option<Range<usize>>, Next),
    /// The index of the present item.
    Array(usize),
}

/// What a text in an object is.
#[derive(PartialEq, Eq)]
enum Next {
    Key,
    Value,
}

impl<'a> Walk<'a> {
    fn new(text: &'a str) -> Self {
        Self { text, at: 0, around: Vec::new() }
    }

    /// Goes on by a byte, or by a text in quotes; tells whether there was one.
    fn step(&mut self) -> bool {
        let Some(byte) = self.text.as_bytes().get(self.at) else { return false };
        let begin = self.at;
        self.at += 1;
        match (byte, self.around.last_mut()) {
            (b'"', around) => {
                self.at = end_of_text(self.text.as_bytes(), begin);
                if let Some(Around::Object(key, next @ Next::Key)) = around {
                    *key = Some(begin..self.at);
                    *next = Next::Value;
                }
            }
            (b'{', _) => self.around.push(Around::Object(None, Next::Key)),
            (b'[', _) => self.around.push(Around::Array(0)),
            (b'}' | b']', _) => drop(self.around.pop()),
            (b',', Some(Around::Array(index))) => *index += 1,
            (b',', Some(Around::Object(_, next))) => *next = Next::Key,
            _ => {}
        }
        true
    }

    fn path(&self) -> String {
        let mut path = String::new();
        for around in &self.around {
            match around {
                Around::Array(index) => path.push_str(&format!("[{index}]")),
                Around::Object(key, _) => {
                    let key =
                        key.clone().and_then(|key| serde_json::from_str::<String>(&self.text[key]).ok());
                    path = joined(&path, &key.unwrap_or_default());
                }
            }
        }
        path
    }
}

/// The end of the text in quotes that begins there, behind its last quote.
fn end_of_text(bytes: &[u8], begin: usize) -> usize {
    let mut at = begin + 1;
    while let Some(next) = bytes.get(at..).and_then(|rest| memchr::memchr2(b'"', b'\\', rest)) {
        at += next;
        if bytes[at] == b'"' {
            return at + 1;
        }
        at += 2;
    }
    bytes.len()
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
        assert_eq!(
            paths(&text[..at("}], \"a")], &offsets[..4]),
            ["", "b", "b[0]", "b[1].x y[0]"],
            "a part of it"
        );
        for odd in ["no JSON", "}]\",", "{\"a\\", "[\"", "\"\\"] {
            assert_eq!(paths(odd, &[odd.len()]).len(), 1);
        }
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
