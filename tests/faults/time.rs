//! Deadlines, `Retry-After`, the retry policy and its budget.

use std::cell::RefCell;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use iiko_transport::chrono::{DateTime, TimeDelta, Utc};
use iiko_transport::{Client, Error, RetryPolicy};
use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::fault::End;
use crate::server::{Act, Request, Server, refusal, success};
use crate::{Kind, builder, in_time, quick, signed_in};

/// A server that fails the first calls and serves the rest.
async fn failing(times: usize, answer: impl Fn() -> Vec<u8> + Send + Sync + 'static) -> Server {
    let left = AtomicUsize::new(times);
    Server::start(move |request: &Request| {
        let fails = !request.asks_for_token()
            && left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok();
        Act::Answer(if fails { answer() } else { success(request) })
    })
    .await
}

#[expect(clippy::disallowed_methods, reason = "a date is meant")]
fn today() -> DateTime<Utc> {
    Utc::now()
}

/// A `Retry-After` of a date so many seconds from now.
fn at_date(seconds: i64) -> String {
    let date = today() + TimeDelta::seconds(seconds);
    format!("retry-after: {}\r\n", date.format("%a, %d %b %Y %H:%M:%S GMT"))
}

#[tokio::test]
async fn the_deadline_ends_a_call_that_may_be_repeated() {
    let server = Server::start(|_| Act::Silence).await;
    let client = signed_in(&server.url);
    let started = Instant::now();
    let error = client.organizations().deadline(Duration::from_millis(300)).await.expect_err("no answer");
    assert!(started.elapsed() >= Duration::from_millis(300), "{:?}", started.elapsed());
    assert!(matches!(error, Error::Timeout(_)), "{error}");
    assert!(server.requests("organizations") <= 1, "no time was left for a second one");
}

#[tokio::test]
async fn the_deadline_holds_for_the_token_too() {
    let server = Server::start(|_| Act::Silence).await;
    let client = builder(&server.url).deadline(Duration::from_millis(300)).build().expect("a client");
    let error = in_time(async { client.organizations().await }).await.expect_err("no token");
    assert!(matches!(error, Error::Timeout(_)), "{error}");
    assert_eq!(server.requests("organizations"), 0);
}

#[tokio::test]
async fn a_call_without_time_sends_nothing() {
    let server = Server::start(|request| Act::Answer(success(request))).await;
    let client = signed_in(&server.url);
    let error = client.organizations().deadline(Duration::ZERO).await.expect_err("no time");
    assert!(error.is_timeout(), "{error}");
    assert_eq!(server.seen.connections(), 0);
}

#[tokio::test]
async fn durations_may_be_as_long_as_they_get() {
    let server = failing(1, || refusal(503, "retry-after: 0\r\n")).await;
    let client = builder(&server.url)
        .timeout(Duration::MAX)
        .margin(Duration::MAX)
        .deadline(Duration::MAX)
        .connect_timeout(Duration::from_secs(u64::MAX / 4))
        .build()
        .expect("a client");
    in_time(Kind::Read.call(&client)).await.expect("the second attempt succeeds");
}

#[tokio::test]
async fn retry_after_is_obeyed_in_seconds() {
    let server = failing(1, || refusal(503, "retry-after: 1\r\n")).await;
    let started = Instant::now();
    in_time(Kind::Read.call(&signed_in(&server.url))).await.expect("the second attempt succeeds");
    assert!(started.elapsed() >= Duration::from_secs(1), "{:?}", started.elapsed());
    assert_eq!(server.requests("organizations"), 2);
}

#[tokio::test]
async fn retry_after_is_obeyed_as_a_date() {
    // A date has whole seconds: three of them leave at least two.
    let server = failing(1, || refusal(429, &at_date(3))).await;
    let started = Instant::now();
    in_time(Kind::Write.call(&signed_in(&server.url))).await.expect("the second attempt succeeds");
    assert!(started.elapsed() >= Duration::from_secs(2), "{:?}", started.elapsed());
    assert_eq!(server.requests("delivery_create"), 2);
}

#[tokio::test]
async fn a_retry_after_beyond_the_deadline_fails_at_once() {
    for asked in [
        "retry-after: 3600\r\n".to_owned(),
        at_date(3600),
        "retry-after: 18446744073709551615\r\n".to_owned(),
    ] {
        for status in [429, 503] {
            let asked = asked.clone();
            let server = failing(usize::MAX, move || refusal(status, &asked)).await;
            let result = in_time(Kind::Read.call(&signed_in(&server.url))).await;
            assert_eq!(End::of(&result), End::Api(status));
            assert_eq!(server.requests("organizations"), 1);
        }
    }
}

/// A gateway may say so after it has forwarded the order.
#[tokio::test]
async fn an_unavailable_service_gets_a_write_again_only_on_demand() {
    for (on_demand, requests) in [(false, 1), (true, 3)] {
        let server = failing(usize::MAX, || refusal(503, "retry-after: 0\r\n")).await;
        let client = repeating(&server, on_demand);
        let result = in_time(Kind::Write.call(&client)).await;
        assert_eq!(End::of(&result), End::Api(503));
        assert_eq!(server.requests("delivery_create"), requests, "on demand: {on_demand}");
    }
}

/// A client that sends writes again to an unavailable service, or does not.
fn repeating(server: &Server, on_demand: bool) -> Client {
    let policy = quick().repeat_writes_when_unavailable(on_demand);
    builder(&server.url).working_token("TOKEN-0").retry(policy).build().expect("a client")
}

#[tokio::test]
async fn a_retry_after_that_nobody_understands_allows_no_second_write() {
    for asked in ["", "retry-after: soon\r\n", "retry-after: \r\n", "retry-after: -5\r\n"] {
        let server = failing(usize::MAX, || refusal(503, asked)).await;
        let result = in_time(Kind::Write.call(&repeating(&server, true))).await;
        assert_eq!(End::of(&result), End::Api(503));
        assert_eq!(server.requests("delivery_create"), 1, "{asked:?}");
    }
}

/// The service has asked for a pause, if for one of no length.
#[tokio::test]
async fn a_retry_after_of_nothing_is_a_first_pause() {
    const PAUSE: Duration = Duration::from_millis(300);
    for (status, asked) in [(429, "retry-after: 0\r\n".to_owned()), (503, at_date(-60))] {
        let server = failing(usize::MAX, move || refusal(status, &asked)).await;
        let policy = RetryPolicy::default().attempts(4).first_wait(PAUSE);
        let client = builder(&server.url).working_token("TOKEN-0").retry(policy).build().expect("a client");
        let started = Instant::now();
        assert_eq!(End::of(&in_time(Kind::Read.call(&client)).await), End::Api(status));
        assert!(started.elapsed() >= 3 * PAUSE, "{status}: {:?}", started.elapsed());
        assert_eq!(server.requests("organizations"), 4);
    }
}

#[tokio::test]
async fn without_a_policy_nothing_is_repeated_but_the_renewal() {
    let server = failing(usize::MAX, || refusal(503, "retry-after: 0\r\n")).await;
    let client =
        builder(&server.url).working_token("TOKEN-0").retry(RetryPolicy::none()).build().expect("a client");
    in_time(Kind::Read.call(&client)).await.expect_err("503");
    assert_eq!(server.requests("organizations"), 1);

    let server = failing(1, || refusal(401, "")).await;
    let client =
        builder(&server.url).working_token("TOKEN-0").retry(RetryPolicy::none()).build().expect("a client");
    in_time(Kind::Write.call(&client)).await.expect("a new token helps");
    assert_eq!((server.requests("access_token"), server.requests("delivery_create")), (1, 2));
}

#[tokio::test]
async fn a_call_may_have_a_policy_of_its_own() {
    let server = failing(usize::MAX, || refusal(500, "")).await;
    let client = signed_in(&server.url);
    client.organizations().retry(RetryPolicy::none()).await.expect_err("500");
    assert_eq!(server.requests("organizations"), 1);
    client.organizations().retry(quick().attempts(5)).await.expect_err("500");
    assert_eq!(server.requests("organizations"), 6);
}

#[tokio::test]
async fn the_budget_keeps_an_outage_from_getting_worse() {
    const CALLS: usize = 600;
    let server = failing(usize::MAX, || refusal(500, "")).await;
    let client = signed_in(&server.url);
    let started = Instant::now();
    let mut calls = JoinSet::new();
    for _ in 0..CALLS {
        if calls.len() == 64 {
            calls.join_next().await;
        }
        let client = client.clone();
        calls.spawn(async move { Kind::Read.call(&client).await.expect_err("500") });
    }
    in_time(calls.join_all()).await;
    // A fifth of the calls, and ten a second in every ten seconds that have begun.
    let tens = started.elapsed().as_secs() as usize / 10 + 1;
    let most = CALLS + CALLS / 5 + tens * 100;
    let sent = server.requests("organizations");
    assert!((CALLS..=most).contains(&sent), "{sent} requests for {CALLS} calls, at most {most} were due");
}

thread_local! {
    /// What was logged on a thread that wants to know.
    static LOGGED: RefCell<Option<Vec<u8>>> = const { RefCell::new(None) };
}

/// Writes to `LOGGED`: a subscriber is the whole process's, and the other tests log too.
struct OwnThread;

impl std::io::Write for OwnThread {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        LOGGED.with_borrow_mut(|logged| logged.iter_mut().for_each(|logged| logged.extend_from_slice(bytes)));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn every_attempt_is_visible_in_tracing() {
    let subscriber = tracing_subscriber::fmt().with_max_level(tracing::Level::DEBUG).with_ansi(false);
    subscriber.with_writer(|| OwnThread).try_init().expect("no other test logs");
    LOGGED.set(Some(Vec::new()));
    let server = failing(2, || refusal(500, "")).await;
    Kind::Read.call(&signed_in(&server.url)).await.expect("the third attempt succeeds");
    let text = String::from_utf8(LOGGED.take().unwrap_or_default()).expect("text");
    for attempt in ["attempt=1", "attempt=2", "attempt=3"] {
        assert!(text.contains(attempt), "no {attempt} in:\n{text}");
    }
    assert!(text.contains("iiko_call{operation=\"organizations\" section=\"organizations\""), "{text}");
}
