//! The second reading of a whole text, from its beginning to what came of it.

use serde::de::DeserializeOwned;

use super::context::{CONTEXT, Context, Fault, Guard, Mode, Skipped, Told, reason};
use super::piece::piece;
use super::place;
use crate::codec::BrokenItem;

/// Deeper texts are not read: every piece begins to count its depth anew, and the stack has an end.
const DEEPEST: usize = 128;

/// What a lenient reading comes to; its error is the path and the reason of what is broken outside of every
/// independent list.
pub(crate) type Read<T> = Result<(T, Skipped), (String, String)>;

/// Reads a text leniently.
pub(crate) fn read<T: DeserializeOwned>(text: &str) -> Read<T> {
    read_again(text, Mode::LeaveOut)
}

/// The path and the reason of the first thing in a text that does not decode.
pub(crate) fn locate<T: DeserializeOwned>(text: &str) -> Option<(String, String)> {
    read_again::<T>(text, Mode::Locate).err()
}

fn read_again<T: DeserializeOwned>(text: &str, mode: Mode) -> Read<T> {
    if place::depth(text) > DEEPEST {
        return Err((".".to_owned(), format!("it is nested more than {DEEPEST} levels deep")));
    }
    let guard = Guard::enter(text, mode);
    let result = piece(text, std::marker::PhantomData::<T>).and_then(|value| {
        // Behind the value there may only be space.
        place::only_value(text).map(|()| value)
    });
    let Context { told, count, fault, .. } = CONTEXT.replace(Context::new());
    drop(guard);
    match result {
        Ok(value) => Ok((value, Skipped { items: items(text, told), count })),
        Err(error) => {
            let fault = fault.unwrap_or(Fault { offset: 0, path: String::new() });
            let root = place::paths(text, &[fault.offset]).pop().unwrap_or_default();
            Err((place::joined(&root, &fault.path), reason(&error)))
        }
    }
}

fn items(text: &str, told: Vec<Told>) -> Vec<BrokenItem> {
    let offsets: Vec<usize> = told.iter().map(|item| item.fault.offset).collect();
    let paths = place::paths(text, &offsets);
    let item = |(told, root): (Told, String)| {
        BrokenItem::new(told.index, place::joined(&root, &told.fault.path), &told.reason, &told.raw)
    };
    told.into_iter().zip(paths).map(item).collect()
}
