//! Explores the renewal of tokens: a scheduler that a seed rules polls calls in random order, drops some of them
//! midway, and lets the endpoint answer late, badly or with a token that is revoked at once. What the module's
//! documentation argues is checked in every round; a round that goes wrong can be repeated by its seed.

use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};

use tokio::time::Instant;

use super::{Token, TokenEndpoint, Tokens};
use crate::Secret;
use crate::error::{AuthenticationError, Error};

const ROUNDS: u64 = 10_000;
const MOST_CALLS: u64 = 12;
/// More steps than any round needs: a round that takes them all is stuck.
const PATIENCE: usize = 10_000;

/// Numbers that look random and depend on the seed alone (SplitMix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % end
    }

    fn one_in(&mut self, chances: u64) -> bool {
        self.below(chances) == 0
    }
}

/// Gives `token-1`, `token-2`, …; the service takes the one that `valid` numbers.
struct Script {
    dice: Mutex<Dice>,
    valid: AtomicU64,
    asked: AtomicU64,
    failed: AtomicUsize,
    under_way: AtomicUsize,
    most_under_way: AtomicUsize,
    /// How often a fresh token may still be revoked on its way.
    revocations: AtomicUsize,
    failures: bool,
}

/// Counts a request out, also when it is dropped.
struct UnderWay<'a>(&'a AtomicUsize);

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl TokenEndpoint for Script {
    fn ask(&self) -> Pin<Box<dyn Future<Output = Result<Secret, Error>> + Send + '_>> {
        Box::pin(async move {
            let now = self.under_way.fetch_add(1, Ordering::SeqCst) + 1;
            self.most_under_way.fetch_max(now, Ordering::SeqCst);
            let _under_way = UnderWay(&self.under_way);
            let number = self.asked.fetch_add(1, Ordering::SeqCst) + 1;
            let late = self.roll(4);
            pause(late).await;
            if self.failures && self.roll(4) == 0 {
                self.failed.fetch_add(1, Ordering::SeqCst);
                return Err(refusal(number));
            }
            self.valid.store(number, Ordering::SeqCst);
            let late = self.roll(3);
            pause(late).await;
            if self.revocations.load(Ordering::SeqCst) > 0 && self.roll(3) == 0 {
                self.revocations.fetch_sub(1, Ordering::SeqCst);
                self.valid.store(0, Ordering::SeqCst);
            }
            Ok(Secret::from(format!("token-{number}")))
        })
    }
}

impl Script {
    fn new(seed: u64) -> Self {
        Self {
            dice: Mutex::new(Dice(!seed)),
            valid: AtomicU64::new(0),
            asked: AtomicU64::new(0),
            failed: AtomicUsize::new(0),
            under_way: AtomicUsize::new(0),
            most_under_way: AtomicUsize::new(0),
            revocations: AtomicUsize::new(usize::from(seed.is_multiple_of(5))),
            failures: seed.is_multiple_of(3),
        }
    }

    fn roll(&self, end: u64) -> u64 {
        self.dice.lock().expect("no panic while it is held").below(end)
    }

    fn takes(&self, token: &Token) -> bool {
        token.value.expose() == format!("token-{}", self.valid.load(Ordering::SeqCst))
    }
}

fn refusal(number: u64) -> Error {
    Box::new(AuthenticationError {
        operation: "access_token".to_owned(),
        status: Some(401),
        reason: format!("request {number}"),
        correlation_id: None,
        token_refused: false,
    })
    .into()
}

/// Is ready at the given poll after the first.
async fn pause(polls: u64) {
    let mut left = polls;
    std::future::poll_fn(|context| {
        if left == 0 {
            return Poll::Ready(());
        }
        left -= 1;
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

/// How a call ended.
#[derive(Debug, PartialEq)]
enum End {
    Served,
    /// The token endpoint's error, by the number of its request.
    Failed(String),
    /// Twice a token that the service did not take.
    RefusedTwice,
}

/// A call as the transport makes it: a token, and once another one when that is refused.
async fn call(tokens: &Tokens, script: &Script) -> End {
    let mut refused: Option<Arc<Token>> = None;
    for _ in 0..2 {
        let usable = if refused.is_none() { tokens.usable(Instant::now()) } else { None };
        let token = match usable {
            Some(token) => token,
            None => match tokens.renew(script, refused.as_deref()).await {
                Ok(token) => token,
                Err(error) => return End::Failed(error.to_string()),
            },
        };
        let late = script.roll(3);
        pause(late).await;
        if script.takes(&token) {
            return End::Served;
        }
        refused = Some(token);
    }
    End::RefusedTwice
}

/// A call that is polled when it was woken.
struct Task<'a> {
    future: Option<Pin<Box<dyn Future<Output = End> + Send + 'a>>>,
    woken: Arc<Woken>,
    end: Option<End>,
}

struct Woken(AtomicBool);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::SeqCst);
    }
}

impl<'a> Task<'a> {
    fn new(future: impl Future<Output = End> + Send + 'a) -> Self {
        Self { future: Some(Box::pin(future)), woken: Arc::new(Woken(AtomicBool::new(true))), end: None }
    }

    fn is_ready(&self) -> bool {
        self.future.is_some() && self.woken.0.load(Ordering::SeqCst)
    }

    fn poll(&mut self) {
        let Some(future) = &mut self.future else { return };
        self.woken.0.store(false, Ordering::SeqCst);
        let waker = Waker::from(Arc::clone(&self.woken));
        if let Poll::Ready(end) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
            self.end = Some(end);
            self.future = None;
        }
    }
}

/// What a round came to.
struct Round {
    ends: Vec<End>,
    dropped: u64,
    asked: u64,
    failed: usize,
    revoked: usize,
    most_under_way: usize,
}

fn round(seed: u64) -> Round {
    let mut dice = Dice(seed);
    let script = Script::new(seed);
    // Half of the rounds begin with a token that the service has revoked.
    let tokens = Tokens::new(dice.one_in(2).then(|| Secret::from("revoked")), None);
    let mut tasks: Vec<Task<'_>> =
        (0..1 + dice.below(MOST_CALLS)).map(|_| Task::new(call(&tokens, &script))).collect();
    let dropping = dice.one_in(2);
    let mut dropped = 0;
    for step in 0.. {
        assert!(step < PATIENCE, "seed {seed}: the round does not end");
        let ready: Vec<usize> = (0..tasks.len()).filter(|at| tasks[*at].is_ready()).collect();
        if ready.is_empty() {
            break;
        }
        let under_way: Vec<usize> = (0..tasks.len()).filter(|at| tasks[*at].future.is_some()).collect();
        if dropping && dice.one_in(6) {
            // Also those that wait for others: their places in the queue must close.
            tasks[under_way[dice.below(under_way.len() as u64) as usize]].future = None;
            dropped += 1;
            continue;
        }
        tasks[ready[dice.below(ready.len() as u64) as usize]].poll();
    }
    let left = tasks.iter().filter(|task| task.future.is_some()).count();
    assert_eq!(left, 0, "seed {seed}: {left} calls wait for a wake-up that nobody gives");
    drop(tasks.iter_mut().map(|task| task.future.take()).collect::<Vec<_>>());
    Round {
        ends: tasks.iter_mut().filter_map(|task| task.end.take()).collect(),
        dropped,
        asked: script.asked.load(Ordering::SeqCst),
        failed: script.failed.load(Ordering::SeqCst),
        revoked: usize::from(seed.is_multiple_of(5)) - script.revocations.load(Ordering::SeqCst),
        most_under_way: script.most_under_way.load(Ordering::SeqCst),
    }
}

fn check(seed: u64, round: &Round) {
    let Round { ends, dropped, asked, failed, revoked, most_under_way } = round;
    let told = format!(
        "seed {seed}: {asked} requests, {failed} failed, {dropped} dropped, {revoked} revoked: {ends:?}"
    );
    assert!(*most_under_way <= 1, "more than one request at a time: {told}");
    let served = ends.iter().filter(|end| **end == End::Served).count();
    let refused = ends.iter().filter(|end| **end == End::RefusedTwice).count();
    let failures = ends.len() - served - refused;
    assert!(*failed > 0 || failures == 0, "a failure from nowhere: {told}");
    assert!(*revoked > 0 || refused == 0, "a good token counts as refused: {told}");
    if *failed == 0 {
        // One request, one more for each revocation on the way and for each leader that may have been dropped.
        let most = 1 + *revoked as u64 + dropped;
        assert!(*asked <= most, "at most {most} requests were due: {told}");
    }
    if *dropped == 0 && *failed == 0 && *revoked == 0 {
        assert_eq!((*asked, served), (1, ends.len()), "one request serves all: {told}");
    }
}

#[test]
fn every_interleaving_keeps_the_promises() {
    let (mut requests, mut dropped, mut failed, mut revoked) = (0, 0, 0, 0);
    for seed in 0..ROUNDS {
        let round = round(seed);
        check(seed, &round);
        requests += round.asked;
        dropped += round.dropped;
        failed += round.failed;
        revoked += round.revoked;
    }
    // The rounds were worth it only if all of that happened, and often.
    let told =
        format!("{requests} requests, {dropped} dropped calls, {failed} failures, {revoked} revocations");
    assert!(requests > ROUNDS && dropped > ROUNDS && failed > 500 && revoked > 300, "{told}");
}

#[test]
fn the_same_seed_is_the_same_round() {
    for seed in 0..50 {
        let (first, second) = (round(seed), round(seed));
        assert_eq!(first.ends, second.ends, "seed {seed}");
        assert_eq!(first.asked, second.asked, "seed {seed}");
    }
}
