//! Many workers, one token: through files, and through a real Redis server where the feature `redis` is on.

mod files;
#[cfg(feature = "metrics")]
mod metrics;
#[cfg(feature = "redis")]
mod redis;
#[cfg(feature = "redis")]
mod redis_tls;

use iiko_simulator::Simulator;
use iiko_transport::{Client, TokenStore};
use tokio::task::JoinSet;

const WORKERS: usize = 8;
const CALLS: usize = 16;

/// A worker is a client of its own, as in another process: only the store connects them.
fn worker(simulator: &Simulator, store: impl TokenStore + 'static) -> Client {
    Client::builder(simulator.default_login())
        .base_url(simulator.base_url())
        .token_store(store)
        .build()
        .expect("a client")
}

/// All workers call at once; every call must succeed.
async fn all_call(workers: &[Client]) {
    let mut running = JoinSet::new();
    for worker in workers {
        for _ in 0..CALLS {
            running.spawn(worker.organizations().send());
        }
    }
    while let Some(result) = running.join_next().await {
        let answer = result.expect("a call does not panic").expect("a call succeeds");
        assert!(!answer.organizations.is_empty());
    }
}

/// The story that every store must tell.
async fn share_one_token<S: TokenStore + 'static>(store: impl Fn() -> S) {
    let simulator = Simulator::start().await.expect("a simulator");
    let workers: Vec<Client> = (0..WORKERS).map(|_| worker(&simulator, store())).collect();

    all_call(&workers).await;
    assert_eq!(simulator.token_requests(), 1, "one worker signs in for all");

    let late = worker(&simulator, store());
    all_call(&[late]).await;
    assert_eq!(simulator.token_requests(), 1, "a worker that starts later finds the token");

    simulator.revoke_tokens();
    all_call(&workers).await;
    assert_eq!(simulator.token_requests(), 2, "a revoked token is renewed by one worker for all");
}

/// A store that fails costs the sharing, not the calls.
async fn go_on_alone<S: TokenStore + 'static>(store: impl Fn() -> S) {
    let simulator = Simulator::start().await.expect("a simulator");
    let workers: Vec<Client> = (0..2).map(|_| worker(&simulator, store())).collect();
    all_call(&workers).await;
    assert_eq!(simulator.token_requests(), workers.len(), "each worker signs in for itself, once");
}
