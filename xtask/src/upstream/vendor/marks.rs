//! Facts that the vendor's document holds only in its descriptions.

use crate::upstream::model::Type;

/// The version of "Allowed from version `7.4.6`" or "supported since 7.2.4".
pub fn allowed_from(description: &str) -> Option<String> {
    let marks = ["Allowed from version ", "supported since "];
    let rest = marks.iter().find_map(|mark| after(description, mark))?.trim_start_matches('`');
    let version: &str = &rest[..rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len())];
    let version = version.trim_end_matches('.');
    (!version.is_empty()).then(|| version.to_owned())
}

/// The group of "Restriction group: `Orders: creating`".
pub fn restriction_group(description: &str) -> Option<String> {
    let rest = after(description, "Restriction group: `")?;
    Some(rest[..rest.find('`')?].to_owned())
}

/// Whether the description calls its operation a command, which goes on after the answer.
pub fn command(description: &str) -> bool {
    description.contains("This method is a command")
}

/// Whether the description begins by calling its subject deprecated.
pub fn deprecated(description: &str) -> bool {
    let start = description.trim_start_matches(|c: char| c.is_whitespace() || c == '>').to_lowercase();
    start.starts_with("deprecated") || start.starts_with("obsolete")
}

/// The path of "use `/api/2/menu` instead", "see `api/2/menu`" and the like, in the first sentences.
pub fn instead(description: &str) -> Option<String> {
    let start = description.split("\n\n").find(|part| !part.trim().is_empty())?;
    let lower = start.to_lowercase();
    if !(deprecated(start) || lower.contains("instead")) {
        return None;
    }
    let at = lower.find("api/")?;
    let rest = start.get(at..)?;
    let end = rest
        .find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '/' | '_' | '-'))
        .unwrap_or(rest.len());
    Some(format!("/{}", rest[..end].trim_end_matches('/')))
}

/// The type of a text whose description names its format: an id, a date-time, a day.
pub fn written_type(description: &str) -> Option<Type> {
    let names = |words: &[&str]| words.iter().any(|word| description.contains(word));
    if names(&["UUID", "GUID"]) {
        Some(Type::Uuid)
    } else if names(&["ISO 8601", "ISO8601", "RFC 3339"]) {
        Some(Type::IsoDateTime)
    } else if names(&["YYYY-MM-DD", "yyyy-MM-dd"]) {
        Some(Type::Date)
    } else {
        None
    }
}

fn after<'a>(text: &'a str, mark: &str) -> Option<&'a str> {
    text.find(mark).map(|start| &text[start + mark.len()..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_found_among_other_words() {
        let text =
            "Makes it.\n\n > Allowed from version `7.4.6`.\n\n > Restriction group: `Orders: creating`.";
        assert_eq!(allowed_from(text).as_deref(), Some("7.4.6"));
        assert_eq!(allowed_from("Allowed from version 8.1.").as_deref(), Some("8.1"));
        assert_eq!(allowed_from("It is supported since 7.2.4 there.").as_deref(), Some("7.2.4"));
        assert_eq!(restriction_group(text).as_deref(), Some("Orders: creating"));
        assert_eq!(allowed_from("Kind **A** allowed from version `7`."), None);
    }

    #[test]
    fn what_to_use_instead_is_a_path() {
        let path = |text: &str| instead(text);
        assert_eq!(
            path("\n\n> Deprecated: use `/api/v2/access_token` instead.").as_deref(),
            Some("/api/v2/access_token")
        );
        assert_eq!(
            path("> Deprecated, use `POST api/1/organizations`.").as_deref(),
            Some("/api/1/organizations")
        );
        assert_eq!(path("Makes it.\n\n Use `api/1/commands/status` to get the status."), None);
        assert_eq!(path("Obsolete."), None);
    }

    #[test]
    fn a_format_is_named_in_words() {
        for (text, ty) in [
            ("Store identifier (GUID)", Some(Type::Uuid)),
            ("Organization UUID", Some(Type::Uuid)),
            ("Signed at, ISO 8601 as YYYY-MM-DDThh:mm", Some(Type::IsoDateTime)),
            ("Payment date (YYYY-MM-DD format)", Some(Type::Date)),
            ("Date and time of creation", None),
        ] {
            assert_eq!(written_type(text), ty, "{text}");
        }
    }

    #[test]
    fn deprecation_stands_at_the_beginning() {
        assert!(deprecated(" > Deprecated, use another."));
        assert!(deprecated("Obsolete field."));
        assert!(!deprecated("Replaces the deprecated one."));
    }
}
