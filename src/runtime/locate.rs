//! Where an answer does not decode: the JSON path and the reason.

use serde::de::DeserializeOwned;
use serde_json::Value;

/// Bodies up to this size are put into order first, for the full path; of larger ones the path may end at a union,
/// but it costs one more reading and no copy.
pub(super) const LARGEST_ORDERED: usize = 1024 * 1024;

/// Path and reason of the first thing that is wrong.
pub(super) fn located<T: DeserializeOwned>(body: &[u8]) -> Option<(String, String)> {
    if body.len() > LARGEST_ORDERED {
        return first_error::<T>(body);
    }
    let text = String::from_utf8_lossy(body);
    // Tags go first, or what stands before them would be read from a buffer that knows no path.
    let Ok(value) = serde_json::from_str::<Value>(&text) else { return first_error::<T>(text.as_bytes()) };
    let mut ordered = String::with_capacity(text.len());
    tags_first(&value, &mut ordered);
    let (path, mut reason) = first_error::<T>(ordered.as_bytes())?;
    // Line and column are those of the reordered text.
    if let Some(end) = reason.rfind(" at line ") {
        reason.truncate(end);
    }
    Some((path, reason))
}

fn first_error<T: DeserializeOwned>(text: &[u8]) -> Option<(String, String)> {
    let mut deserializer = serde_json::Deserializer::from_slice(text);
    let error = serde_path_to_error::deserialize::<_, T>(&mut deserializer).err()?;
    // A key may be empty, and would leave nothing to read.
    let path = Some(error.path().to_string()).filter(|path| !path.is_empty());
    Some((path.unwrap_or_else(|| "\"\"".to_owned()), error.into_inner().to_string()))
}

/// Writes a value with the tags of unions at the front of each object.
fn tags_first(value: &Value, out: &mut String) {
    match value {
        Value::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                tags_first(item, out);
            }
            out.push(']');
        }
        Value::Object(object) => {
            let is_tag = |key: &str| crate::operations::UNION_TAGS.contains(&key);
            let (tags, others): (Vec<_>, Vec<_>) = object.iter().partition(|(key, _)| is_tag(key));
            out.push('{');
            for (index, (key, value)) in tags.into_iter().chain(others).enumerate() {
                if index > 0 {
                    out.push(',');
                }
                out.push_str(&Value::String(key.clone()).to_string());
                out.push(':');
                tags_first(value, out);
            }
            out.push('}');
        }
        plain => out.push_str(&plain.to_string()),
    }
}
