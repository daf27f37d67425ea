//! A change in words.

use super::change::{Aspect, Change, Kind};

/// What a change is, in words.
pub fn what(change: &Change) -> String {
    let aspect = change.aspect.name().replace('-', " ");
    let shown = |value: &'_ Option<String>| -> Option<String> {
        value.as_ref().map(|value| if value.is_empty() { "''".to_owned() } else { value.clone() })
    };
    let (theirs, ours) = (shown(&change.theirs), shown(&change.ours));
    match (change.aspect, theirs.as_deref(), ours.as_deref()) {
        (Aspect::Path, Some(theirs), _) => return format!("moved to {theirs}"),
        (Aspect::Authorization, Some("false"), _) => {
            return "names no Authorization parameter any more".to_owned();
        }
        (Aspect::Authorization, Some("true"), _) => return "names an Authorization parameter now".to_owned(),
        (Aspect::Replacement, Some(theirs), _) => return format!("{theirs} is what to use instead"),
        _ => {}
    }
    match (change.kind, theirs.as_deref(), ours.as_deref()) {
        (Kind::Added, Some(theirs), _) if theirs == aspect => format!("{aspect} added"),
        (Kind::Removed, _, Some(ours)) if ours == aspect => format!("{aspect} removed"),
        (Kind::Added, Some(theirs), _) => format!("{aspect} added: {theirs}"),
        (Kind::Removed, _, Some(ours)) => format!("{aspect} removed: {ours}"),
        (Kind::Changed, Some("true"), Some("false")) => format!("is now {aspect}"),
        (Kind::Changed, Some("false"), Some("true")) => format!("is no longer {aspect}"),
        (_, theirs, ours) => {
            format!("{aspect} is now {}, was {}", theirs.unwrap_or("none"), ours.unwrap_or("none"))
        }
    }
}
