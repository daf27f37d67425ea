//! Rust names for the names of the wire.

use heck::{ToShoutySnakeCase, ToSnakeCase, ToUpperCamelCase};

/// Words that Rust keeps for itself; `r#` would read worse than a trailing underscore.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop",
    "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static",
    "struct", "super", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual",
    "where", "while", "yield",
];

/// The field, parameter or module name for a JSON name, as progenitor's typify spells it.
pub fn field(name: &str) -> String {
    let snake = name.to_snake_case();
    if KEYWORDS.contains(&snake.as_str()) { format!("{snake}_") } else { snake }
}

/// The type name for an operation or schema.
pub fn type_name(name: &str) -> String {
    name.to_upper_camel_case()
}

/// The name of a constant.
pub fn constant(name: &str) -> String {
    name.to_shouty_snake_case()
}

/// What bon calls the state of a builder in which the field of that name is set, after `Set`.
pub fn state(name: &str) -> String {
    let name = name.to_upper_camel_case();
    if name == "Self" { "Self_".to_owned() } else { name }
}

/// The variant name for an enum's value.
pub fn variant(value: &str) -> String {
    let name = value.to_upper_camel_case();
    match name.as_str() {
        "" => "Empty".to_owned(),
        // `Unknown` is the catch-all of every open enum.
        "Unknown" => "UnknownKind".to_owned(),
        "Self" => "SelfValue".to_owned(),
        _ if name.starts_with(|c: char| c.is_ascii_digit()) => format!("Value{name}"),
        _ => name,
    }
}

/// The variant name for a member of a union: its tag where only one chooses it, else its schema's own word.
pub fn union_variant(union: &str, schema: &str, tags: &[String]) -> String {
    match tags {
        [tag] if tag.starts_with(|c: char| c.is_ascii_digit()) => format!("V{tag}"),
        [tag] => variant(tag),
        _ => {
            let stem = common_prefix(union, schema);
            let rest = schema.strip_prefix(stem).unwrap_or(schema);
            if rest.is_empty() { schema.to_owned() } else { rest.to_owned() }
        }
    }
}

fn common_prefix<'a>(left: &'a str, right: &str) -> &'a str {
    let words: Vec<usize> = left.char_indices().filter(|(_, c)| c.is_uppercase()).map(|(at, _)| at).collect();
    let ends = words.into_iter().rev();
    ends.map(|end| &left[..end]).find(|prefix| !prefix.is_empty() && right.starts_with(prefix)).unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_well() {
        assert_eq!(field("organizationIds"), "organization_ids");
        assert_eq!(field("type"), "type_");
        assert_eq!(variant("one-time"), "OneTime");
        assert_eq!(variant("Unknown"), "UnknownKind");
        assert_eq!(variant("DISH"), "Dish");
        assert_eq!(union_variant("ExternalMenu", "ExternalMenuV3", &["3".into()]), "V3");
    }
}
