//! How long commands take.

use std::time::Duration;

/// When a command counts as done.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Pace {
    /// After it has been looked at this often.
    Polls(u32),
    /// After this time, by the simulator's clock.
    Delay(Duration),
}
