//! The clock, and date-times as iiko writes them: local, without a zone.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};

const FORMAT: &str = "%Y-%m-%d %H:%M:%S%.3f";

/// The clock of a simulator: goes with the wall's, before or behind it, or stands until it is moved.
#[derive(Debug, Clone)]
pub(crate) struct Clock(Arc<Mutex<Hands>>);

/// Where the hands are.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Hands {
    /// Ahead of the wall's clock by so much.
    Going(TimeDelta),
    /// Standing at a time.
    Standing(DateTime<Utc>),
}

impl Clock {
    pub(crate) fn new(hands: Hands) -> Self {
        Self(Arc::new(Mutex::new(hands)))
    }

    /// The date and time of day in UTC.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        match self.hands() {
            Hands::Going(ahead) => wall().checked_add_signed(ahead).unwrap_or(DateTime::<Utc>::MAX_UTC),
            Hands::Standing(time) => time,
        }
    }

    pub(crate) fn hands(&self) -> Hands {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn set(&self, hands: Hands) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = hands;
    }

    /// Moves the hands on, whether they go or stand.
    pub(crate) fn advance(&self, by: TimeDelta) {
        self.set(match self.hands() {
            Hands::Going(ahead) => Hands::Going(ahead.checked_add(&by).unwrap_or(ahead)),
            Hands::Standing(time) => Hands::Standing(time.checked_add_signed(by).unwrap_or(time)),
        });
    }
}

/// The wall's date and time of day.
#[expect(clippy::disallowed_methods, reason = "a date is meant")]
pub(crate) fn wall() -> DateTime<Utc> {
    Utc::now()
}

/// The time at a place that is `offset` hours ahead of UTC.
pub(crate) fn at(time: DateTime<Utc>, offset: i64) -> NaiveDateTime {
    let time = time.naive_utc();
    time.checked_add_signed(TimeDelta::hours(offset)).unwrap_or(time)
}

/// The time in UTC when it is `local` at a place that is `offset` hours ahead.
pub(crate) fn utc(local: NaiveDateTime, offset: i64) -> DateTime<Utc> {
    local.checked_sub_signed(TimeDelta::hours(offset)).unwrap_or(local).and_utc()
}

/// `yyyy-MM-dd HH:mm:ss.fff`.
pub(crate) fn text(time: NaiveDateTime) -> String {
    time.format(FORMAT).to_string()
}

/// Reads a date-time with or without the fraction, parted by a space or by `T`.
pub(crate) fn parse(text: &str) -> Option<NaiveDateTime> {
    let format = if text.contains('T') { "%Y-%m-%dT%H:%M:%S%.f" } else { "%Y-%m-%d %H:%M:%S%.f" };
    NaiveDateTime::parse_from_str(text, format).ok()
}

/// Adds minutes, staying put at the end of time.
pub(crate) fn plus_minutes(time: NaiveDateTime, minutes: i64) -> NaiveDateTime {
    time.checked_add_signed(TimeDelta::minutes(minutes)).unwrap_or(time)
}
