//! The error bodies of the service, read key by key: whatever one value is, the others still tell what they tell.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;

use crate::operations::ERROR_KEYS;
use crate::types::CorrelationId;

/// Up to this size a success is searched for an error as a whole, larger ones at both ends: no error has more than
/// that around the key that tells it.
const SEARCHED: usize = 64 * 1024;

/// What a property of an error body tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ErrorPart {
    /// What went wrong; that something did, even in a success.
    Failure,
    /// What went wrong.
    Description,
    /// A code for it, or what else there is to say.
    Code,
    /// The id of the call.
    CorrelationId,
}

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
        self.known = true;
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
                Some((rank, part)) => self.take(rank, part, map.next_value()?),
                None => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(())
    }
}

/// Whether a success may carry an error all the same: whether the key that tells one stands anywhere in it.
pub(super) fn may_hide_error(body: &[u8]) -> bool {
    let names = ERROR_KEYS.iter().filter(|(_, part)| *part == ErrorPart::Failure);
    let (front, back) = match body.len().checked_sub(SEARCHED) {
        None | Some(0) => (body, &[][..]),
        Some(rest) => (&body[..SEARCHED], &body[rest..]),
    };
    names.into_iter().any(|(name, _)| has_key(front, name) || has_key(back, name))
}

/// Looks for a key in quotes, whatever its case.
fn has_key(text: &[u8], name: &str) -> bool {
    let (at, letter) = rarest_letter(name);
    memchr::memchr2_iter(letter.to_ascii_lowercase(), letter.to_ascii_uppercase(), text).any(|hit| {
        let Some(start) = hit.checked_sub(at + 1) else { return false };
        match text.get(start..start + name.len() + 2) {
            Some([b'"', key @ .., b'"']) => key.eq_ignore_ascii_case(name.as_bytes()),
            _ => false,
        }
    })
}

/// The letter of a name that other texts have least of, and its place: a search for it stops least often in vain.
fn rarest_letter(name: &str) -> (usize, u8) {
    const BY_FREQUENCY: &[u8] = b"etaoinsrhldcumfpgwybvkxjqz";
    let rarity = |letter: &u8| BY_FREQUENCY.iter().position(|other| other.eq_ignore_ascii_case(letter));
    name.bytes().enumerate().max_by_key(|(_, letter)| rarity(letter)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_found_whatever_its_case_and_where_it_stands() {
        for key in ["errorDescription", "ERRORDESCRIPTION", "ErrorDescription"] {
            assert!(may_hide_error(format!(r#"{{"{key}":1}}"#).as_bytes()), "{key}");
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
