//! Rate limits of the client, and what a 429 does to its group.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use iiko_transport::{Client, Error, Operation, RateLimits, RetryPolicy};
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::Instant;

use crate::server::{Act, Server, refusal, success};
use crate::{Kind, builder, in_time};

const HOUR: Duration = Duration::from_secs(3600);

fn calls(number: u32) -> NonZeroU32 {
    NonZeroU32::new(number).expect("some calls")
}

/// The vendor's group of a kind of call.
fn group(kind: Kind) -> &'static str {
    let operation = Operation::find(kind.operation()).expect("an operation of the spec");
    operation.restriction_group().expect("it has a group")
}

async fn good_server() -> Server {
    Server::start(|request| Act::Answer(success(request))).await
}

fn limited(server: &Server, limits: RateLimits) -> Client {
    builder(&server.url).working_token("TOKEN-0").rate_limits(limits).build().expect("a client")
}

/// The group that a rate limit's error names.
fn refusing_group(error: &Error) -> Option<&str> {
    match error {
        Error::RateLimit(error) => error.group(),
        other => panic!("{other} is no rate limit"),
    }
}

#[tokio::test]
async fn calls_wait_for_their_turn() {
    let server = good_server().await;
    let client =
        limited(&server, RateLimits::none().group(group(Kind::Write), calls(2), Duration::from_millis(200)));
    let started = Instant::now();
    let mut running = JoinSet::new();
    for _ in 0..6 {
        let client = client.clone();
        running.spawn(async move { Kind::Write.call(&client).await });
    }
    for result in in_time(running.join_all()).await {
        result.expect("it waits and is sent");
    }
    // Two in any period: the sixth is sent no earlier than when the third period begins.
    assert!(started.elapsed() >= Duration::from_millis(400), "{:?}", started.elapsed());
    assert_eq!(server.requests("delivery_create"), 6);
}

#[tokio::test]
async fn a_turn_beyond_the_deadline_fails_unsent_and_names_the_group() {
    let server = good_server().await;
    let client = limited(&server, RateLimits::none().group(group(Kind::Write), calls(1), HOUR));
    Kind::Write.call(&client).await.expect("the first goes out");
    let error = in_time(Kind::Write.call(&client)).await.expect_err("the hour is not over");
    assert_eq!(refusing_group(&error), Some(group(Kind::Write)));
    assert!(error.is_rate_limit());
    assert!(error.to_string().contains(&format!("the group `{}`", group(Kind::Write))), "{error}");
    assert_eq!(server.requests("delivery_create"), 1);
    Kind::Read.call(&client).await.expect("another group is free");
}

#[tokio::test]
async fn the_limit_of_all_calls_names_no_group() {
    let server = good_server().await;
    let client = limited(&server, RateLimits::none().all(calls(1), HOUR));
    Kind::Write.call(&client).await.expect("the first goes out");
    let error = in_time(Kind::Read.call(&client)).await.expect_err("the hour is not over");
    assert_eq!(refusing_group(&error), None);
    assert!(error.to_string().contains("all calls"), "{error}");
}

#[tokio::test]
async fn waiting_for_all_costs_the_group_nothing() {
    let server = good_server().await;
    let limits = RateLimits::none().all(calls(1), Duration::from_millis(100)).group(
        group(Kind::Write),
        calls(8),
        HOUR,
    );
    let client = limited(&server, limits);
    // A quarter of the group's calls may go at once: both of them, though the second waits for the limit of all.
    for _ in 0..2 {
        in_time(Kind::Write.call(&client)).await.expect("it is sent");
    }
    assert_eq!(server.requests("delivery_create"), 2);
}

#[tokio::test]
async fn a_dropped_call_leaves_its_turn_to_the_next() {
    let server = good_server().await;
    let client =
        limited(&server, RateLimits::none().group(group(Kind::Write), calls(1), Duration::from_secs(3)));
    Kind::Write.call(&client).await.expect("the first goes out");
    let waiting = tokio::time::timeout(Duration::from_millis(20), Kind::Write.call(&client)).await;
    waiting.expect_err("the second waits, and is dropped");
    in_time(Kind::Write.call(&client)).await.expect("the third goes out in its place");
    assert_eq!(server.requests("delivery_create"), 2);
}

#[tokio::test]
async fn a_429_holds_back_its_own_group_alone() {
    let server = Server::start(|request| {
        let too_many = request.path == crate::server::path("delivery_create");
        Act::Answer(if too_many { refusal(429, "retry-after: 3600\r\n") } else { success(request) })
    })
    .await;
    let client = crate::signed_in(&server.url);
    let error = in_time(Kind::Write.call(&client)).await.expect_err("429");
    assert_eq!(error.status(), Some(429));

    // The group wants to be left alone for an hour, and the call has less time.
    let error = in_time(Kind::Write.call(&client)).await.expect_err("the group is held back");
    assert_eq!(refusing_group(&error), Some(group(Kind::Write)));
    assert_eq!(server.requests("delivery_create"), 1, "the second call stays at home");
    Kind::Read.call(&client).await.expect("another group goes on");
}

#[tokio::test]
async fn a_429_is_heeded_for_two_minutes_at_most_and_the_error_tells_until_when() {
    let server = Server::start(|_| Act::Answer(refusal(429, "retry-after: 600\r\n"))).await;
    let client = crate::signed_in(&server.url);
    assert_eq!(in_time(Kind::Write.call(&client)).await.expect_err("429").status(), Some(429));

    let error = in_time(Kind::Write.call(&client)).await.expect_err("the group is held back");
    let Error::RateLimit(held) = &error else { panic!("{error}") };
    assert!(held.paused_until().is_some(), "{error}");
    assert!(held.wait() > Duration::from_secs(60) && held.wait() <= Duration::from_secs(120), "{error}");
    for words in ["the service asked for a pause", group(Kind::Write), "held back until 2", " UTC"] {
        assert!(error.to_string().contains(words), "`{words}` is missing in: {error}");
    }
    assert_eq!(server.requests("delivery_create"), 1);

    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(121)).await;
    let once = client.delivery_create(crate::organization(), crate::order());
    outcome(tokio::spawn(once.send())).await.expect_err("429 again");
    assert_eq!(server.requests("delivery_create"), 2, "after two minutes the service is asked again");
}

/// Not all operations have a group; each of the others is held back by itself.
#[tokio::test]
async fn a_429_holds_back_an_operation_without_a_group() {
    let server = Server::start(|request| {
        let too_many = request.path == crate::server::path("customer_get_counters");
        Act::Answer(if too_many { refusal(429, "retry-after: 600\r\n") } else { success(request) })
    })
    .await;
    let held = Operation::find("customer_get_counters").expect("an operation of the spec");
    assert_eq!(held.restriction_group(), None);
    let client = crate::signed_in(&server.url);
    let call = || client.call("customer_get_counters", serde_json::json!({})).send();
    assert_eq!(in_time(call()).await.expect_err("429").status(), Some(429));

    let error = in_time(call()).await.expect_err("the operation is held back");
    assert_eq!(refusing_group(&error), None);
    assert!(error.to_string().contains("this operation is held back until"), "{error}");
    assert_eq!(server.requests("customer_get_counters"), 1, "the second call stays at home");
    Kind::Read.call(&client).await.expect("another operation goes on");
}

/// A token endpoint has no group either: who signs in too often must stop.
#[tokio::test]
async fn a_429_holds_back_the_token_endpoint() {
    let server = Server::start(|_| Act::Answer(refusal(429, "retry-after: 600\r\n"))).await;
    let client = builder(&server.url).build().expect("a client");
    for _ in 0..10 {
        let error = in_time(Kind::Read.call(&client)).await.expect_err("no token");
        assert_eq!(error.operation(), Some("access_token"), "{error}");
        assert!(error.is_rate_limit(), "{error}");
    }
    assert_eq!(server.requests("access_token"), 1);
}

#[tokio::test]
async fn a_429_without_retry_after_slows_the_group_down() {
    let server = Server::start(|request| {
        let too_many = request.bearer() == Some("TOKEN-0");
        Act::Answer(if too_many { refusal(429, "") } else { success(request) })
    })
    .await;
    let client = crate::signed_in(&server.url);
    let once = client.delivery_create(crate::organization(), crate::order()).retry(RetryPolicy::none());
    once.await.expect_err("429");
    let started = Instant::now();
    let twice = client.delivery_create(crate::organization(), crate::order()).retry(RetryPolicy::none());
    in_time(twice.send()).await.expect_err("429 again");
    assert!(started.elapsed() >= Duration::from_millis(500), "the group waits: {:?}", started.elapsed());
    assert_eq!(server.requests("delivery_create"), 2);
}

/// Lets the others work for a moment of real time. Paused time stands meanwhile: it leaps only when nothing works.
async fn a_moment() {
    let (_kept, never) = std::sync::mpsc::channel::<()>();
    let waits = tokio::task::spawn_blocking(move || never.recv_timeout(Duration::from_millis(10)));
    waits.await.expect("no panic").expect_err("nobody sends anything");
}

/// What a task came to, while paused time stands.
async fn outcome<T>(task: JoinHandle<T>) -> T {
    for _ in 0..1000 {
        if task.is_finished() {
            break;
        }
        a_moment().await;
    }
    assert!(task.is_finished(), "it should not have to wait");
    task.await.expect("no panic")
}

fn patient(kind: Kind, client: &Client) -> JoinHandle<Result<(), Error>> {
    let client = client.clone();
    tokio::spawn(async move {
        match kind {
            Kind::Write => {
                let call = client.delivery_create(crate::organization(), crate::order());
                call.deadline(2 * HOUR).await.map(drop)
            }
            Kind::Read => client.organizations().deadline(2 * HOUR).await.map(drop),
        }
    })
}

/// Limits count on tokio's clock, so that a program's own tests may let the hours pass at once.
#[tokio::test]
async fn an_hour_passes_when_tokio_says_so() {
    let server = good_server().await;
    let client = limited(&server, RateLimits::none().group(group(Kind::Write), calls(1), HOUR));
    Kind::Write.call(&client).await.expect("the first goes out");
    tokio::time::pause();
    let second = patient(Kind::Write, &client);
    a_moment().await;
    assert_eq!(server.requests("delivery_create"), 1, "the hour is not over");
    tokio::time::advance(HOUR + Duration::from_secs(1)).await;
    outcome(second).await.expect("its turn has come");
}

/// The token may end while a call stands in the queue: it takes what is there when its turn comes.
#[tokio::test]
async fn a_token_is_taken_after_the_queue() {
    let revoked = Arc::new(AtomicBool::new(false));
    let server = Server::start({
        let revoked = Arc::clone(&revoked);
        move |request| {
            let refused = revoked.load(Ordering::SeqCst) && request.bearer() == Some("TOKEN-0");
            Act::Answer(if refused { refusal(401, "") } else { success(request) })
        }
    })
    .await;
    let client = limited(&server, RateLimits::none().group(group(Kind::Write), calls(1), HOUR));
    Kind::Write.call(&client).await.expect("the first goes out");
    tokio::time::pause();
    let waiting = patient(Kind::Write, &client);
    a_moment().await;
    revoked.store(true, Ordering::SeqCst);
    outcome(patient(Kind::Read, &client)).await.expect("another group's call gets a new token");
    tokio::time::advance(HOUR + Duration::from_secs(1)).await;
    outcome(waiting).await.expect("its turn has come");
    assert_eq!(server.requests("delivery_create"), 2, "no request was spent on the old token");
}
