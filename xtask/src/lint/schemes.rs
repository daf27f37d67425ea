//! Security schemes: what they say of refusals is compared by the client with what the service says.

use super::index::Index;
use crate::fragments::Node;
use crate::problem::Report;

/// What a list takes, in words and as a check of one of its items.
type Rule = (&'static str, &'static str, fn(&Node) -> bool);

const LISTS: [Rule; 3] = [
    ("x-login-words", "words in small letters and digits alone, as they are compared", is_plain_word),
    ("x-blocked-statuses", "HTTP statuses of refusals, 400 to 499", is_refusal),
    ("x-blocked-codes", "codes of the service", is_code),
];

const TEXTS: [&str; 3] = ["type", "scheme", "description"];

/// Checks every security scheme of the head.
pub fn check(index: &Index<'_>, report: &mut Report) {
    let Some(components) = index.head.get("components") else { return };
    for (name, scheme) in components.entries("securitySchemes") {
        let Some(entries) = scheme.map() else {
            report.add(&scheme.place, format!("the security scheme `{name}` is a map"));
            continue;
        };
        for (key, value) in entries {
            if let Some((_, takes, fits)) = LISTS.iter().find(|(list, ..)| list == key) {
                if value.list().is_none_or(|items| items.is_empty() || !items.iter().all(fits)) {
                    report.add(&value.place, format!("`{key}` lists {takes}"));
                }
            } else if !TEXTS.contains(&key.as_str()) {
                report.add(&value.place, format!("unknown key `{key}` in a security scheme"));
            } else if value.text().is_none() {
                report.add(&value.place, format!("`{key}` takes text"));
            }
        }
    }
}

fn is_plain_word(node: &Node) -> bool {
    let plain = |char: char| char.is_alphanumeric() && !char.is_uppercase();
    node.text().is_some_and(|word| !word.is_empty() && word.chars().all(plain))
}

fn is_refusal(node: &Node) -> bool {
    let status = node.scalar().and_then(serde_json::Value::as_u64);
    status.is_some_and(|status| (400..500).contains(&status))
}

fn is_code(node: &Node) -> bool {
    node.text().is_some_and(|code| !code.trim().is_empty())
}
