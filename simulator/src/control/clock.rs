//! The clock, read and set.

use std::time::Duration;

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use serde::Deserialize;
use serde_json::{Value, json};

use super::reading::Told;
use crate::clock::{self, Hands};
use crate::refusal::Refusal;
use crate::restaurant::Pace;
use crate::state::{Core, Part};

/// How the clock stands, and how long commands take.
pub(super) fn told(core: &Core) -> Value {
    let pace = core.state().store.pace;
    let (mode, offset) = match core.clock.hands() {
        Hands::Standing(_) => ("manual", TimeDelta::zero()),
        Hands::Going(offset) if matches!(pace, Pace::Polls(_)) => ("polls", offset),
        Hands::Going(offset) => ("real", offset),
    };
    let (polls, delay) = match pace {
        Pace::Polls(polls) => (Some(polls), None),
        Pace::Delay(delay) => (None, u64::try_from(delay.as_millis()).ok()),
    };
    json!({
        "mode": mode,
        "now": core.clock.now().to_rfc3339_opts(SecondsFormat::Millis, true),
        "offsetSeconds": offset.num_seconds(),
        "commandPolls": polls,
        "commandDelayMilliseconds": delay,
    })
}

/// How the clock is to go.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Mode {
    Real,
    Manual,
    Polls,
}

/// What is to change.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct Wanted {
    mode: Option<Mode>,
    advance_seconds: Option<i64>,
    to: Option<DateTime<Utc>>,
    command_polls: Option<u32>,
    command_delay_milliseconds: Option<u64>,
}

/// Sets the clock; what is due by then happens at once.
pub(super) fn set(core: &Core, wanted: &Wanted) -> Told {
    if wanted.advance_seconds.is_some_and(|seconds| seconds < 0) {
        let told = "`advanceSeconds` must be 0 or more: no clock goes back, `reset` begins anew";
        return Err(Refusal::bad_request("CLOCK_INVALID", told));
    }
    let now = core.clock.now();
    if wanted.to.is_some_and(|to| to < now) {
        let told = "`to` is in the simulator's past: no clock goes back, `reset` begins anew";
        return Err(Refusal::bad_request("CLOCK_INVALID", told));
    }
    {
        let mut state = core.state();
        match wanted.mode {
            None => {}
            Some(Mode::Manual) => core.clock.set(Hands::Standing(now)),
            Some(Mode::Real | Mode::Polls) => core.clock.set(Hands::Going(now - clock::wall())),
        }
        state.store.pace = match (&wanted.mode, wanted.command_polls, wanted.command_delay_milliseconds) {
            (_, Some(polls), _) => Pace::Polls(polls),
            (_, None, Some(milliseconds)) => Pace::Delay(Duration::from_millis(milliseconds)),
            (Some(Mode::Polls), ..) => Pace::Polls(1),
            (Some(Mode::Real), ..) => Pace::Delay(Duration::ZERO),
            _ => state.store.pace,
        };
    }
    let by = wanted.to.map_or(TimeDelta::seconds(wanted.advance_seconds.unwrap_or_default()), |to| to - now);
    core.clock.advance(by);
    core.state().store.settle();
    core.changes.tell(&[Part::Clock, Part::Orders]);
    Ok(told(core))
}
