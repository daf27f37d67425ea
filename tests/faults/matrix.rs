//! Each fault on a write, on a read and on the request for a token: how often it is tried, what it comes to, and that
//! it ends.

use std::time::Duration;

use iiko_transport::{Client, Error};
use tokio::task::JoinSet;

use crate::fault::{End, Fault, RESPONSE_LIMIT, Row, TABLE};
use crate::server::{Act, Door, Request, Server, nobody, success};
use crate::{Kind, builder};

/// How long an attempt may take where the server never answers: long enough for a slow machine to bring it there.
const PATIENCE: Duration = Duration::from_secs(3);

/// One cell of the matrix.
#[derive(Debug, Clone, Copy)]
struct Cell {
    row: Row,
    kind: Kind,
    /// Whether the fault is the token endpoint's.
    on_token: bool,
}

impl Cell {
    fn attempts(&self) -> usize {
        match (self.on_token, self.kind) {
            (true, _) => self.row.token.0,
            (false, Kind::Write) => self.row.write,
            (false, Kind::Read) => self.row.read,
        }
    }

    fn end(&self) -> End {
        if self.on_token { self.row.token.1 } else { self.row.end }
    }

    /// The operation that fails.
    fn operation(&self) -> &'static str {
        if self.on_token { "access_token" } else { self.kind.operation() }
    }

    fn script(&self) -> impl Fn(&Request) -> Act + Send + Sync + 'static {
        let Self { row: Row { fault, .. }, on_token, .. } = *self;
        move |request| {
            let spared = fault == Fault::Unauthorized && request.bearer() == Some("TOKEN-1");
            if request.asks_for_token() == on_token && !spared {
                fault.act()
            } else {
                Act::Answer(success(request))
            }
        }
    }

    fn client(&self, url: &str) -> Client {
        let patience = if self.end() == End::TimedOut { PATIENCE } else { crate::FAR_OFF };
        let builder = builder(url).timeout(patience).margin(Duration::ZERO).response_limit(RESPONSE_LIMIT);
        let builder = if self.on_token { builder } else { builder.working_token("TOKEN-0") };
        builder.build().expect("the settings are good")
    }

    /// A server that fails like that, and a client for it. Made before any call begins: clients are costly.
    async fn prepare(&self) -> (Server, Client) {
        let server = Server::behind(self.row.fault.door(), self.script()).await;
        let url = if self.row.fault == Fault::Refused { nobody() } else { server.url.clone() };
        let client = self.client(&url);
        (server, client)
    }

    /// Makes the call and says what is wrong about its end.
    async fn try_out(self, server: Server, client: Client) -> Vec<String> {
        let result = crate::in_time(self.kind.call(&client)).await;
        let mut wrong = Vec::new();
        let mut expect = |what: &str, found: String, expected: String| {
            if found != expected {
                wrong.push(format!("{self}: {what}: {found} instead of {expected}"));
            }
        };
        expect("end", format!("{:?}", End::of(&result)), format!("{:?}", self.end()));
        let seen = if self.row.fault.lets_requests_in() { self.attempts() } else { 0 };
        server.settle(self.operation(), seen).await;
        expect("requests", server.requests(self.operation()).to_string(), seen.to_string());
        if self.row.fault.door() != Door::Open {
            expect("connections", server.seen.connections().to_string(), self.attempts().to_string());
        }
        if self.on_token {
            expect(
                "calls without a token",
                server.requests(self.kind.operation()).to_string(),
                "0".to_owned(),
            );
        }
        if let Err(error) = result {
            expect("operation", format!("{:?}", error.operation()), format!("{:?}", Some(self.operation())));
            if let Some(attempts) = attempts(&error) {
                expect("attempts told", attempts.to_string(), self.attempts().to_string());
            }
            wrong.extend(unreadable(&error, self.operation()).map(|why| format!("{self}: {why}")));
        }
        wrong
    }
}

impl std::fmt::Display for Cell {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let at = if self.on_token { " at the token endpoint" } else { "" };
        write!(f, "{:?}{at}, {:?}", self.row.fault, self.kind)
    }
}

/// How often the request was sent, where the error tells.
fn attempts(error: &Error) -> Option<u32> {
    match error {
        Error::Timeout(error) => Some(error.attempts()),
        Error::Connection(error) => Some(error.attempts()),
        _ => None,
    }
}

/// Why a person could not read the error on one line.
fn unreadable(error: &Error, operation: &str) -> Option<String> {
    let text = error.to_string();
    let named = text.starts_with(&format!("{operation}: "));
    let plain = !text.chars().any(char::is_control) && text.chars().count() < 800;
    (!named || !plain).then(|| format!("reads badly: {text:?}"))
}

#[test]
fn every_fault_has_a_row() {
    let has_row = |fault: &Fault| TABLE.iter().any(|row| row.fault == *fault);
    let without: Vec<&Fault> = Fault::ALL.iter().filter(|fault| !has_row(fault)).collect();
    assert_eq!(without, [&Fault::ResetAtOnce], "what comes of a fault stands in `TABLE`");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_fault_on_every_kind_of_call() {
    let mut prepared = Vec::new();
    for row in TABLE {
        for kind in [Kind::Write, Kind::Read] {
            for on_token in [false, true] {
                let cell = Cell { row: *row, kind, on_token };
                prepared.push((cell, cell.prepare().await));
            }
        }
    }
    let mut calls = JoinSet::new();
    for (cell, (server, client)) in prepared {
        calls.spawn(cell.try_out(server, client));
    }
    let wrong: Vec<String> = calls.join_all().await.into_iter().flatten().collect();
    assert!(wrong.is_empty(), "{} cells are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// A connection that is reset as soon as it stands: if the reset comes while the client still connects, it knows
/// that nothing was sent; else it must think that the service may have the request.
#[tokio::test]
async fn a_connection_reset_at_once_repeats_a_write_only_when_nothing_was_sent() {
    for kind in [Kind::Write, Kind::Read] {
        for _ in 0..10 {
            let server =
                Server::behind(Fault::ResetAtOnce.door(), |request| Act::Answer(success(request))).await;
            let error = crate::in_time(kind.call(&crate::signed_in(&server.url))).await.expect_err("a reset");
            let known = error.is_connect();
            assert!(matches!(error, Error::Connection(_)), "{error}");
            assert_eq!(server.requests(kind.operation()), 0);
            let attempts = attempts(&error).expect("a connection's error tells");
            assert_eq!(attempts as usize, server.seen.connections(), "{error}");
            match kind {
                Kind::Read => assert_eq!(attempts, 3, "{error}"),
                Kind::Write if known => assert_eq!(attempts, 3, "{error}"),
                // It may have known of the first resets, and not of the last.
                Kind::Write => assert!((1..=3).contains(&attempts), "{error}"),
            }
        }
    }
}

/// A server closes kept connections when it likes, also while the next order is on its way.
#[tokio::test]
async fn connections_that_close_between_orders_double_none() {
    let server = Server::start(|request| Act::Close(success(request))).await;
    let client = crate::signed_in(&server.url);
    let mut made = 0;
    for _ in 0..100 {
        let before = server.requests("delivery_create");
        match Kind::Write.call(&client).await {
            Ok(()) => made += 1,
            Err(error) => assert!(matches!(error, Error::Connection(_)), "{error}"),
        }
        let sent = server.requests("delivery_create") - before;
        assert!(sent <= 1, "an order was sent {sent} times");
    }
    assert!(made > 0, "none of 100 orders was made");
}

/// Bodies of hostile sizes and shapes in an untyped call, whose answer is any JSON.
#[tokio::test]
async fn an_untyped_call_survives_the_same_answers() {
    for fault in [Fault::DeepNesting, Fault::NotUtf8, Fault::TruncatedJson] {
        let server = Server::start(move |_| fault.act()).await;
        let call = crate::signed_in(&server.url).call("/api/1/something/new", serde_json::json!({}));
        let result = crate::in_time(call.send()).await;
        assert_eq!(End::of(&result), End::Undecodable, "{fault:?}: {result:?}");
    }
}
