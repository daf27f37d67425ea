//! What is written to the wire, broken off where a fault wants that.

use std::io;

use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use futures_util::{StreamExt as _, stream};

use super::passage::Passage;
use super::wire::Wire;

/// Content type of all answers.
const JSON: HeaderValue = HeaderValue::from_static("application/json; charset=utf-8");
/// Tells that an answer was made up from the bundle.
const SYNTHESISED: HeaderValue = HeaderValue::from_static("synthesised");

/// The response of a call.
pub(super) fn response(status: StatusCode, bytes: Bytes, passage: &Passage) -> Response {
    let length = bytes.len();
    let body = match passage.wire {
        Some(Wire::Reset) => broken(Bytes::new()),
        Some(Wire::Truncate(kept)) => broken(bytes.slice(..kept.min(length.saturating_sub(1)))),
        Some(Wire::Instead { .. }) | None => Body::from(bytes),
    };
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    if length > 0 {
        headers.insert(header::CONTENT_TYPE, JSON);
    }
    if matches!(passage.wire, Some(Wire::Reset | Wire::Truncate(_))) {
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    }
    if let Some(Wire::Instead { retry_after: Some(seconds), .. }) = passage.wire {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    if passage.synthesised {
        headers.insert("x-simulator", SYNTHESISED);
    }
    if status == StatusCode::METHOD_NOT_ALLOWED {
        headers.insert(header::ALLOW, HeaderValue::from_static("POST"));
    }
    response
}

/// A body that breaks off behind these bytes; without any the connection ends before anything was written.
fn broken(bytes: Bytes) -> Body {
    let flush = !bytes.is_empty();
    let end = stream::once(async move {
        // What came before has left when this is looked at again.
        if flush {
            tokio::task::yield_now().await;
        }
        Err(io::Error::other("the simulator was asked to break the answer off"))
    });
    let first = stream::iter(Some(Ok(bytes)).filter(|bytes| bytes.as_ref().is_ok_and(|it| !it.is_empty())));
    Body::from_stream(first.chain(end))
}
