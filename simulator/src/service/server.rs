//! From the wire to the pipeline and back: sockets, bodies and what is written of them.

use std::io;
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::serve::ListenerExt as _;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::time::Instant;

use super::passage::Passage;
use super::pipeline::pass;
use super::response::response;
use super::wire::Wire;
use crate::control;
use crate::operations::Answer;
use crate::refusal::Refusal;
use crate::state::{Builder, Core, Exchange, LONGEST, Part, RecordedRequest, Traced};

/// Longest body that is read.
const MAX_BODY: usize = 64 * 1024 * 1024;

/// Takes the port that the settings name.
pub(crate) async fn listen(settings: &Builder) -> io::Result<TcpListener> {
    let (host, port) = (settings.host, settings.port);
    TcpListener::bind((host, port)).await.map_err(|error| {
        io::Error::new(
            error.kind(),
            format!(
                "cannot listen on port {port} of {host}: {error}; choose another, or port 0 for a free one"
            ),
        )
    })
}

/// Serves until the sender of `stopped` is dropped.
pub(crate) async fn serve(listener: TcpListener, core: Arc<Core>, stopped: oneshot::Receiver<()>) {
    // Small answers must not wait for the peer's acknowledgements; where the option is refused they merely do.
    let listener = listener.tap_io(|stream| {
        let _ = stream.set_nodelay(true);
    });
    let router = Router::new().fallback(exchange).with_state(core);
    let shutdown = async move {
        let _ = stopped.await;
    };
    // axum retries failed accepts by itself and never returns an error.
    let _ = axum::serve(listener, router).with_graceful_shutdown(shutdown).await;
}

async fn exchange(State(core): State<Arc<Core>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, MAX_BODY).await;
    if control::is_control(&parts) {
        return control::answer(&core, &parts, &body.unwrap_or_default()).await;
    }
    let started = Instant::now();
    let mut passage = Passage::new(&core, parts);
    let outcome = match &body {
        Ok(bytes) => {
            passage.request = serde_json::from_slice(bytes).unwrap_or_default();
            core.state().recorder.record(recorded(&passage));
            pass(&core, &mut passage, bytes).await
        }
        Err(_) => Err(Refusal::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "BODY_UNREADABLE",
            format!("the body broke off or is longer than {MAX_BODY} bytes"),
        )),
    };
    let refusal = outcome.as_ref().err().cloned();
    let (mut status, mut bytes) = render(&core, &passage, outcome).await;
    if !core.settings.latency.is_zero() {
        tokio::time::sleep(core.settings.latency).await;
    }
    if let Some(Wire::Instead { status: other, body, .. }) = &passage.wire {
        (status, bytes) = (*other, body.clone());
    }
    note(&core, &passage, (status, &bytes), refusal, started);
    response(status, bytes, &passage)
}

fn recorded(passage: &Passage) -> RecordedRequest {
    let headers = passage.parts.headers.iter();
    RecordedRequest {
        operation: passage.operation.map(|operation| operation.id.clone()),
        method: passage.parts.method.to_string(),
        path: passage.parts.uri.path().to_owned(),
        headers: headers
            .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
            .collect(),
        body: passage.request.clone(),
    }
}

/// Writes the answer; a large one on a thread of its own, so that others need not wait.
async fn render(
    core: &Arc<Core>,
    passage: &Passage,
    outcome: Result<Answer, Refusal>,
) -> (StatusCode, Bytes) {
    match outcome {
        Ok(Answer::Json(value)) => passage.written(core, value),
        Ok(Answer::Ready(bytes)) => (StatusCode::OK, bytes.into()),
        Ok(Answer::Large(make)) => {
            let writer = passage.writer(core);
            let written = tokio::task::spawn_blocking(move || writer(make())).await;
            written.unwrap_or_else(|_| (StatusCode::INTERNAL_SERVER_ERROR, Bytes::new()))
        }
        Err(refusal) => {
            (refusal.status, refusal.body(passage.correlation_id).to_string().into_bytes().into())
        }
    }
}

/// Notes an exchange in the journal and tells the observer.
fn note(
    core: &Core,
    passage: &Passage,
    (status, bytes): (StatusCode, &Bytes),
    refusal: Option<Refusal>,
    started: Instant,
) {
    let duration = started.elapsed();
    let operation = passage.operation.map(|operation| operation.id.as_str());
    let secret = operation.is_some_and(|id| id.starts_with("access_token"));
    if let Some(observer) = &core.settings.observer {
        observer(&Exchange {
            operation: operation.map(str::to_owned),
            method: passage.parts.method.to_string(),
            path: passage.parts.uri.path().to_owned(),
            status: status.as_u16(),
            bytes: bytes.len(),
            duration,
            error: refusal.as_ref().map(|refusal| refusal.description.clone()),
            synthesised: passage.synthesised,
        });
    }
    let mut state = core.state();
    let revision = state.store.revision();
    state.journal.exchange(Traced {
        seq: 0,
        at: core.clock.now(),
        operation,
        method: passage.parts.method.to_string(),
        path: passage.parts.uri.path().to_owned(),
        status: status.as_u16(),
        duration,
        synthesised: passage.synthesised,
        fault: passage.strike.as_ref().map(|strike| strike.rule.unwrap_or_default()),
        refusal: refusal.map(|refusal| (refusal.code.into_owned(), refusal.description)),
        request: if secret { Value::Null } else { passage.request.clone() },
        answer: Some(bytes.clone()).filter(|bytes| bytes.len() <= LONGEST && !secret),
        bytes: bytes.len(),
        correlation_id: passage.correlation_id,
    });
    drop(state);
    core.changes.tell(changed(passage, operation, revision));
}

/// The parts of the simulator that a call has changed.
fn changed(passage: &Passage, operation: Option<&str>, revision: i64) -> &'static [Part] {
    match (revision != passage.revision, operation) {
        (true, _) => &[Part::Requests, Part::Orders, Part::Stops],
        (false, Some("terminal_group_awake")) => &[Part::Requests, Part::Terminals],
        (false, Some("webhook_update_settings")) => &[Part::Requests, Part::Webhooks],
        (false, _) if passage.strike.is_some() => &[Part::Requests, Part::Faults],
        (false, _) => &[Part::Requests],
    }
}
