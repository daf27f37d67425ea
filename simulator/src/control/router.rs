//! Which path is what, and how answers are written.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::Response;
use serde_json::{Value, json};

use super::reading::{self, Told};
use super::{
    clock, coverage, faults, gates, orders, picture, requests, restoring, stops, stream, terminals, webhooks,
};
use crate::page;
use crate::refusal::Refusal;
use crate::state::Core;

/// Where the control's paths begin.
const PREFIX: &str = "/__simulator/";

/// Whether a request is for the control or the page, and not for the simulated service.
pub(crate) fn is_control(parts: &Parts) -> bool {
    let path = parts.uri.path();
    path.starts_with(PREFIX) || (path == "/" && parts.method == Method::GET)
}

/// Answers a request to the control.
pub(crate) async fn answer(core: &Arc<Core>, parts: &Parts, body: &Bytes) -> Response {
    let path = parts.uri.path().strip_prefix(PREFIX).unwrap_or_default();
    if let Some((kind, bytes)) = page::file(path).filter(|_| parts.method == Method::GET) {
        return response(StatusCode::OK, kind, Bytes::from_static(bytes));
    }
    if path == "stream" && parts.method == Method::GET {
        return stream::open(core);
    }
    let told = if let ("webhooks", Some(id), "POST") = replayed(path, parts) {
        webhooks::replay(core, id).await
    } else {
        route(core, parts, path, body)
    };
    match told {
        Ok(Value::Null) => response(StatusCode::NO_CONTENT, "", Bytes::new()),
        Ok(value) => response(StatusCode::OK, reading::JSON, value.to_string().into_bytes().into()),
        Err(refusal) => {
            let body = json!({ "error": refusal.code, "errorDescription": refusal.description });
            response(refusal.status, reading::JSON, body.to_string().into_bytes().into())
        }
    }
}

/// The attempt that is to be replayed, if the path says so.
fn replayed<'p>(path: &'p str, parts: &'p Parts) -> (&'p str, Option<&'p str>, &'p str) {
    let steps: Vec<&str> = path.split('/').collect();
    match steps.as_slice() {
        [what, id, "replay"] => (what, Some(id), parts.method.as_str()),
        _ => ("", None, ""),
    }
}

fn route(core: &Arc<Core>, parts: &Parts, path: &str, body: &Bytes) -> Told {
    let steps: Vec<&str> = path.split('/').collect();
    let query = parts.uri.query().unwrap_or_default();
    match (parts.method.as_str(), steps.as_slice()) {
        ("GET", ["health"]) => Ok(json!({ "status": "ok", "version": env!("CARGO_PKG_VERSION") })),
        ("GET", ["state"]) => Ok(picture::state(core)),
        ("GET", ["orders"]) => orders::all(core, query),
        ("GET", ["orders", id]) => orders::one(core, reading::id(id)?),
        ("POST", ["orders", id, "move"]) => orders::put(core, reading::id(id)?, &reading::body(body)?),
        ("POST", ["orders", id, "fail"]) => orders::fail(core, reading::id(id)?, &reading::body(body)?),
        ("GET", ["events"]) => Ok(picture::events(core, reading::after(query)?)),
        ("GET", ["ledger"]) => Ok(picture::ledger(core)),
        ("GET", ["scenario"]) => Ok(core.scenario_told()),
        ("GET", ["rules"]) => Ok(crate::restaurant::rules::table()),
        ("GET", ["messages"]) => Ok(picture::messages(core)),
        ("GET", ["products"]) => Ok(stops::products(core)),
        ("GET", ["stop-list"]) => Ok(stops::all(core)),
        ("POST", ["stop-list"]) => stops::set(core, &reading::body(body)?),
        ("GET", ["terminals"]) => Ok(terminals::all(core)),
        ("POST", ["terminals", id]) => terminals::set(core, reading::id(id)?, &reading::body(body)?),
        ("GET", ["clock"]) => Ok(clock::told(core)),
        ("POST", ["clock"]) => clock::set(core, &reading::body(body)?),
        ("GET", ["faults"]) => Ok(faults::all(core)),
        ("POST", ["faults"]) => faults::add(core, reading::body(body)?),
        ("DELETE", ["faults"]) => Ok(faults::clear(core)),
        ("DELETE", ["faults", id]) => faults::remove(core, id),
        ("GET", ["gates"]) => Ok(gates::all(core)),
        ("POST", ["gates"]) => gates::set(core, reading::body(body)?),
        ("POST", ["tokens", "revoke"]) => Ok(gates::revoke(core)),
        ("GET", ["requests"]) => requests::all(core, reading::after(query)?),
        ("DELETE", ["requests"]) => Ok(requests::clear(core)),
        ("GET", ["webhooks"]) => Ok(webhooks::all(core, reading::after(query)?)),
        ("POST", ["reset"]) => restoring::reset(core, &reading::body(body)?),
        ("POST", ["snapshot"]) => restoring::snapshot(core, &reading::body(body)?),
        ("GET", ["snapshots"]) => Ok(restoring::all(core)),
        ("POST", ["restore"]) => restoring::restore(core, &reading::body(body)?),
        ("GET", ["coverage"]) => Ok(coverage::all(core)),
        ("GET", ["example"]) => coverage::example(core, query),
        (method, _) => Err(unknown(method, path)),
    }
}

/// A path that is there with another method says so.
fn unknown(method: &str, path: &str) -> Refusal {
    let known =
        ["health", "state", "orders", "events", "ledger", "products", "stop-list", "terminals", "clock"];
    let more =
        ["faults", "gates", "tokens", "requests", "webhooks", "reset", "snapshot", "snapshots", "restore"];
    let known = known.iter().chain(&more).chain(&["coverage", "example", "messages", "rules", "stream"]);
    let first = path.split('/').next().unwrap_or_default();
    if known.clone().any(|known| *known == first) {
        let told = format!("{PREFIX}{path} is not called with {method}");
        return Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED", told);
    }
    let known: Vec<&str> = known.copied().collect();
    let told = format!("there is nothing at {PREFIX}{path}; there are {}", known.join(", "));
    Refusal::new(StatusCode::NOT_FOUND, "PATH_UNKNOWN", told)
}

fn response(status: StatusCode, kind: &'static str, bytes: Bytes) -> Response {
    let mut response = Response::new(Body::from(bytes));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    if !kind.is_empty() {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
