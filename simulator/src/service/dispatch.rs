//! Webhooks out: what has changed is posted to whoever asked for it, in its order, and again when that fails.

use std::sync::Weak;
use std::time::Duration;

use serde_json::Value;
use tokio::time::{sleep, timeout};
use uuid::Uuid;

use crate::state::{Attempt, Core, Part, State, Webhook};

/// Longest time without a look at the clock.
const LONGEST: Duration = Duration::from_secs(1);
/// Pause before a batch is sent again, times the attempts so far.
const PAUSE: Duration = Duration::from_millis(10);
/// How long a receiver may take.
const PATIENCE: Duration = Duration::from_secs(5);
/// How often a batch is sent before it is dropped.
const ATTEMPTS: u32 = 5;
/// Most events of a batch.
const BATCH: usize = 50;

/// Lets the clock do its work and posts what has changed, until the simulator is gone.
pub(crate) async fn run(core: Weak<Core>) {
    let http = client();
    loop {
        let Some(core) = core.upgrade() else { return };
        let before = core.state().store.revision();
        let (posts, wait) = due(&core);
        if core.state().store.revision() != before {
            core.changes.tell(&[Part::Orders, Part::Stops]);
        }
        for post in &posts {
            post.send(&core, &http).await;
        }
        if posts.is_empty() {
            // Elapsed or told: both times it is worth a look.
            let _ = timeout(wait, core.changes.restaurants()).await;
        }
    }
}

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

/// What is to be sent now, and how long there is nothing to do after that.
fn due(core: &Core) -> (Vec<Post>, Duration) {
    let mut state = core.state();
    state.store.settle();
    let posts = posts(&mut state);
    let next = state.store.next_time().map(|time| (time - core.clock.now()).to_std().unwrap_or_default());
    (posts, next.unwrap_or(LONGEST).clamp(Duration::from_millis(1), LONGEST))
}

fn posts(state: &mut State) -> Vec<Post> {
    let State { store, webhooks, .. } = state;
    let Some(sent) = webhooks.values().map(|webhook| webhook.sent).min() else { return Vec::new() };
    if sent >= store.revision() {
        return Vec::new();
    }
    let events = store.events_after(sent);
    let mut posts = Vec::new();
    for (organization, webhook) in webhooks.iter_mut() {
        let Webhook { uri, token, sent, .. } = webhook.clone();
        let own = events.iter().filter(|event| event.organization == *organization && event.revision > sent);
        let told: Vec<Value> = own.filter_map(|event| webhook.tell(event)).collect();
        webhook.sent = store.revision();
        posts.extend(told.chunks(BATCH).map(|events| Post {
            organization: *organization,
            uri: uri.clone(),
            token: token.clone(),
            events: events.to_vec(),
        }));
    }
    posts
}

impl Post {
    /// Sends the events until they are taken.
    async fn send(&self, core: &Core, http: &reqwest::Client) {
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
