//! Changes as they come: server-sent events.

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::sync::{Arc, Weak};
use std::time::Duration;

use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse as _, Response};
use futures_util::stream;
use serde_json::json;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::sleep;

use crate::state::{Core, Part};

/// Pause in which changes are gathered.
const GATHERING: Duration = Duration::from_millis(100);

/// Tells which parts have changed, until the reader or the simulator goes.
pub(super) fn open(core: &Arc<Core>) -> Response {
    let listener = Listener { parts: core.changes.listen(), core: Arc::downgrade(core), told: false };
    let events = stream::unfold(listener, |mut listener| async move {
        let parts = listener.next().await?;
        let names: Vec<&str> = parts.into_iter().map(Part::name).collect();
        let event = Event::default().event("changed").data(json!(names).to_string());
        Some((Ok::<_, Infallible>(event), listener))
    });
    Sse::new(events).keep_alive(KeepAlive::default()).into_response()
}

struct Listener {
    parts: Receiver<Part>,
    core: Weak<Core>,
    told: bool,
}

impl Listener {
    /// The parts that have changed since the last time; at first all of them, so that the reader knows that it hears.
    async fn next(&mut self) -> Option<BTreeSet<Part>> {
        if !std::mem::replace(&mut self.told, true) {
            return Some(Part::ALL.into());
        }
        let mut changed = BTreeSet::new();
        let core = self.core.upgrade()?;
        tokio::select! {
            part = self.parts.recv() => add(&mut changed, part)?,
            () = core.changes.ended() => return None,
        }
        tokio::select! {
            () = sleep(GATHERING) => {}
            () = core.changes.ended() => return None,
        }
        while let Ok(part) = self.parts.try_recv() {
            changed.insert(part);
        }
        Some(changed)
    }
}

/// Who was too slow to hear each change looks at everything.
fn add(changed: &mut BTreeSet<Part>, part: Result<Part, RecvError>) -> Option<()> {
    match part {
        Ok(part) => {
            changed.insert(part);
        }
        Err(RecvError::Lagged(_)) => changed.extend(Part::ALL),
        Err(RecvError::Closed) => return None,
    }
    Some(())
}
