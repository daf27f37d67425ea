//! What a lenient reading knows while it goes on: the text, the items that it has left out, and the last fault.

use std::cell::{Cell, RefCell};

use serde::de::DeserializeOwned;
use serde_path_to_error::Path;

use super::{piece, place};
use crate::BrokenItem;
use crate::personal::veiled;

/// Most broken items that are told; the others are only counted, or a hostile answer could fill the memory.
const MOST_TOLD: usize = 1000;

/// Deeper texts are not read: every piece begins to count its depth anew, and the stack has an end.
const DEEPEST: usize = 128;

thread_local! {
    static MODE: Cell<Mode> = const { Cell::new(Mode::Off) };
    static CONTEXT: RefCell<Context> = const { RefCell::new(Context::new()) };
}

/// What the second reading is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Off,
    /// To tell where the answer is broken.
    Locate,
    /// To get what is not.
    LeaveOut,
}

struct Context {
    /// Where the text lies, to tell the offsets of its pieces.
    start: usize,
    told: Vec<Told>,
    count: usize,
    /// Where the innermost piece that failed stands, and what failed in it.
    fault: Option<Fault>,
}

struct Fault {
    offset: usize,
    path: String,
}

/// A broken item whose path is not known from the root yet.
struct Told {
    index: usize,
    fault: Fault,
    reason: String,
    raw: String,
}

impl Context {
    const fn new() -> Self {
        Self { start: 0, told: Vec::new(), count: 0, fault: None }
    }

    fn offset(&self, piece: &str) -> usize {
        (piece.as_ptr() as usize).saturating_sub(self.start)
    }
}

/// Switches the context off, whatever happens.
struct Guard;

impl Guard {
    fn enter(text: &str, mode: Mode) -> Self {
        CONTEXT.set(Context { start: text.as_ptr() as usize, ..Context::new() });
        MODE.set(mode);
        Self
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        MODE.set(Mode::Off);
        CONTEXT.set(Context::new());
    }
}

/// What was left out of an answer.
#[derive(Debug, Clone, Default)]
pub(crate) struct Skipped {
    /// The first of them.
    pub(crate) items: Vec<BrokenItem>,
    /// All of them.
    pub(crate) count: usize,
}

impl Skipped {
    /// Says how many items an answer lacks and where the first of them stands.
    pub(crate) fn log(&self, operation: &str) {
        if let Some(first) = self.items.first() {
            let path = veiled(first.path());
            tracing::warn!(
                operation,
                count = self.count,
                path = &*path,
                "broken items are left out of the answer"
            );
        }
    }
}

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

/// An error's words; line and column are those of a piece.
pub(crate) fn reason(error: &serde_json::Error) -> String {
    let mut reason = error.to_string();
    if let Some(end) = reason.rfind(" at line ") {
        reason.truncate(end);
    }
    reason
}

pub(super) fn is_on() -> bool {
    MODE.get() != Mode::Off
}

pub(super) fn leaves_out() -> bool {
    MODE.get() == Mode::LeaveOut
}

/// Notes where a piece failed; what is further in has noted it already.
pub(super) fn note_fault(text: &str, path: &Path) {
    CONTEXT.with_borrow_mut(|context| {
        let offset = context.offset(text);
        context.fault.get_or_insert_with(|| Fault { offset, path: path.to_string() });
    });
}

/// Reads an item, or tells that it is broken.
pub(super) fn item<'de, T>(
    index: usize,
    text: &'de str,
    read: impl FnOnce(&'de str) -> Result<T, serde_json::Error>,
) -> Option<T> {
    let (told, count) = CONTEXT.with_borrow_mut(|context| {
        context.fault = None;
        (context.told.len(), context.count)
    });
    let error = match read(text) {
        Ok(item) => return Some(item),
        Err(error) => error,
    };
    CONTEXT.with_borrow_mut(|context| {
        // What is broken within a broken item is left out with it.
        context.told.truncate(told);
        context.count = count + 1;
        let fault =
            context.fault.take().unwrap_or(Fault { offset: context.offset(text), path: String::new() });
        if context.told.len() < MOST_TOLD {
            context.told.push(Told { index, fault, reason: reason(&error), raw: text.to_owned() });
        }
    });
    None
}
