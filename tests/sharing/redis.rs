//! The token in a real Redis server, started for the test.

use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use iiko_transport::{RedisTokenStore, TokenStore};

use crate::{go_on_alone, share_one_token};

/// A Redis server on a free port, stopped with the test. `redis-server` must be installed.
pub struct Redis {
    server: Child,
    pub address: String,
}

impl Redis {
    async fn start() -> Self {
        Self::at(free_port()).await
    }

    async fn at(port: u16) -> Self {
        Self::with(port, "redis", &["--port", &port.to_string()]).await
    }

    /// A server at that port, by whatever its settings make of it.
    pub async fn with(port: u16, scheme: &str, settings: &[&str]) -> Self {
        let server = Command::new("redis-server")
            .args(["--bind", "127.0.0.1", "--save", "", "--appendonly", "no"])
            .args(settings)
            .stdout(Stdio::null())
            .spawn()
            .expect("redis-server is installed");
        let redis = Self { server, address: format!("{scheme}://127.0.0.1:{port}/") };
        for _ in 0..200 {
            if tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
                return redis;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("redis-server does not start");
    }

    /// What the server answers to a command of an administrator.
    fn command(&self, words: &[&str]) -> String {
        let output = Command::new("redis-cli").args(["-u", &self.address]).args(words).output();
        String::from_utf8(output.expect("redis-cli is installed").stdout).expect("text")
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

pub fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port").port()
}

#[tokio::test(flavor = "multi_thread")]
async fn workers_share_one_token() {
    let redis = Redis::start().await;
    share_one_token(|| RedisTokenStore::new(redis.address.as_str()).expect("a store")).await;
}

/// A connection lives as long as the runtime and the server that it was made with.
#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_broke_is_made_anew() {
    let port = free_port();
    let redis = Redis::at(port).await;
    let store = RedisTokenStore::new(redis.address.as_str()).expect("a store");
    let elsewhere = store.clone();
    let other = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(elsewhere.load("account")).expect("the server is there");
    });
    tokio::task::spawn_blocking(move || other.join()).await.expect("no panic").expect("no panic");
    store.load("account").await.expect("a connection of this runtime");

    redis.command(&["client", "kill", "type", "normal"]);
    store.load("account").await.expect("another connection");

    drop(redis);
    store.load("account").await.expect_err("no server");
    let _redis = Redis::at(port).await;
    store.load("account").await.expect("the server is back");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_token_is_written_anew() {
    let redis = Redis::start().await;
    let simulator = iiko_simulator::Simulator::start().await.expect("a simulator");
    let worker = || {
        let store = RedisTokenStore::new(redis.address.as_str()).expect("a store");
        crate::worker(&simulator, store)
    };
    crate::all_call(&[worker()]).await;
    let key = redis.command(&["keys", "*:token"]).trim().to_owned();
    for (nth, odd) in ["nonsense", "9999999999999 \u{1}", ""].iter().enumerate() {
        redis.command(&["set", &key, odd]);
        crate::all_call(&[worker()]).await;
        assert_eq!(simulator.token_requests(), nth + 2, "{odd:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_not_there_costs_only_the_sharing() {
    let address = format!("redis://127.0.0.1:{}/", free_port());
    go_on_alone(|| RedisTokenStore::new(address.as_str()).expect("a store")).await;
}

/// A lease that no test waits for.
const LEASE: Duration = Duration::from_secs(600);

/// Waits for a lock, and not for the end of its lease.
async fn is_free_soon(store: &RedisTokenStore, account: &str) {
    for _ in 0..200 {
        if let Ok(Some(lock)) = store.lock(account, "another worker", LEASE).await {
            lock.release().await.expect("the lock is given back");
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the lock is not given back");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lock_that_is_given_up_on_its_way_is_given_back() {
    let redis = Redis::start().await;
    let store = RedisTokenStore::new(redis.address.as_str()).expect("a store");
    store.load("account").await.expect("the server is there");
    redis.command(&["client", "pause", "700"]);

    let taken =
        tokio::time::timeout(Duration::from_millis(100), store.lock("account", "worker", LEASE)).await;
    assert!(taken.is_err(), "the server sleeps");

    is_free_soon(&store, "account").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lock_that_is_answered_too_late_is_given_back() {
    let redis = Redis::start().await;
    let store = RedisTokenStore::new(redis.address.as_str()).expect("a store");
    store.load("account").await.expect("the server is there");
    redis.command(&["client", "pause", "1500"]);

    store.lock("account", "worker", LEASE).await.expect_err("no answer in time");

    is_free_soon(&store, "account").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lock_is_taken_again_by_its_owner_alone() {
    let redis = Redis::start().await;
    let store = RedisTokenStore::new(redis.address.as_str()).expect("a store");
    let mut first = store.lock("account", "worker", LEASE).await.expect("an answer").expect("it is free");
    assert!(store.lock("account", "another", LEASE).await.expect("an answer").is_none());
    store.lock("account", "worker", LEASE).await.expect("an answer").expect("it is the worker's own");
    assert!(store.lock("other account", "another", LEASE).await.expect("an answer").is_some());

    first.extend(Duration::from_millis(1)).await.expect("an answer");
    is_free_soon(&store, "account").await;

    let _other =
        store.lock("account", "another", LEASE).await.expect("an answer").expect("the lease has ended");
    first.extend(LEASE).await.expect("an answer");
    first.release().await.expect("an answer");
    assert!(
        store.lock("account", "worker", LEASE).await.expect("an answer").is_none(),
        "what another holds is neither extended nor released"
    );
}

/// The server is slow once: that costs the sharing of one token, and no other worker's time.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_slow_once_keeps_no_worker_waiting() {
    let redis = Redis::start().await;
    let simulator = iiko_simulator::Simulator::start().await.expect("a simulator");
    let store = || RedisTokenStore::new(redis.address.as_str()).expect("a store");
    let workers: Vec<_> = (0..2).map(|_| crate::worker(&simulator, store())).collect();
    crate::all_call(&workers).await;
    simulator.revoke_tokens();
    redis.command(&["client", "pause", "1500"]);

    // Well within the time that a lock with a long lease would take.
    let calls = crate::all_call(&workers);
    tokio::time::timeout(Duration::from_secs(20), calls)
        .await
        .expect("nobody waits for a lock without an owner");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_comes_later_gets_the_token() {
    let port = free_port();
    let address = format!("redis://127.0.0.1:{port}/");
    let simulator = iiko_simulator::Simulator::start().await.expect("a simulator");
    let worker = || crate::worker(&simulator, RedisTokenStore::new(address.as_str()).expect("a store"));
    let first = worker();
    crate::all_call(std::slice::from_ref(&first)).await;

    let redis = Redis::at(port).await;
    while redis.command(&["keys", "*"]).trim().is_empty() {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }

    crate::all_call(&[worker()]).await;
    assert_eq!(simulator.token_requests(), 1, "the first worker's token is shared");
}

#[tokio::test]
async fn the_address_with_its_password_is_not_shown() {
    let store = RedisTokenStore::new("redis://:hunter2@127.0.0.1/").expect("a store");
    assert!(!format!("{store:?}").contains("hunter2"));
    assert!(RedisTokenStore::new("no address").is_err());
    assert!(RedisTokenStore::new("redis://").is_err());
}
