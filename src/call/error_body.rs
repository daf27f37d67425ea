//! The error bodies of the service, read key by key: whatever one value is, the others still tell what they tell.

use std::fmt;
use std::sync::LazyLock;

use memchr::memmem;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;

use crate::codec::types::CorrelationId;
use crate::operation::ErrorPart;
use crate::operation::operations::ERROR_KEYS;

/// So much of a success is searched for the key of an error as the spec writes it, and the end of a larger one: real
/// answers with more than that around the key are no errors.
const SEARCHED: usize = 64 * 1024;

/// So much at both ends is searched for the key in any other case too: that takes ten times as long.
const SEARCHED_CLOSELY: usize = 2 * 1024;

/// What an error body tells.
#[derive(Debug, Default)]
pub(super) struct ErrorBody {
    pub(super) description: Option<String>,
    pub(super) code: Option<String>,
    pub(super) correlation_id: Option<CorrelationId>,
    known: bool,
    failure: bool,
    /// Where in the table the description and the code were found: what comes first there tells more.
    ranks: [usize; 2],
}

impl ErrorBody {
    /// Reads an object with a key of an error body; of one that breaks off, what comes before.
    pub(super) fn read(body: &[u8]) -> Option<Self> {
        let mut read = Self::default();
        let text = String::from_utf8_lossy(body);
        // What is broken behind the keys that tell something takes nothing from them.
        let _ = (&mut read).deserialize(&mut serde_json::Deserializer::from_str(&text));
        read.known.then_some(read)
    }

    /// Whether it is an error also where the status says success.
    pub(super) fn is_failure(&self) -> bool {
        self.failure
    }

    fn take(&mut self, rank: usize, part: ErrorPart, value: Value) {
        let Some(text) = text(value) else { return };
        match part {
            ErrorPart::CorrelationId => {
                self.correlation_id = self.correlation_id.or_else(|| text.trim().parse().ok())
            }
            ErrorPart::Code => put(&mut self.code, &mut self.ranks[1], text, rank),
            ErrorPart::Failure | ErrorPart::Description => {
                self.failure |= part == ErrorPart::Failure;
                put(&mut self.description, &mut self.ranks[0], text, rank);
            }
        }
    }
}

/// Keeps the text that ranks first; of two for the same key, the first.
fn put(kept: &mut Option<String>, kept_rank: &mut usize, text: String, rank: usize) {
    if kept.is_none() || rank < *kept_rank {
        *kept = Some(text);
        *kept_rank = rank;
    }
}

/// What a value tells; nothing when it is empty or a bare yes or no.
fn text(value: Value) -> Option<String> {
    match value {
        Value::Null | Value::Bool(_) => None,
        Value::String(text) => (!text.trim().is_empty()).then_some(text),
        Value::Array(items) if items.is_empty() => None,
        Value::Object(members) if members.is_empty() => None,
        other => Some(other.to_string()),
    }
}

/// The place of a key in the table, however it is written: `errorDescription`, `ErrorDescription`,
/// `error_description`.
fn part(key: &str) -> Option<(usize, ErrorPart)> {
    let letters = |name: &str| {
        let bytes = name.bytes().filter(|byte| !matches!(byte, b'_' | b'-'));
        bytes.map(|byte| byte.to_ascii_lowercase()).collect::<Vec<_>>()
    };
    let key = letters(key);
    let rank = ERROR_KEYS.iter().position(|(name, _)| letters(name) == key)?;
    Some((rank, ERROR_KEYS[rank].1))
}

impl<'de> DeserializeSeed<'de> for &mut ErrorBody {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for &mut ErrorBody {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an error body")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            match part(&key) {
                Some((rank, part)) => {
                    self.known = true;
                    self.take(rank, part, map.next_value()?);
                }
                None => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(())
    }
}

/// A key that tells an error, ready to be searched for.
struct Key {
    name: &'static str,
    quoted: memmem::Finder<'static>,
    /// The letter that other texts have least of, and its place: a search for it stops least often in vain.
    letter: (usize, u8),
}

static FAILURES: LazyLock<Vec<Key>> = LazyLock::new(|| {
    let failures = ERROR_KEYS.iter().filter(|(_, part)| *part == ErrorPart::Failure);
    failures.map(|(name, _)| Key::new(name)).collect()
});

/// Whether a success may carry an error all the same: whether the key that tells one stands in it.
pub(super) fn may_hide_error(body: &[u8]) -> bool {
    let front = &body[..body.len().min(SEARCHED)];
    let (start, end) = match body.len() {
        small if small <= 2 * SEARCHED_CLOSELY => (body, &[][..]),
        large => (&body[..SEARCHED_CLOSELY], &body[large - SEARCHED_CLOSELY..]),
    };
    let hides =
        |key: &Key| key.stands_in(front) || key.stands_in_any_case(start) || key.stands_in_any_case(end);
    FAILURES.iter().any(hides)
}

impl Key {
    fn new(name: &'static str) -> Self {
        const BY_FREQUENCY: &[u8] = b"etaoinsrhldcumfpgwybvkxjqz";
        let rarity = |letter: &u8| BY_FREQUENCY.iter().position(|other| other.eq_ignore_ascii_case(letter));
        let letter = name.bytes().enumerate().max_by_key(|(_, letter)| rarity(letter)).unwrap_or_default();
        let quoted = memmem::Finder::new(&format!("\"{name}\"")).into_owned();
        Self { name, quoted, letter }
    }

    fn stands_in(&self, text: &[u8]) -> bool {
        self.quoted.find(text).is_some()
    }

    fn stands_in_any_case(&self, text: &[u8]) -> bool {
        let (at, letter) = self.letter;
        let (lower, upper) = (letter.to_ascii_lowercase(), letter.to_ascii_uppercase());
        memchr::memchr2_iter(lower, upper, text).any(|hit| {
            let Some(start) = hit.checked_sub(at + 1) else { return false };
            match text.get(start..start + self.name.len() + 2) {
                Some([b'"', key @ .., b'"']) => key.eq_ignore_ascii_case(self.name.as_bytes()),
                _ => false,
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_found_whatever_its_case_and_where_it_stands() {
        for key in ["errorDescription", "ERRORDESCRIPTION", "ErrorDescription"] {
            assert!(may_hide_error(format!(r#"{{"{key}":1}}"#).as_bytes()), "{key}");
            let straddling = "p".repeat(SEARCHED_CLOSELY - 8);
            assert!(may_hide_error(format!(r#"{{"{straddling}":0,"{key}":1}}"#).as_bytes()), "{key} across");
            let long = "p".repeat(3 * SEARCHED);
            assert!(may_hide_error(format!(r#"{{"{key}":"{long}"}}"#).as_bytes()), "{key} at the front");
            assert!(may_hide_error(format!(r#"{{"a":"{long}","{key}":1}}"#).as_bytes()), "{key} at the end");
        }
        for other in ["", "p", r#"{"description":1}"#, r#"{"errorDescriptions":1}"#, r#"errorDescription":1"#]
        {
            assert!(!may_hide_error(other.as_bytes()), "{other}");
        }
    }
}
