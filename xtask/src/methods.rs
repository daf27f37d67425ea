//! Writes `docs/methods.md`: which method stands for which path, here and in the older clients.

use iiko_codegen::model::{Operation, Spec};

/// Where the table stands, below the root.
pub const FILE: &str = "docs/methods.md";

const HEAD: &str = "\
# Methods

<!-- Written by `cargo xtask regen` from the fragments in openapi/: edit those. -->

Every operation, by section. Paths stand without the leading `PREFIX`. *Call* is the section's method, after `client.`;
*Python* is the method of `pyiikocloudapi`, which `Client` has under the same name; *Go* is the Go client's. *Id* is
what errors, logs, metrics and `client.call(..)` name the operation. *Since* is the first iiko version that knows it. A
*command* is carried out later: its answer holds a correlation id that `client.wait(..)` follows. A *read* changes
nothing and is safe to repeat.

| path | call | Python | Go | id | restriction group | since | kind |
| --- | --- | --- | --- | --- | --- | --- | --- |
";

/// The table of all operations.
pub fn text(spec: &Spec, prefix: &str) -> String {
    let mut text = HEAD.replace("PREFIX", prefix);
    for section in &spec.sections {
        for operation in spec.operations.iter().filter(|operation| operation.section == section.name) {
            text.push_str(&row(operation, spec, prefix));
        }
    }
    text
}

fn row(operation: &Operation, spec: &Spec, prefix: &str) -> String {
    let path = operation.path.strip_prefix(prefix).unwrap_or(&operation.path);
    let cells = [
        code(Some(path)),
        code(Some(&spec.call_of(operation))),
        code(operation.python_method.as_deref()),
        code(operation.go_method.as_deref()),
        code(Some(&operation.id)),
        operation.restriction_group.clone().unwrap_or_default(),
        operation.allowed_from.clone().unwrap_or_default(),
        kind(operation, spec),
    ];
    let cells: Vec<String> = cells.iter().map(|cell| cell.replace('|', "\\|")).collect();
    format!("| {} |\n", cells.join(" | "))
}

fn code(text: Option<&str>) -> String {
    text.map(|text| format!("`{text}`")).unwrap_or_default()
}

fn kind(operation: &Operation, spec: &Spec) -> String {
    let mut words = Vec::new();
    if operation.command {
        words.push("command".to_owned());
    }
    if operation.read_only {
        words.push("read".to_owned());
    }
    if operation.deprecated {
        words.push(match &operation.deprecated_for {
            Some(other) => format!("deprecated: use `{}`", call_of(other, spec)),
            None => "deprecated".to_owned(),
        });
    }
    words.join(", ")
}

fn call_of(id: &str, spec: &Spec) -> String {
    let known = spec.operations.iter().find(|operation| operation.id == id);
    known.map_or_else(|| id.to_owned(), |operation| spec.call_of(operation))
}
