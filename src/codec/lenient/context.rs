//! What a lenient reading knows while it goes on: the text, the items that it has left out, and the last fault.

use std::cell::{Cell, RefCell};

use serde_path_to_error::Path;

use crate::codec::BrokenItem;
use crate::codec::personal::veiled;

/// Most broken items that are told; the others are only counted, or a hostile answer could fill the memory.
const MOST_TOLD: usize = 1000;

thread_local! {
    static MODE: Cell<Mode> = const { Cell::new(Mode::Off) };
    pub(super) static CONTEXT: RefCell<Context> = const { RefCell::new(Context::new()) };
}

/// What the second reading is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    Off,
    /// To tell where the answer is broken.
    Locate,
    /// To get what is not.
    LeaveOut,
}

pub(super) struct Context {
    /// Where the text lies, to tell the offsets of its pieces.
    pub(super) start: usize,
    pub(super) told: Vec<Told>,
    pub(super) count: usize,
    /// Where the innermost piece that failed stands, and what failed in it.
    pub(super) fault: Option<Fault>,
}

pub(super) struct Fault {
    pub(super) offset: usize,
    pub(super) path: String,
}

/// A broken item whose path is not known from the root yet.
pub(super) struct Told {
    pub(super) index: usize,
    pub(super) fault: Fault,
    pub(super) reason: String,
    pub(super) raw: String,
}

impl Context {
    pub(super) const fn new() -> Self {
        Self { start: 0, told: Vec::new(), count: 0, fault: None }
    }

    fn offset(&self, piece: &str) -> usize {
        (piece.as_ptr() as usize).saturating_sub(self.start)
    }
}

/// Switches the context off, whatever happens.
pub(super) struct Guard;

impl Guard {
    pub(super) fn enter(text: &str, mode: Mode) -> Self {
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

/// An error's words; line and column are those of a piece.
pub(crate) fn reason(error: &serde_json::Error) -> String {
    let mut reason = error.to_string();
    if let Some(end) = reason.rfind(" at line ") {
        reason.truncate(end);
    }
    reason
}

pub(crate) fn is_on() -> bool {
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
