//! Writes `docs/methods.md`: which method stands for which path, here and in the older clients.

use iiko_codegen::model::{Operation, Spec};

/// Where the table stands, below the root.
pub const FILE: &str = "docs/methods.md";

const HEAD: &str = "\
# Methods

<!-- Written by `cargo xtask regen` from the fragments in openapi/: edit those. -->

Every operation, by section. Paths stand without the leading `PREFIX`. *Python* and *Go* are the method's names in
`pyiikocloudapi` and in the Go client, where they have it. *Since* is the first iiko version that knows the
operation. A *command* is carried out later: its answer holds a correlation id that `status` follows. A *read*
changes nothing and is safe to repeat.

| path | method | section | Python | Go | restriction group | since | kind |
| --- | --- | --- | --- | --- | --- | --- | --- |
";

/// The table of all operations.
pub fn text(spec: &Spec, prefix: &str) -> String {
    let mut text = HEAD.replace("PREFIX", prefix);
    for section in &spec.sections {
        for operation in spec.operations.iter().filter(|operation| operation.section == section.name) {
            text.push_str(&row(operation, &section.title, prefix));
        }
    }
    text
}

fn row(operation: &Operation, section: &str, prefix: &str) -> String {
    let path = operation.path.strip_prefix(prefix).unwrap_or(&operation.path);
    let cells = [
        code(Some(path)),
        code(Some(&operation.id)),
        section.to_owned(),
        code(operation.python_method.as_deref()),
        code(operation.go_method.as_deref()),
        operation.restriction_group.clone().unwrap_or_default(),
        operation.allowed_from.clone().unwrap_or_default(),
        kind(operation),
    ];
    let cells: Vec<String> = cells.iter().map(|cell| cell.replace('|', "\\|")).collect();
    format!("| {} |\n", cells.join(" | "))
}

fn code(text: Option<&str>) -> String {
    text.map(|text| format!("`{text}`")).unwrap_or_default()
}

fn kind(operation: &Operation) -> String {
    let mut words = Vec::new();
    if operation.command {
        words.push("command".to_owned());
    }
    if operation.read_only {
        words.push("read".to_owned());
    }
    if operation.deprecated {
        words.push(match &operation.deprecated_for {
            Some(other) => format!("deprecated: use `{other}`"),
            None => "deprecated".to_owned(),
        });
    }
    words.join(", ")
}
