//! Posting webhooks, and noting how that went.

use std::time::Duration;

use serde_json::Value;
use tokio::time::sleep;
use uuid::Uuid;

use crate::state::{Attempt, Core, Part};

/// Pause before a batch is sent again, times the attempts so far.
const PAUSE: Duration = Duration::from_millis(10);
/// How long a receiver may take.
const PATIENCE: Duration = Duration::from_secs(5);
/// How often a batch is sent before it is dropped.
const ATTEMPTS: u32 = 5;

/// What posts webhooks.
pub(crate) fn client() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().timeout(PATIENCE).build().unwrap_or_default()
}

/// Events for one receiver.
#[derive(Debug, Clone)]
pub(crate) struct Post {
    pub(crate) organization: Uuid,
    pub(crate) uri: String,
    pub(crate) token: Option<String>,
    pub(crate) events: Vec<Value>,
}

impl Post {
    /// Sends the events until they are taken.
    pub(crate) async fn send(&self, core: &Core, http: &reqwest::Client) {
        for number in 1..=ATTEMPTS {
            let attempt = self.attempt(core, http, number).await;
            if attempt.status.is_some_and(|status| (200..300).contains(&status)) {
                return;
            }
            sleep(PAUSE * number).await;
        }
    }

    /// Sends the events once, and notes how that went.
    pub(crate) async fn attempt(&self, core: &Core, http: &reqwest::Client, number: u32) -> Attempt {
        let mut request = http.post(&self.uri).json(&self.events);
        if let Some(token) = &self.token {
            request = request.header("authorization", token);
        }
        let outcome = request.send().await;
        let mut attempt = Attempt {
            id: 0,
            at: core.clock.now(),
            organization: self.organization,
            uri: self.uri.clone(),
            number,
            status: outcome.as_ref().ok().map(|answer| answer.status().as_u16()),
            error: outcome.err().map(|error| error.without_url().to_string()),
            events: self.events.clone(),
        };
        attempt.id = core.state().journal.attempt(attempt.clone());
        core.changes.tell(&[Part::Webhooks]);
        attempt
    }
}
