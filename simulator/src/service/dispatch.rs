//! Webhooks out: what has changed is posted to whoever asked for it, in its order, and again when that fails.

use std::sync::Weak;
use std::time::Duration;

use serde_json::Value;
use tokio::time::timeout;

use crate::contract::{self, Bundle};
use crate::posting::{self, Post};
use crate::state::{Core, Part, State, Webhook};

/// Longest time without a look at the clock.
const LONGEST: Duration = Duration::from_secs(1);
/// Most events of a batch.
const BATCH: usize = 50;

/// Lets the clock do its work and posts what has changed, until the simulator is gone.
pub(crate) async fn run(core: Weak<Core>) {
    let http = posting::client();
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

/// What is to be sent now, and how long there is nothing to do after that.
fn due(core: &Core) -> (Vec<Post>, Duration) {
    let mut state = core.state();
    state.store.settle();
    let posts = posts(core.bundle, &mut state);
    let next = state.store.next_time().map(|time| (time - core.clock.now()).to_std().unwrap_or_default());
    (posts, next.unwrap_or(LONGEST).clamp(Duration::from_millis(1), LONGEST))
}

fn posts(bundle: &Bundle, state: &mut State) -> Vec<Post> {
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
        let mut told: Vec<Value> = own.filter_map(|event| webhook.tell(event)).collect();
        if let Some(schema) = bundle.events() {
            told.iter_mut().for_each(|event| contract::complete(bundle, schema, event));
        }
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
