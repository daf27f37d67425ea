//! Webhooks out: what has changed is posted to whoever asked for it, in its order, and again when that fails.

use std::collections::BTreeMap;
use std::sync::Weak;
use std::time::Duration;

use serde_json::{Value, json};
use uuid::Uuid;

use crate::restaurant::Notice;
use crate::state::{Core, Webhook};
use crate::{OrderKind, clock};

/// How often is looked for changes.
const PAUSE: Duration = Duration::from_millis(10);
/// How long a receiver may take.
const PATIENCE: Duration = Duration::from_secs(5);
/// How often a batch is sent before it is dropped.
const ATTEMPTS: u32 = 5;
/// Most events of a batch.
const BATCH: usize = 50;

/// Posts until the simulator is gone.
pub(crate) async fn run(core: Weak<Core>) {
    let http = reqwest::Client::builder().no_proxy().timeout(PATIENCE).build().unwrap_or_default();
    loop {
        tokio::time::sleep(PAUSE).await;
        let Some(core) = core.upgrade() else { return };
        let posts = posts(&core);
        drop(core);
        for post in posts {
            post.send(&http).await;
        }
    }
}

/// Events for one receiver.
struct Post {
    uri: String,
    token: Option<String>,
    events: Vec<Value>,
}

/// What is to be sent now.
fn posts(core: &Core) -> Vec<Post> {
    let mut state = core.state();
    let notices = state.store.take_notices();
    let mut posts: BTreeMap<Uuid, Vec<Value>> = BTreeMap::new();
    for notice in notices {
        if state.webhooks.get(&notice.organization).is_some_and(|webhook| webhook.wants(&notice)) {
            posts.entry(notice.organization).or_default().push(event(notice));
        }
    }
    let post = |(organization, events): (Uuid, Vec<Value>)| {
        let Webhook { uri, token, .. } = state.webhooks.get(&organization)?;
        let batches = events.chunks(BATCH).map(<[Value]>::to_vec);
        Some(
            batches.map(|events| Post { uri: uri.clone(), token: token.clone(), events }).collect::<Vec<_>>(),
        )
    };
    posts.into_iter().filter_map(post).flatten().collect()
}

fn event(notice: Notice) -> Value {
    let kind = match (notice.kind, notice.failed) {
        (OrderKind::Delivery, false) => "DeliveryOrderUpdate",
        (OrderKind::Delivery, true) => "DeliveryOrderError",
        (OrderKind::Table, false) => "TableOrderUpdate",
        (OrderKind::Table, true) => "TableOrderError",
    };
    json!({
        "eventType": kind,
        "eventTime": clock::text(clock::now(0)),
        "organizationId": notice.organization,
        "correlationId": notice.command,
        "eventInfo": notice.info,
    })
}

impl Post {
    /// Sends the events until they are taken.
    async fn send(self, http: &reqwest::Client) {
        for attempt in 1..=ATTEMPTS {
            let mut request = http.post(&self.uri).json(&self.events);
            if let Some(token) = &self.token {
                request = request.header("authorization", token);
            }
            if request.send().await.is_ok_and(|answer| answer.status().is_success()) {
                return;
            }
            tokio::time::sleep(PAUSE * attempt).await;
        }
    }
}
