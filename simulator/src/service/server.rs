//! From a request to an answer: find the operation, check token and body, let the handler answer.

use std::io;
use std::net::Ipv4Addr;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::Response;
use axum::serve::ListenerExt as _;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::time::Instant;
use uuid::Uuid;

use crate::contract::{Operation, check};
use crate::operations::{self, Answer, Call};
use crate::refusal::Refusal;
use crate::state::{Core, Exchange, RecordedRequest};
use crate::{clock, synthesis};

/// Longest body that is read.
const MAX_BODY: usize = 64 * 1024 * 1024;
/// Content type of all answers.
const JSON: HeaderValue = HeaderValue::from_static("application/json; charset=utf-8");

/// Takes the port on the loopback interface.
pub(crate) async fn listen(port: u16) -> io::Result<TcpListener> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(|error| {
        io::Error::new(
            error.kind(),
            format!("cannot listen on port {port}: {error}; choose another, or 0 for a free one"),
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
    let started = Instant::now();
    let operation = core.bundle.operation(parts.uri.path());
    let correlation_id = Uuid::new_v4();
    let outcome = match &body {
        Ok(bytes) => {
            let json = serde_json::from_slice(bytes).ok();
            core.state().recorder.record(recorded(operation, &parts, json.as_ref()));
            answer(&core, operation, &parts, bytes, json, correlation_id)
        }
        Err(_) => Err(Refusal::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "BODY_UNREADABLE",
            format!("the body broke off or is longer than {MAX_BODY} bytes"),
        )),
    };
    if !core.settings.latency.is_zero() {
        tokio::time::sleep(core.settings.latency).await;
    }
    let error = outcome.as_ref().err().map(|refusal| refusal.description.clone());
    let made_up = matches!(outcome, Ok(Answer::Synthesised(..)));
    let (status, bytes) = render(outcome, correlation_id);
    if let Some(observer) = &core.settings.observer {
        observer(&Exchange {
            operation: operation.map(|operation| operation.id.clone()),
            method: parts.method.to_string(),
            path: parts.uri.path().to_owned(),
            status: status.as_u16(),
            bytes: bytes.len(),
            duration: started.elapsed(),
            error,
        });
    }
    let mut response = response(status, bytes);
    if made_up {
        response.headers_mut().insert("x-simulator", HeaderValue::from_static("synthesised"));
    }
    response
}

fn recorded(operation: Option<&Operation>, parts: &Parts, body: Option<&Value>) -> RecordedRequest {
    let headers = parts.headers.iter();
    RecordedRequest {
        operation: operation.map(|operation| operation.id.clone()),
        method: parts.method.to_string(),
        path: parts.uri.path().to_owned(),
        headers: headers
            .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
            .collect(),
        body: body.cloned().unwrap_or_default(),
    }
}

fn answer(
    core: &Core,
    operation: Option<&Operation>,
    parts: &Parts,
    bytes: &[u8],
    json: Option<Value>,
    correlation_id: Uuid,
) -> Result<Answer, Refusal> {
    let path = parts.uri.path();
    let operation = operation.ok_or_else(|| {
        Refusal::new(StatusCode::NOT_FOUND, "PATH_UNKNOWN", format!("there is nothing at {path}"))
    })?;
    if parts.method != Method::POST {
        let told = format!("{path} is called with POST, not {}", parts.method);
        return Err(Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED", told));
    }
    if operation.authorized {
        core.state().tokens.verify(&parts.headers)?;
    }
    timeout(&parts.headers)?;
    let body = match &operation.request {
        Some(schema) => checked(core, schema, &parts.headers, bytes, json)?,
        None => Value::Null,
    };
    match operations::find(&operation.id) {
        Some(handler) => handler(core, &Call { body: &body, correlation_id }),
        None => Ok(synthesised(core, operation, &body, correlation_id)),
    }
}

/// The answer of an operation that has no handler. A command is one that can be asked for.
fn synthesised(core: &Core, operation: &Operation, body: &Value, correlation_id: Uuid) -> Answer {
    let organization = body["organizationId"].as_str().and_then(|id| Uuid::parse_str(id).ok());
    if let Some(organization) = organization.filter(|_| operation.command) {
        core.state().store.done(correlation_id, organization);
    }
    let (seed, now) = (core.settings.seed, clock::now(0));
    let made = synthesis::answer(core.bundle, &core.world, operation, body, seed, now, correlation_id);
    Answer::Synthesised(operation.success.status, made)
}

/// The `Timeout` header is a number of whole seconds, if it is there.
fn timeout(headers: &HeaderMap) -> Result<(), Refusal> {
    let Some(value) = headers.get("timeout") else { return Ok(()) };
    match value.to_str().ok().and_then(|text| text.parse::<i32>().ok()) {
        Some(seconds) if seconds > 0 => Ok(()),
        _ => Err(Refusal::bad_request(
            "TIMEOUT_INVALID",
            "the Timeout header must be a positive number of whole seconds",
        )),
    }
}

fn checked(
    core: &Core,
    schema: &Value,
    headers: &HeaderMap,
    bytes: &[u8],
    json: Option<Value>,
) -> Result<Value, Refusal> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = kind.split(';').next().unwrap_or_default().trim();
    if !essence.eq_ignore_ascii_case("application/json") {
        let told = format!("the Content-Type must be application/json, but is {essence:?}");
        return Err(Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "CONTENT_TYPE", told));
    }
    let body = match json {
        Some(body) => body,
        // The reason is worth a second reading only now.
        None => serde_json::from_slice(bytes).map_err(|error| {
            Refusal::bad_request("JSON_MALFORMED", format!("the body is not JSON: {error}"))
        })?,
    };
    check::check(core.bundle, schema, &body)
        .map_err(|problem| Refusal::bad_request("BODY_INVALID", problem.to_string()))?;
    Ok(body)
}

fn render(outcome: Result<Answer, Refusal>, correlation_id: Uuid) -> (StatusCode, Vec<u8>) {
    match outcome {
        Ok(Answer::Json(value)) => (StatusCode::OK, value.to_string().into_bytes()),
        Ok(Answer::Ready(bytes)) => (StatusCode::OK, bytes),
        Ok(Answer::Synthesised(status, value)) => {
            let bytes = if value.is_null() { Vec::new() } else { value.to_string().into_bytes() };
            (StatusCode::from_u16(status).unwrap_or_default(), bytes)
        }
        Err(refusal) => (refusal.status, refusal.body(correlation_id).to_string().into_bytes()),
    }
}

fn response(status: StatusCode, bytes: Vec<u8>) -> Response {
    let empty = bytes.is_empty();
    let mut response = Response::new(Body::from(bytes));
    *response.status_mut() = status;
    if !empty {
        response.headers_mut().insert(header::CONTENT_TYPE, JSON);
    }
    if status == StatusCode::METHOD_NOT_ALLOWED {
        response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("POST"));
    }
    response
}
