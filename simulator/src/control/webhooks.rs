//! Attempts to post webhooks, and posting one again.

use chrono::SecondsFormat;
use serde_json::{Value, json};

use super::reading::{Told, absent};
use crate::posting::{self, Post};
use crate::state::{Attempt, Core};

/// The attempts after a number.
pub(super) fn all(core: &Core, after: u64) -> Value {
    let attempts: Vec<Attempt> = core.state().journal.attempts(after).cloned().collect();
    attempts.iter().map(told).collect()
}

fn told(attempt: &Attempt) -> Value {
    json!({
        "id": attempt.id,
        "at": attempt.at.to_rfc3339_opts(SecondsFormat::Millis, true),
        "organizationId": attempt.organization,
        "uri": attempt.uri,
        "attempt": attempt.number,
        "status": attempt.status,
        "error": attempt.error,
        "events": attempt.events,
    })
}

/// Posts what an attempt has posted once more, with the token that is set now.
pub(super) async fn replay(core: &Core, id: &str) -> Told {
    let wanted: Option<u64> = id.parse().ok();
    let (attempt, token) = {
        let state = core.state();
        let found = state.journal.attempts(0).find(|attempt| Some(attempt.id) == wanted).cloned();
        let attempt = found.ok_or_else(|| absent(format!("there is no attempt {id}")))?;
        let webhook = state.webhooks.get(&attempt.organization);
        (attempt, webhook.and_then(|webhook| webhook.token.clone()))
    };
    let Attempt { organization, uri, events, .. } = attempt;
    let post = Post { organization, uri, token, events };
    Ok(told(&post.attempt(core, &posting::client(), attempt.number + 1).await))
}
