//! Many calls that all need another token at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use base64::Engine as _;
use iiko_transport::{Client, Error};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::server::{Act, Request, Server, ok, refusal, success, token};
use crate::{Kind, builder, in_time};

/// A service whose tokens a test revokes and holds back.
struct Tokens {
    server: Server,
    state: Arc<State>,
}

struct State {
    /// How many tokens were given; the last one is the good one.
    given: AtomicUsize,
    /// Tokens up to this number are refused.
    revoked: AtomicUsize,
    refusals: AtomicUsize,
    /// Lets requests for tokens through.
    gate: Arc<Semaphore>,
    /// Whether the first token lives for a second only.
    short: bool,
}

impl State {
    fn act(&self, request: &Request) -> Act {
        if request.asks_for_token() {
            let number = self.given.fetch_add(1, Ordering::SeqCst) + 1;
            return Act::Held(Arc::clone(&self.gate), ok(&token(&self.token(number))));
        }
        let number = request.bearer().and_then(|token| token.rsplit('-').next()?.parse().ok()).unwrap_or(0);
        if number <= self.revoked.load(Ordering::SeqCst) {
            self.refusals.fetch_add(1, Ordering::SeqCst);
            return Act::Answer(refusal(401, ""));
        }
        Act::Answer(success(request))
    }

    /// A JWT as far as the client looks, numbered in its signature.
    fn token(&self, number: usize) -> String {
        let life = if self.short && number == 1 { 1 } else { 3600 };
        let claims = format!(r#"{{"iat":1000000000,"exp":{}}}"#, 1_000_000_000 + life);
        format!("head.{}.token-{number}", base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(claims))
    }

    fn revoke(&self) {
        self.revoked.store(self.given.load(Ordering::SeqCst), Ordering::SeqCst);
    }
}

impl Tokens {
    async fn start(short: bool) -> Self {
        let state = Arc::new(State {
            given: AtomicUsize::new(0),
            revoked: AtomicUsize::new(0),
            refusals: AtomicUsize::new(0),
            gate: Arc::new(Semaphore::new(0)),
            short,
        });
        let acting = Arc::clone(&state);
        Self { server: Server::start(move |request| acting.act(request)).await, state }
    }

    fn client(&self) -> Client {
        builder(&self.server.url).deadline(crate::FAR_OFF).build().expect("a client")
    }

    /// Lets one request for a token through.
    fn give_one(&self) {
        self.state.gate.add_permits(1);
    }

    fn asked(&self) -> usize {
        self.server.requests("access_token")
    }

    async fn until_refused(&self, times: usize) {
        in_time(async {
            while self.state.refusals.load(Ordering::SeqCst) < times {
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        })
        .await;
    }
}

/// That many calls, half of them writes, all under way at once.
fn storm(client: &Client, calls: usize) -> JoinSet<Result<(), Error>> {
    let mut running = JoinSet::new();
    for number in 0..calls {
        let client = client.clone();
        let kind = if number % 2 == 0 { Kind::Write } else { Kind::Read };
        running.spawn(async move { kind.call(&client).await });
    }
    running
}

async fn all_right(running: JoinSet<Result<(), Error>>) {
    for result in in_time(running.join_all()).await {
        result.expect("a call of the storm succeeds");
    }
}

async fn first_token(calls: usize) {
    let tokens = Tokens::start(false).await;
    let running = storm(&tokens.client(), calls);
    tokens.give_one();
    all_right(running).await;
    assert_eq!(tokens.asked(), 1, "one token for {calls} calls");
}

async fn expired_token(calls: usize) {
    let tokens = Tokens::start(true).await;
    let client = tokens.client();
    tokens.give_one();
    Kind::Read.call(&client).await.expect("the first token is good");
    tokio::time::sleep(Duration::from_secs(1)).await;
    let running = storm(&client, calls);
    tokens.give_one();
    all_right(running).await;
    assert_eq!(tokens.asked(), 2, "one more token for {calls} calls");
    assert_eq!(tokens.state.refusals.load(Ordering::SeqCst), 0, "the client knows when its token ends");
}

async fn revoked_token(calls: usize) {
    let tokens = Tokens::start(false).await;
    let client = tokens.client();
    tokens.give_one();
    Kind::Read.call(&client).await.expect("the first token is good");
    tokens.state.revoke();
    let running = storm(&client, calls);
    // Every call of the storm meets 401 before the new token is there, most of them while it is asked for.
    tokens.until_refused(calls).await;
    tokens.give_one();
    all_right(running).await;
    assert_eq!(tokens.asked(), 2, "one more token for {calls} calls");
    assert_eq!(tokens.state.refusals.load(Ordering::SeqCst), calls, "each call is refused once");
}

async fn token_revoked_during_its_refresh(calls: usize) {
    let tokens = Tokens::start(false).await;
    let running = storm(&tokens.client(), calls);
    tokens.server.until(|seen| seen.requests("access_token") == 1).await;
    // The token is on its way to the client when it is revoked: a second one is due.
    tokens.state.revoke();
    tokens.give_one();
    tokens.until_refused(calls).await;
    tokens.give_one();
    all_right(running).await;
    assert_eq!(tokens.asked(), 2, "a second token for {calls} calls");
}

/// A new token that the service does not take either is no reason to ask on and on.
async fn tokens_revoked_for_ever(calls: usize) {
    let tokens = Tokens::start(false).await;
    tokens.state.revoked.store(usize::MAX, Ordering::SeqCst);
    tokens.state.gate.close();
    for result in in_time(storm(&tokens.client(), calls).join_all()).await {
        let error = result.expect_err("no token is taken");
        assert!(error.is_authentication(), "{error}");
    }
    // A call that begins with the second token knows already that a further one would not help.
    let refusals = tokens.state.refusals.load(Ordering::SeqCst);
    assert!(
        (calls..=2 * calls).contains(&refusals),
        "each call is tried once or twice, not {refusals} times"
    );
    assert!(tokens.asked() <= 3, "one for each operation and one before: {}", tokens.asked());
}

async fn every_storm(calls: usize) {
    first_token(calls).await;
    expired_token(calls).await;
    revoked_token(calls).await;
    token_revoked_during_its_refresh(calls).await;
    tokens_revoked_for_ever(calls).await;
}

#[tokio::test]
async fn storms_of_64_calls() {
    every_storm(64).await;
}

#[tokio::test]
async fn storms_of_1000_calls() {
    need_open_files(2200);
    every_storm(1000).await;
}

/// Each call of a storm has a connection, and both its ends are in this process.
fn need_open_files(least: u64) {
    let Ok(limits) = std::fs::read_to_string("/proc/self/limits") else { return };
    let line = limits.lines().find(|line| line.starts_with("Max open files")).unwrap_or_default();
    let soft = line.split_whitespace().nth(3).and_then(|word| word.parse::<u64>().ok()).unwrap_or(u64::MAX);
    assert!(
        soft >= least,
        "this test opens {least} files at once, and {soft} are allowed: run `ulimit -n {least}`"
    );
}

/// The state machine itself is explored beside its code; this is the same over the network.
#[tokio::test]
async fn rounds_of_revocations_and_dropped_calls() {
    const ROUNDS: usize = 300;
    const CALLS: usize = 8;
    let tokens = Tokens::start(false).await;
    tokens.state.gate.close();
    let client = tokens.client();
    for round in 0..ROUNDS {
        let before = tokens.asked();
        tokens.state.revoke();
        // Some calls are dropped at once, after a while or never; the first of them may be the one that asks.
        let dropped = round % 4;
        let hasty = storm(&client, dropped);
        let running = storm(&client, CALLS);
        for _ in 0..round % 50 {
            tokio::task::yield_now().await;
        }
        drop(hasty);
        all_right(running).await;
        let asked = tokens.asked() - before;
        assert!(asked <= 1 + dropped, "round {round}: {asked} tokens, {dropped} calls dropped");
    }
}
