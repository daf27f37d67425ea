//! What came of a body, held against what must.

use std::time::Duration;

use iiko_transport::{BrokenItem, Error};
use serde::Serialize;
use serde_json::Value;

use super::fixture::{ExpectedError, Fixture};

/// What was read, or why it could not be read.
pub type Outcome = Result<Read, Error>;

/// What was read.
#[derive(Default)]
pub struct Read {
    /// Written again as JSON.
    pub value: Value,
    /// Paths of the broken items that were left out.
    pub broken: Vec<String>,
}

impl Read {
    pub fn new(value: impl Serialize, broken: &[BrokenItem]) -> Self {
        let value = serde_json::to_value(&value).expect("what was read can be written");
        Self { value, broken: broken.iter().map(|item| item.path().to_owned()).collect() }
    }
}

/// Everything that is otherwise than the fixture says.
pub fn differences(outcome: &Outcome, fixture: &Fixture) -> Vec<String> {
    match (outcome, &fixture.error) {
        (Ok(read), None) => {
            let mut wrong = values(&read.value, fixture);
            if read.broken != fixture.broken {
                wrong.push(format!("broken are {:?}, not {:?}", read.broken, fixture.broken));
            }
            wrong
        }
        (Err(error), Some(expected)) => errors(error, expected),
        (Ok(read), Some(expected)) => vec![format!("no {} error, but {}", expected.kind, read.value)],
        (Err(error), None) => vec![format!("fails: {error}")],
    }
}

fn values(value: &Value, fixture: &Fixture) -> Vec<String> {
    let found = |pointer: &str| value.pointer(pointer).unwrap_or(&Value::Null);
    let wrong = |pointer: &str, expected: &dyn std::fmt::Display| {
        format!("`{pointer}` is {}, not {expected}", found(pointer))
    };
    let values = fixture.expect.iter().filter(|(pointer, expected)| found(pointer) != *expected);
    let values = values.map(|(pointer, expected)| wrong(pointer, expected));
    let spelling = |pointer: &str| found(pointer).to_string();
    let numbers = fixture.spelt.iter().filter(|(pointer, expected)| spelling(pointer) != **expected);
    values.chain(numbers.map(|(pointer, expected)| wrong(pointer, expected))).collect()
}

fn errors(error: &Error, expected: &ExpectedError) -> Vec<String> {
    let text = error.to_string();
    let mut wrong = Vec::new();
    let mut hold = |what: &str, found: Option<String>, expected: Option<String>| {
        if expected.is_some() && found != expected {
            wrong.push(format!("the {what} is {found:?}, not {expected:?}, in: {text}"));
        }
    };
    hold("kind", Some(kind(error)), Some(expected.kind.clone()));
    hold("status", error.status().map(|it| it.to_string()), expected.status.map(|it| it.to_string()));
    hold("path", path(error), expected.path.clone());
    hold("code", error.api().and_then(|api| api.code()).map(str::to_owned), expected.code.clone());
    hold("id", error.correlation_id().map(|id| id.to_string()), expected.correlation_id.clone());
    hold("effect", Some(format!("{:?}", error.effect())), expected.effect.clone());
    hold("pause", error.retry_after().map(seconds), expected.retry_after.map(|it| it.to_string()));
    hold("block", Some(is_blocked(error).to_string()), expected.blocked.map(|it| it.to_string()));
    let missing = expected.words.iter().filter(|part| !text.contains(*part));
    wrong.extend(missing.map(|part| format!("`{part}` is missing in: {text}")));
    let told = expected.never.iter().filter(|part| text.contains(*part));
    wrong.extend(told.map(|part| format!("`{part}` must not stand in: {text}")));
    wrong
}

/// Name of the error's variant.
fn kind(error: &Error) -> String {
    let shown = format!("{error:?}");
    shown.split(|char: char| !char.is_alphanumeric()).next().unwrap_or_default().to_owned()
}

/// Rounded up, since a pause is counted from now.
fn seconds(pause: Duration) -> String {
    pause.as_secs_f64().ceil().to_string()
}

fn is_blocked(error: &Error) -> bool {
    matches!(error, Error::Authentication(error) if error.is_blocked())
}

fn path(error: &Error) -> Option<String> {
    match error {
        Error::Decode(error) => Some(error.path().to_owned()),
        _ => None,
    }
}
