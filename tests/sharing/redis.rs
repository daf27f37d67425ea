//! The token in a real Redis server, started for the test.

use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use iiko_transport::RedisTokenStore;

use crate::{go_on_alone, share_one_token};

/// A Redis server on a free port, stopped with the test. `redis-server` must be installed.
struct Redis {
    server: Child,
    address: String,
}

impl Redis {
    async fn start() -> Self {
        let port = free_port();
        let server = Command::new("redis-server")
            .args(["--port", &port.to_string(), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"])
            .stdout(Stdio::null())
            .spawn()
            .expect("redis-server is installed");
        let redis = Self { server, address: format!("redis://127.0.0.1:{port}/") };
        for _ in 0..200 {
            if tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
                return redis;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("redis-server does not start");
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port").port()
}

#[tokio::test(flavor = "multi_thread")]
async fn workers_share_one_token() {
    let redis = Redis::start().await;
    share_one_token(|| RedisTokenStore::new(redis.address.as_str()).expect("a store")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_not_there_costs_only_the_sharing() {
    let address = format!("redis://127.0.0.1:{}/", free_port());
    go_on_alone(|| RedisTokenStore::new(address.as_str()).expect("a store")).await;
}

#[tokio::test]
async fn the_address_with_its_password_is_not_shown() {
    let store = RedisTokenStore::new("redis://:hunter2@127.0.0.1/").expect("a store");
    assert!(!format!("{store:?}").contains("hunter2"));
    assert!(RedisTokenStore::new("no address").is_err());
}
