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
        true => Act::Answer(refusal(429, "retry-after: 60\r\n")),
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
async fn a_dropped_call_leaves_the_token_request_to_the_others() {
    let (server, gate, client) = held_back().await;
    let first = spawn(Kind::Write, &client);
    server.until(|seen| seen.requests("access_token") == 1).await;
    let mut others = JoinSet::new();
    for _ in 0..16 {
        let client = client.clone();
        others.spawn(async move { Kind::Write.call(&client).await });
    }
    tokio::task::yield_now().await;
    first.abort();
    assert!(first.await.is_err_and(|error| error.is_cancelled()));
    gate.close();
    for result in in_time(others.join_all()).await {
        result.expect("the others have their token");
    }
    assert_eq!((server.requests("access_token"), server.requests("delivery_create")), (1, 16));
}

#[tokio::test]
async fn a_token_whose_calls_were_all_dropped_serves_the_next() {
    let (server, gate, client) = held_back().await;
    let calls: Vec<_> = (0..8).map(|_| spawn(Kind::Read, &client)).collect();
    server.until(|seen| seen.requests("access_token") == 1).await;
    for call in calls {
        call.abort();
        assert!(call.await.is_err_and(|error| error.is_cancelled()));
    }
    gate.close();
    in_time(Kind::Read.call(&client)).await.expect("a new call finds the token, or waits for it");
    assert_eq!((server.requests("access_token"), server.requests("organizations")), (1, 1));
}

/// A token endpoint slower than any call's patience: each call gives up, and yet the token comes.
#[tokio::test]
async fn calls_with_less_patience_than_the_token_takes_do_not_fail_for_ever() {
    let (server, gate, client) = held_back().await;
    for _ in 0..5 {
        let hasty = client.organizations().deadline(Duration::from_millis(100));
        let error = in_time(hasty.into_future()).await.expect_err("no token in time");
        assert!(error.is_timeout(), "{error}");
    }
    gate.close();
    in_time(Kind::Read.call(&client)).await.expect("the token of the first of them");
    assert_eq!((server.requests("access_token"), server.requests("organizations")), (1, 1));
}

#[tokio::test]
async fn a_client_of_little_patience_has_more_of_it_for_its_token() {
    let (server, gate, _) = held_back().await;
    let client = builder(&server.url).deadline(Duration::from_millis(300)).build().expect("a client");
    let error = in_time(Kind::Read.call(&client)).await.expect_err("no token in time");
    assert!(error.is_timeout(), "{error}");
    gate.close();
    in_time(async { while Kind::Read.call(&client).await.is_err() {} }).await;
    assert_eq!(server.requests("access_token"), 1);
}

/// A client may outlive the runtime in which the token was asked for.
#[tokio::test]
async fn a_token_request_that_died_with_its_runtime_is_made_anew() {
    let (server, gate, client) = held_back().await;
    let runtime = || tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
    let other = runtime().expect("a runtime");
    other.spawn({
        let client = client.clone();
        async move { Kind::Read.call(&client).await }
    });
    server.until(|seen| seen.requests("access_token") == 1).await;
    let waiting = spawn(Kind::Read, &client);
    tokio::task::yield_now().await;
    other.shutdown_background();
    server.until(|seen| seen.requests("access_token") == 2).await;
    gate.close();
    in_time(waiting).await.expect("no panic").expect("the token of the second request");
    in_time(Kind::Write.call(&client)).await.expect("the same token");
    assert_eq!(server.requests("access_token"), 2);
}

/// A store whose lock has no lease: only giving it back frees it.
#[derive(Debug, Clone, Default)]
struct Locked {
    held: Arc<AtomicBool>,
    releases: Arc<AtomicUsize>,
    extensions: Arc<AtomicUsize>,
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
        _owner: &'a str,
        _lease: Duration,
    ) -> StoreFuture<'a, Option<Box<dyn TokenLock>>> {
        let free = !self.held.swap(true, Ordering::SeqCst);
        let lock = self.clone();
        Box::pin(async move { Ok(free.then(|| Box::new(lock) as Box<dyn TokenLock>)) })
    }
}

impl TokenLock for Locked {
    fn extend(&mut self, lease: Duration) -> StoreFuture<'_, ()> {
        Box::pin(async move {
            // Others wait that long for a worker that has died.
            let is_short = lease <= Duration::from_secs(10);
            self.extensions.fetch_add(usize::from(is_short), Ordering::SeqCst);
            Ok(())
        })
    }

    fn release(self: Box<Self>) -> StoreFuture<'static, ()> {
        Box::pin(async move {
            self.held.store(false, Ordering::SeqCst);
            self.releases.fetch_add(1, Ordering::SeqCst);
            Ok(())
        })
    }
}

/// Whoever holds the lock is not the call, so that the call's end leaves nothing behind.
#[tokio::test]
async fn a_dropped_call_brings_the_token_to_the_other_workers_all_the_same() {
    let (server, gate, _) = held_back().await;
    let store = Locked::default();
    let worker = || builder(&server.url).token_store(store.clone()).build().expect("a client");
    let first = spawn(Kind::Read, &worker());
    server.until(|seen| seen.requests("access_token") == 1).await;
    let other = spawn(Kind::Read, &worker());
    first.abort();
    gate.close();
    in_time(other).await.expect("no panic").expect("the other worker has the token");
    in_time(async {
        while store.releases.load(Ordering::SeqCst) == 0 {
            tokio::task::yield_now().await;
        }
    })
    .await;
    assert_eq!(server.requests("access_token"), 1, "nobody had to ask again");
    assert!(!store.held.load(Ordering::SeqCst), "the lock is free");
}

/// The lease is short, and the service may take longer.
#[tokio::test]
async fn a_lock_is_extended_while_the_token_is_on_its_way() {
    let (server, gate, _) = held_back().await;
    let store = Locked::default();
    let worker = builder(&server.url).token_store(store.clone()).build().expect("a client");
    let call = spawn(Kind::Read, &worker);
    in_time(async {
        while store.extensions.load(Ordering::SeqCst) < 2 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    })
    .await;
    gate.close();
    in_time(call).await.expect("no panic").expect("the token has come");
    assert!(!store.held.load(Ordering::SeqCst), "the lock is free");
}
