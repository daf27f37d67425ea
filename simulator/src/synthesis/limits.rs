//! Limits of a schema.

use serde_json::Value;

/// A length or count within the limits that a schema sets.
pub(super) fn count(schema: &Value, wanted: u64, least: &str, most: &str) -> u64 {
    wanted.max(schema[least].as_u64().unwrap_or_default()).min(schema[most].as_u64().unwrap_or(u64::MAX))
}

/// A text within the limits of its length.
pub(super) fn text(schema: &Value, text: &str) -> String {
    let length = u64::try_from(text.chars().count()).unwrap_or(u64::MAX);
    let wanted = usize::try_from(count(schema, length, "minLength", "maxLength")).unwrap_or_default();
    // Repeated, it is as long as it has to be.
    let source = if text.is_empty() { "-" } else { text };
    source.chars().cycle().take(wanted).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn texts_are_cut_and_filled() {
        assert_eq!(text(&json!({ "maxLength": 3 }), "привет"), "при");
        assert_eq!(text(&json!({ "minLength": 5 }), "ab"), "ababa");
        assert_eq!(text(&json!({ "minLength": 1 }), ""), "-");
        assert_eq!(text(&json!({}), ""), "");
    }
}
