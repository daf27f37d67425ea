//! One exchange: a request goes out, its answer is read whole, within its limits.

use std::error::Error as _;
use std::future::Future;
use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use reqwest::header::{CONTENT_LENGTH, HeaderMap};
use reqwest::{Request, StatusCode};

use super::connections::{Connections, Generation};
use super::outcome::Outcome;
use super::refusal::was_turned_away;
use crate::error::{Body, ConnectionError, DecodeError, Error, Headers, TooLargeError};
use crate::operation::OperationRef;

/// A whole answer as it came.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// An attempt that brought no answer, and what may be done about it.
pub(crate) struct Failure {
    pub(crate) outcome: Outcome,
    pub(crate) error: Error,
}

/// What one attempt needs to know.
pub(crate) struct Exchange<'a> {
    pub(crate) http: &'a Connections,
    pub(crate) operation: &'a OperationRef,
    /// How many attempts there are with this one.
    pub(crate) attempts: u32,
}

impl<'a> Exchange<'a> {
    /// Sends the request when it is first polled; the future holds the request no longer. The generation tells which
    /// connections it goes over.
    pub(crate) fn start(
        self,
        request: Request,
    ) -> (Generation, impl Future<Output = Result<Answer, Failure>> + Send + 'a) {
        let (generation, answer) = self.http.send(request);
        let exchange = async move {
            let mut response = answer.await.map_err(|error| self.unanswered(error))?;
            self.http.heard(response.version());
            let body = self.read(&mut response).await?;
            let headers = std::mem::take(response.headers_mut());
            Ok(Answer { status: response.status(), headers, body })
        };
        (generation, exchange)
    }

    /// Reads a body that must not be larger than the client's limit, whatever it was compressed to.
    async fn read(&self, response: &mut reqwest::Response) -> Result<Bytes, Failure> {
        let limit = self.http.response_limit();
        let declared = declared_length(response.headers()).unwrap_or_default();
        if declared > limit {
            return Err(self.too_large(response, limit));
        }
        // A body in one piece, as most are, is taken as it is; only several are put together.
        let mut first = Bytes::new();
        let mut body = BytesMut::new();
        // Read to the very end, or the connection would be given back too late for the next call.
        while let Some(piece) = self.piece(response).await? {
            if first.len() + body.len() + piece.len() > limit {
                return Err(self.too_large(response, limit));
            }
            if first.is_empty() && body.is_empty() {
                first = piece;
                continue;
            }
            if body.is_empty() {
                body.reserve(declared.max(first.len() + piece.len()));
                body.extend_from_slice(&std::mem::take(&mut first));
            }
            body.extend_from_slice(&piece);
        }
        Ok(if body.is_empty() { first } else { body.freeze() })
    }

    /// The next piece of a body.
    async fn piece(&self, response: &mut reqwest::Response) -> Result<Option<Bytes>, Failure> {
        match response.chunk().await {
            Ok(piece) => Ok(piece),
            // Of the connection it would be the HTTP library's error; this one comes from decompressing.
            Err(error) if error.source().is_some_and(|source| source.is::<std::io::Error>()) => {
                let source = error.source().map(ToString::to_string).unwrap_or_default();
                Err(self.garbled(response, &source))
            }
            Err(error) => Err(self.broken(error)),
        }
    }

    /// An answer that came and cannot be decompressed: as good as none.
    fn garbled(&self, response: &reqwest::Response, why: &str) -> Failure {
        let reason = format!("its compression is broken: {why}");
        let error = DecodeError {
            operation: self.operation.id().to_owned(),
            status: response.status().as_u16(),
            path: ".".to_owned(),
            source: Arc::new(serde::de::Error::custom(&reason)),
            reason,
            correlation_id: None,
            headers: Headers::new(response.headers().clone()),
            body: Body::default(),
        };
        Failure { outcome: Outcome::Lost, error: Box::new(error).into() }
    }

    fn too_large(&self, response: &reqwest::Response, limit: usize) -> Failure {
        let operation = self.operation.id().to_owned();
        let (status, headers) = (response.status(), Headers::new(response.headers().clone()));
        Failure {
            outcome: Outcome::Status(status, None),
            error: Box::new(TooLargeError { operation, status: status.as_u16(), limit, headers }).into(),
        }
    }

    /// No answer began.
    fn unanswered(&self, error: reqwest::Error) -> Failure {
        let before_sending = error.is_connect() || was_turned_away(&error);
        self.failure(error, before_sending)
    }

    /// The answer ended too early.
    fn broken(&self, error: reqwest::Error) -> Failure {
        self.failure(error, false)
    }

    fn failure(&self, error: reqwest::Error, before_sending: bool) -> Failure {
        let error = error.without_url();
        let source: Arc<dyn std::error::Error + Send + Sync> = Arc::new(error);
        let operation = self.operation.id().to_owned();
        Failure {
            outcome: if before_sending { Outcome::NotSent } else { Outcome::Lost },
            error: Box::new(ConnectionError { operation, before_sending, attempts: self.attempts, source })
                .into(),
        }
    }
}

fn declared_length(headers: &HeaderMap) -> Option<usize> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}
