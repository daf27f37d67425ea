//! Writes lines into YAML text without touching what stands there: comments, order and spelling stay.

use std::sync::Arc;

use serde_json::{Map, Value};

use crate::fragments::{self, Node, Tree};
use crate::problem::Report;

/// Something to write into a fragment.
#[derive(Debug, Clone, PartialEq)]
pub struct Edit {
    /// The file, relative to the project's root.
    pub file: String,
    /// Keys that lead to the map or list; those that are missing are made.
    pub path: Vec<String>,
    /// What to add there.
    pub insert: Insert,
}

/// What to add.
#[derive(Debug, Clone, PartialEq)]
pub enum Insert {
    /// An entry of a map.
    Entry(String, Value),
    /// An item of a list.
    Item(Value),
}

/// A text with the edit written in.
#[derive(Debug)]
pub struct Written {
    /// The whole text.
    pub text: String,
    /// The line of the first of the new lines, counted from 1.
    pub line: usize,
    /// The new lines.
    pub lines: Vec<String>,
}

impl Edit {
    /// The place in words: `components.schemas.Order.properties`.
    pub fn place(&self) -> String {
        self.path.join(".")
    }

    /// Writes the edit into the text of its file, or says why a person has to.
    pub fn write(&self, text: &str) -> Result<Written, String> {
        let file: Arc<str> = self.file.as_str().into();
        let mut report = Report::default();
        let root = fragments::parse(&file, if text.trim().is_empty() { "{}" } else { text }, &mut report);
        if !report.is_empty() && !text.trim().is_empty() && !comments_only(text) {
            return Err(format!("{}: no YAML that can be added to", self.file));
        }
        let (node, rest) = descend(&root, &self.path);
        let insert = rest.iter().rev().fold(self.insert.clone(), |inner, key| {
            let value = match inner {
                Insert::Entry(key, value) => Value::Object(Map::from_iter([(key, value)])),
                Insert::Item(value) => Value::Array(vec![value]),
            };
            Insert::Entry(key.clone(), value)
        });
        let depth = self.path.len() - rest.len();
        place(text, node, depth == 0, &insert).map_err(|reason| format!("{}: {reason}", self.file))
    }
}

fn comments_only(text: &str) -> bool {
    text.lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with('#'))
}

/// The deepest node of the path that exists, and the keys that lead on from there.
fn descend<'n, 'p>(root: &'n Node, path: &'p [String]) -> (&'n Node, &'p [String]) {
    let mut node = root;
    for (index, key) in path.iter().enumerate() {
        match node.get(key) {
            Some(inner) => node = inner,
            None => return (node, &path[index..]),
        }
    }
    (node, &[])
}

fn place(text: &str, node: &Node, is_root: bool, insert: &Insert) -> Result<Written, String> {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let key_line = node.place.line - 1;
    let first_child = match (&node.tree, insert) {
        (Tree::Map(map), Insert::Entry(key, _)) if map.contains_key(key) => {
            return Err(format!("`{key}` is there already"));
        }
        (Tree::Map(map), Insert::Entry(..)) => map.values().next(),
        (Tree::List(items), Insert::Item(_)) => items.first(),
        (Tree::Scalar(Value::Null), _) => None,
        _ => return Err(format!("line {} holds something else than the new lines need", node.place.line)),
    };
    if is_root {
        let new = block(insert, 0);
        let line = lines.len() + 1;
        lines.extend(new.iter().cloned());
        return Ok(Written { text: joined(&lines), line, lines: new });
    }
    let opening = lines.get(key_line).cloned().unwrap_or_default();
    let flow =
        matches!(opening.split(" #").next().unwrap_or_default().trim_end().chars().last(), Some(']' | '}'));
    let Some(child) = first_child else {
        // `key: {}`, `key: []` and a bare `key:` are opened into a block.
        let start = opening.trim_end().trim_end_matches("{}").trim_end_matches("[]").trim_end().to_owned();
        let new = block(insert, indent(&opening) + 2);
        lines[key_line] = start;
        return Ok(spliced(lines, key_line + 1, new));
    };
    if flow {
        return in_flow(lines, key_line, insert);
    }
    let column = indent(&lines[child.place.line - 1]);
    let end = end_of_block(&lines, key_line, indent(&opening));
    Ok(spliced(lines, end, block(insert, column)))
}

/// Adds to `[a, b]` on one line.
fn in_flow(mut lines: Vec<String>, line: usize, insert: &Insert) -> Result<Written, String> {
    let Insert::Item(value) = insert else { return Err(format!("line {}: a map on one line", line + 1)) };
    let end = lines[line].rfind(']').ok_or_else(|| format!("line {}: a list on several lines", line + 1))?;
    lines[line].insert_str(end, &format!(", {}", scalar(value)));
    let new = vec![lines[line].clone()];
    Ok(Written { text: joined(&lines), line: line + 1, lines: new })
}

fn spliced(mut lines: Vec<String>, at: usize, new: Vec<String>) -> Written {
    lines.splice(at..at, new.iter().cloned());
    Written { text: joined(&lines), line: at + 1, lines: new }
}

fn joined(lines: &[String]) -> String {
    let mut text = lines.join("\n");
    text.push('\n');
    text
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

/// The index after the last line that belongs to the key at `start`; blank lines after it do not.
fn end_of_block(lines: &[String], start: usize, column: usize) -> usize {
    let mut end = start + 1;
    for (index, line) in lines.iter().enumerate().skip(start + 1) {
        if line.trim().is_empty() {
            continue;
        }
        let item = indent(line) == column && line.trim_start().starts_with("- ");
        if indent(line) <= column && !item {
            break;
        }
        end = index + 1;
    }
    end
}

/// The lines of an insertion at a column.
fn block(insert: &Insert, column: usize) -> Vec<String> {
    let mut lines = Vec::new();
    match insert {
        Insert::Entry(key, value) => entry(key, value, column, &mut lines),
        Insert::Item(value) => item(value, column, &mut lines),
    }
    lines
}

fn entry(key: &str, value: &Value, column: usize, lines: &mut Vec<String>) {
    let start = format!("{}{}:", " ".repeat(column), plain(key));
    match value {
        Value::Object(map) if !map.is_empty() => {
            lines.push(start);
            for (key, value) in map {
                entry(key, value, column + 2, lines);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            lines.push(start);
            for value in items {
                item(value, column + 2, lines);
            }
        }
        _ => lines.push(format!("{start} {}", scalar(value))),
    }
}

fn item(value: &Value, column: usize, lines: &mut Vec<String>) {
    let Value::Object(map) = value else {
        lines.push(format!("{}- {}", " ".repeat(column), scalar(value)));
        return;
    };
    let first = lines.len();
    for (key, value) in map {
        entry(key, value, column + 2, lines);
    }
    if let Some(line) = lines.get_mut(first) {
        line.replace_range(column..column + 1, "-");
    }
}

fn scalar(value: &Value) -> String {
    match value {
        Value::String(text) => plain(text),
        Value::Array(items) if !items.is_empty() => {
            format!("[{}]", items.iter().map(scalar).collect::<Vec<_>>().join(", "))
        }
        other => other.to_string(),
    }
}

/// Text bare where YAML reads it as the same text, else in quotes.
fn plain(text: &str) -> String {
    let mut characters = text.chars();
    let starts_well = characters.next().is_some_and(|c| c.is_ascii_alphabetic() || matches!(c, '/' | '$'));
    let goes_on_well = characters.all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/' | ' '));
    let keyword = ["true", "false", "null", "yes", "no", "on", "off"].contains(&text.to_lowercase().as_str());
    if starts_well && goes_on_well && !keyword && !text.ends_with(' ') {
        return text.to_owned();
    }
    if text.chars().any(char::is_control) {
        // JSON's escapes are YAML's, too.
        return Value::from(text).to_string();
    }
    format!("'{}'", text.replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const TEXT: &str = "# Head.\nschemas:\n  Order: # what is ordered\n    required: [id]\n    properties:\n      id:\n        description: 'Its\n          id.'\n        type: string\n      # the guest\n\n  Other:\n    enum:\n      - A\n    nothing: {}\n";

    fn edit(path: &[&str], insert: Insert) -> Written {
        let path = path.iter().map(|key| (*key).to_owned()).collect();
        Edit { file: "openapi/x.yaml".to_owned(), path, insert }.write(TEXT).expect("an edit")
    }

    #[test]
    fn an_entry_follows_the_last_line_of_its_map() {
        let value = json!({"description": "", "allOf": [{"$ref": "#/a"}]});
        let written = edit(&["schemas", "Order", "properties"], Insert::Entry("new".into(), value));
        assert_eq!(
            written.lines,
            ["      new:", "        description: ''", "        allOf:", "          - $ref: '#/a'"]
        );
        assert_eq!(written.line, 11);
        assert!(written.text.contains("      # the guest\n      new:\n"));
        assert!(written.text.contains("- $ref: '#/a'\n\n  Other:"));
    }

    #[test]
    fn items_join_lists_in_either_form() {
        let flow = edit(&["schemas", "Order", "required"], Insert::Item("no".into()));
        assert_eq!(flow.lines, ["    required: [id, 'no']"]);
        let block = edit(&["schemas", "Other", "enum"], Insert::Item("B".into()));
        assert!(block.text.contains("      - A\n      - B\n    nothing"));
    }

    #[test]
    fn what_is_missing_or_empty_is_made() {
        let missing = edit(&["schemas", "Other", "required"], Insert::Item("id".into()));
        assert!(missing.text.ends_with("    nothing: {}\n    required:\n      - id\n"));
        let empty = edit(&["schemas", "Other", "nothing"], Insert::Entry("a".into(), json!(1)));
        assert!(empty.text.ends_with("    nothing:\n      a: 1\n"));
    }

    #[test]
    fn what_is_there_is_not_written_twice() {
        let path = vec!["schemas".to_owned(), "Order".to_owned()];
        let insert = Insert::Entry("required".into(), json!([]));
        let error =
            Edit { file: "openapi/x.yaml".to_owned(), path, insert }.write(TEXT).expect_err("a refusal");
        assert_eq!(error, "openapi/x.yaml: `required` is there already");
    }
}
