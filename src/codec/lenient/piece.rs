//! Pieces of the text, each read on its own.

use serde::de::DeserializeSeed;
use serde_path_to_error::Track;

use super::context;

/// Reads a piece of the text; a failure is noted with its place before it is passed on.
pub(super) fn piece<'de, S: DeserializeSeed<'de>>(
    text: &'de str,
    seed: S,
) -> Result<S::Value, serde_json::Error> {
    let mut track = Track::new();
    let mut deserializer = serde_json::Deserializer::from_str(text);
    seed.deserialize(serde_path_to_error::Deserializer::new(&mut deserializer, &mut track))
        .inspect_err(|_| context::note_fault(text, &track.path()))
}
