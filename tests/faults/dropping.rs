//! Dropping a call: its request ends, and nothing is left half done.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use iiko_transport::{Client, StoreFuture, StoredToken, TokenLock, TokenStore};
use tokio::sync::Semaphore;
use tokio::task::{JoinHandle, JoinSet};

use crate::server::{Act, Server, ok, refusal, success, token};
use crate::{Kind, builder, in_time, signed_in};

fn spawn(kind: Kind, client: &Client) -> JoinHandle<Result<(), iiko_transport::Error>> {
    let client = client.clone();
    tokio::spawn(async move { kind.call(&client).await })
}

#[tokio::test]
async fn a_dropped_call_hangs_up() {
    for kind in [Kind::Write, Kind::Read] {
        let server = Server::start(|_| Act::Silence).await;
        let client = signed_in(&server.url);
        let call = spawn(kind, &client);
        server.until(|seen| seen.requests(kind.operation()) == 1).await;
        call.abort();
        server.until(|seen| seen.open() == 0).await;
        assert_eq!(server.requests(kind.operation()), 1, "nobody sends it again");
    }
}

#[tokio::test]
async fn a_call_dropped_in_the_middle_of_the_answer_leaves_the_client_well() {
    let server = Server::start(|request| match request.path == crate::server::path("organizations") {
        true => Act::Drip(success(request)),
        false => Act::Answer(success(request)),
    })
    .await;
    let client = signed_in(&server.url);
    let call = spawn(Kind::Read, &client);
    server.until(|seen| seen.requests("organizations") == 1).await;
    call.abort();
    server.until(|seen| seen.open() == 0).await;
    in_time(Kind::Write.call(&client)).await.expect("another call is served");
}

#[tokio::test]
async fn a_call_dropped_between_its_attempts_sends_no_more() {
    let server = Server::start(|request| match request.path == crate::server::path("delivery_create") {
        true => Act::Answer(refusal(503, "retry-after: 60\r\n")),
        false => Act::Answer(success(request)),
    })
    .await;
    let client = signed_in(&server.url);
    let call = spawn(Kind::Write, &client);
    server.until(|seen| seen.requests("delivery_create") == 1).await;
    // It may still read the answer, or wait: either way it is over.
    call.abort();
    assert!(call.await.is_err_and(|error| error.is_cancelled()));
    in_time(Kind::Read.call(&client)).await.expect("another call is served");
    assert_eq!(server.requests("delivery_create"), 1);
}

/// A server that holds its tokens back, the gate to them, and a client without one.
async fn held_back() -> (Server, Arc<Semaphore>, Client) {
    let gate = Arc::new(Semaphore::new(0));
    let held = Arc::clone(&gate);
    let server = Server::start(move |request| match request.asks_for_token() {
        true => Act::Held(Arc::clone(&held), ok(&token("TOKEN-1"))),
        false => Act::Answer(success(request)),
    })
    .await;
    let client = builder(&server.url).build().expect("a client");
    (server, gate, client)
}

#[tokio::test]
async fn a_dropped_leader_hands_the_token_request_over() {
    let (server, gate, client) = held_back().await;
    let leader = spawn(Kind::Write, &client);
    server.until(|seen| seen.requests("access_token") == 1).await;
    let mut others = JoinSet::new();
    for _ in 0..16 {
        let client = client.clone();
        others.spawn(async move { Kind::Write.call(&client).await });
    }
    tokio::task::yield_now().await;
    leader.abort();
    server.until(|seen| seen.requests("access_token") == 2).await;
    gate.close();
    for result in in_time(others.join_all()).await {
        result.expect("the others have their token");
    }
    assert_eq!((server.requests("access_token"), server.requests("delivery_create")), (2, 16));
}

#[tokio::test]
async fn a_client_whose_calls_were_all_dropped_starts_anew() {
    let (server, gate, client) = held_back().await;
    let calls: Vec<_> = (0..8).map(|_| spawn(Kind::Read, &client)).collect();
    server.until(|seen| seen.requests("access_token") == 1).await;
    // From the last to the first, so that no one takes over.
    for call in calls.into_iter().rev() {
        call.abort();
        assert!(call.await.is_err_and(|error| error.is_cancelled()));
    }
    server.until(|seen| seen.open() == 0).await;
    gate.close();
    in_time(Kind::Read.call(&client)).await.expect("a new call asks anew");
    assert_eq!((server.requests("access_token"), server.requests("organizations")), (2, 1));
}

#[tokio::test]
async fn a_leader_out_of_time_hands_over_too() {
    let (server, gate, client) = held_back().await;
    let hasty = client.organizations().deadline(Duration::from_secs(1)).send();
    let hasty = tokio::spawn(hasty);
    server.until(|seen| seen.requests("access_token") == 1).await;
    let patient = spawn(Kind::Read, &client);
    let error = in_time(hasty).await.expect("no panic").expect_err("no token in time");
    assert!(error.is_timeout(), "{error}");
    server.until(|seen| seen.requests("access_token") == 2).await;
    gate.close();
    in_time(patient).await.expect("no panic").expect("the patient call is served");
}

/// A store whose lock has no lease: only giving it back frees it.
#[derive(Debug, Clone, Default)]
struct Locked {
    held: Arc<AtomicBool>,
    releases: Arc<AtomicUsize>,
    token: Arc<Mutex<Option<StoredToken>>>,
}

impl TokenStore for Locked {
    fn load<'a>(&'a self, _account: &'a str) -> StoreFuture<'a, Option<StoredToken>> {
        let token = self.token.lock().expect("no panic while it is held").clone();
        Box::pin(async move { Ok(token) })
    }

    fn save<'a>(&'a self, _account: &'a str, token: StoredToken) -> StoreFuture<'a, ()> {
        *self.token.lock().expect("no panic while it is held") = Some(token);
        Box::pin(async { Ok(()) })
    }

    fn lock<'a>(
        &'a self,
        _account: &'a str,
        _lease: Duration,
    ) -> StoreFuture<'a, Option<Box<dyn TokenLock>>> {
        let free = !self.held.swap(true, Ordering::SeqCst);
        let lock = self.clone();
        Box::pin(async move { Ok(free.then(|| Box::new(lock) as Box<dyn TokenLock>)) })
    }
}

impl TokenLock for Locked {
    fn release(self: Box<Self>) -> StoreFuture<'static, ()> {
        Box::pin(async move {
            self.held.store(false, Ordering::SeqCst);
            self.releases.fetch_add(1, Ordering::SeqCst);
            Ok(())
        })
    }
}

#[tokio::test]
async fn a_dropped_leader_gives_the_lock_of_a_shared_store_back() {
    let (server, gate, _) = held_back().await;
    let store = Locked::default();
    let worker = || builder(&server.url).token_store(store.clone()).build().expect("a client");
    let leader = spawn(Kind::Read, &worker());
    server.until(|seen| seen.requests("access_token") == 1).await;
    let other = spawn(Kind::Read, &worker());
    leader.abort();
    server.until(|seen| seen.requests("access_token") == 2).await;
    assert_eq!(store.releases.load(Ordering::SeqCst), 1, "the dropped leader's lock, not the end of a wait");
    gate.close();
    in_time(other).await.expect("no panic").expect("the other worker has its token");
    assert_eq!(store.releases.load(Ordering::SeqCst), 2);
}
