//! HTTP/2, where all calls share a connection: what becomes of them when the service falls silent, turns requests away
//! or closes.

mod server;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use iiko_transport::{Client, ClientBuilder, Effect, Error, RetryPolicy};
use server::{Act, Server};
use tokio::task::JoinSet;

use crate::fault::End;
use crate::server::{FAR_OFF, in_time};
use crate::{Kind, builder};

/// How long a call may take that gets no answer: long enough for a slow machine to bring it there.
const PATIENCE: Duration = Duration::from_secs(2);

/// A client that speaks HTTP/2 without TLS.
fn settings(server: &Server) -> ClientBuilder {
    builder(&server.url).working_token("TOKEN-0").http_client(reqwest::ClientBuilder::http2_prior_knowledge)
}

fn client(server: &Server) -> Client {
    settings(server).build().expect("good settings")
}

/// One that sends once and soon gives up.
fn hasty(server: &Server) -> ClientBuilder {
    settings(server).timeout(PATIENCE).margin(Duration::ZERO).retry(RetryPolicy::none())
}

#[tokio::test]
async fn a_refused_request_is_sent_as_often_as_the_policy_says() {
    for kind in [Kind::Write, Kind::Read] {
        for (attempts, policy) in [(1, RetryPolicy::none()), (3, crate::quick())] {
            let server = Server::start(kind, |_, _| Act::Refuse).await;
            let client = settings(&server).retry(policy).build().expect("good settings");
            let result = in_time(kind.call(&client)).await;
            assert_eq!(End::of(&result), End::NotConnected, "the service did nothing: {result:?}");
            assert_eq!(server.requests(), attempts, "{kind:?}");
            let error = result.expect_err("refused");
            assert_eq!(error.effect(), Effect::NotDone);
            let Error::Connection(error) = error else { panic!("{error}") };
            assert_eq!(error.attempts() as usize, attempts);
            assert!(error.to_string().contains("turned the request away unread"), "{error}");
        }
    }
}

#[tokio::test]
async fn a_write_that_was_turned_away_is_made_once() {
    for turned_away in [Act::Refuse, Act::TooLate] {
        let first = AtomicUsize::new(0);
        let once = move || first.fetch_add(1, Ordering::SeqCst) == 0;
        let script = move |_, _| if once() { turned_away } else { Act::Answer };
        let server = Server::start(Kind::Write, script).await;
        in_time(Kind::Write.call(&client(&server))).await.expect("the second attempt is read");
        assert_eq!(server.requests(), 2, "{turned_away:?}");
    }
}

/// The service has said that it read the order: whoever sends it again may make two.
#[tokio::test]
async fn a_connection_that_closes_after_it_took_an_order_repeats_none() {
    let server = Server::start(Kind::Write, |_, _| Act::Abandon).await;
    let result = in_time(Kind::Write.call(&client(&server))).await;
    assert_eq!(End::of(&result), End::Broken, "{result:?}");
    assert_eq!(server.requests(), 1);
}

#[tokio::test]
async fn a_connection_on_which_a_call_timed_out_is_not_used_again() {
    // The first connection falls silent with its second request.
    let silent =
        |connection, request| if (connection, request) == (0, 1) { Act::Silence } else { Act::Answer };
    let server = Server::start(Kind::Read, silent).await;
    let client = hasty(&server).build().expect("good settings");
    Kind::Read.call(&client).await.expect("an answer");
    let result = in_time(Kind::Read.call(&client)).await;
    assert_eq!(End::of(&result), End::TimedOut, "{result:?}");
    for _ in 0..3 {
        in_time(Kind::Read.call(&client)).await.expect("an answer over a new connection");
    }
    assert_eq!(server.connections(), 2);
    server.until_open(1).await;
}

#[tokio::test]
async fn a_repeated_call_goes_over_a_new_connection() {
    let silent = |connection, _| if connection == 0 { Act::Silence } else { Act::Answer };
    let server = Server::start(Kind::Read, silent).await;
    let client = hasty(&server).retry(crate::quick()).build().expect("good settings");
    in_time(Kind::Read.call(&client)).await.expect("the second attempt is answered");
    assert_eq!(server.connections(), 2);
}

#[tokio::test]
async fn calls_under_way_keep_their_connection_when_another_times_out() {
    let acts = |connection, request| match (connection, request) {
        (0, 0) => Act::Hold,
        (0, _) => Act::Ignore,
        _ => Act::Answer,
    };
    let server = Server::start(Kind::Read, acts).await;
    let client = hasty(&server).build().expect("good settings");
    let long = tokio::spawn(client.organizations().timeout(FAR_OFF).send());
    server.until_requests(1).await;
    let mut lost = JoinSet::new();
    for _ in 0..20 {
        let client = client.clone();
        lost.spawn(async move { End::of(&Kind::Read.call(&client).await) });
    }
    assert!(in_time(lost.join_all()).await.into_iter().all(|end| end == End::TimedOut));
    in_time(Kind::Read.call(&client)).await.expect("an answer over a new connection");
    assert_eq!(server.connections(), 2, "20 calls that time out make one new connection");
    server.gate.add_permits(1);
    in_time(long).await.expect("no panic").expect("it had time, and its answer has come");
}

/// The answer that a silent connection owes never comes, also to a call that has much time.
#[tokio::test]
async fn pings_find_out_that_a_connection_is_silent() {
    let silent = |connection, _| if connection == 0 { Act::Silence } else { Act::Answer };
    let server = Server::start(Kind::Read, silent).await;
    let client = settings(&server).timeout(FAR_OFF * 10).deadline(FAR_OFF * 10).retry(RetryPolicy::none());
    let client = client.build().expect("good settings");
    let result = in_time(Kind::Read.call(&client)).await;
    assert_eq!(End::of(&result), End::Broken, "{result:?}");
    in_time(Kind::Read.call(&client)).await.expect("an answer over a new connection");
}

#[tokio::test]
async fn pings_find_out_that_an_idle_connection_is_silent() {
    let server = Server::start(Kind::Read, |_, _| Act::AnswerThenSilence).await;
    // Kept for ever, were it not for the pings.
    let kept = |http: reqwest::ClientBuilder| http.http2_prior_knowledge().pool_idle_timeout(None);
    let client = settings(&server).http_client(kept).build().expect("good settings");
    Kind::Read.call(&client).await.expect("an answer");
    server.until_open(0).await;
}

/// A call over HTTP/1 that is given up closes its own connection: the others are as good as before.
#[tokio::test]
async fn over_http_1_a_timeout_leaves_the_other_connections_alone() {
    use crate::server::{Act, Server, success};

    let requests = AtomicUsize::new(0);
    let server = Server::start(move |request| match requests.fetch_add(1, Ordering::SeqCst) {
        1 => Act::Silence,
        _ => Act::Answer(success(request)),
    })
    .await;
    let built = Arc::new(AtomicUsize::new(0));
    let client = builder(&server.url).working_token("TOKEN-0").http_client({
        let built = Arc::clone(&built);
        move |http| {
            built.fetch_add(1, Ordering::SeqCst);
            http
        }
    });
    let client = client.timeout(PATIENCE).margin(Duration::ZERO).retry(RetryPolicy::none());
    let client = client.build().expect("good settings");
    Kind::Read.call(&client).await.expect("an answer");
    let result = in_time(Kind::Read.call(&client)).await;
    assert_eq!(End::of(&result), End::TimedOut, "{result:?}");
    in_time(Kind::Read.call(&client)).await.expect("an answer");
    assert_eq!(built.load(Ordering::SeqCst), 1);
}
