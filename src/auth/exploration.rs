//! Explores the renewal of tokens: a scheduler that a seed rules polls calls and renewals in random order, drops some
//! of them midway, and lets the endpoint answer late, badly or with a token that is revoked at once. What the module's
//! documentation argues is checked in every round; a round that goes wrong can be repeated by its seed.

use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};

use tokio::time::Instant;

use super::{Token, TokenEndpoint, Tokens};
use crate::codec::Secret;
use crate::error::{AuthenticationError, Error, Refused};

const ROUNDS: u64 = 10_000;
const MOST_CALLS: u64 = 12;
/// More steps than any round needs: a round that takes them all is stuck.
const MOST_STEPS: usize = 10_000;

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

    /// A place in a list of that length.
    fn pick(&mut self, length: usize) -> usize {
        self.below(length as u64) as usize
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
    /// Renewals that wait for the scheduler.
    launched: Mutex<Vec<Renewal>>,
}

type Renewal = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Counts a request out, also when it is dropped.
struct UnderWay<'a>(&'a AtomicUsize);

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl TokenEndpoint for Arc<Script> {
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

    fn launch(&self, renewal: Renewal) {
        self.launched.lock().expect("no panic while it is held").push(renewal);
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
            launched: Mutex::default(),
        }
    }

    fn roll(&self, end: u64) -> u64 {
        self.dice.lock().expect("no panic while it is held").below(end)
    }

    fn take_off(&self) -> Vec<Renewal> {
        std::mem::take(&mut *self.launched.lock().expect("no panic while it is held"))
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
        headers: Default::default(),
        refused: Refused::SignIn,
        asks_again_in: None,
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
async fn call(tokens: Arc<Tokens>, script: Arc<Script>) -> End {
    let mut refused: Option<Arc<Token>> = None;
    for _ in 0..2 {
        let usable = if refused.is_none() { tokens.usable(Instant::now()) } else { None };
        let token = match usable {
            Some(token) => token,
            None => match tokens.renew(&script, refused.as_ref()).await {
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

/// A call or a renewal, which is polled when it was woken.
struct Task<T> {
    future: Option<Pin<Box<dyn Future<Output = T> + Send>>>,
    woken: Arc<Woken>,
    end: Option<T>,
}

struct Woken(AtomicBool);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::SeqCst);
    }
}

impl<T> Task<T> {
    fn new(future: Pin<Box<dyn Future<Output = T> + Send>>) -> Self {
        Self { future: Some(future), woken: Arc::new(Woken(AtomicBool::new(true))), end: None }
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
    /// Renewals that were dropped.
    lost: u64,
    asked: u64,
    failed: usize,
    revoked: usize,
    most_under_way: usize,
}

/// More lost renewals than a call bears never come one after the other.
const MOST_LOST: u64 = 2;

/// The calls and the renewals of a round.
struct Scheduler {
    dice: Dice,
    tokens: Arc<Tokens>,
    script: Arc<Script>,
    calls: Vec<Task<End>>,
    renewals: Vec<Task<()>>,
    dropping: bool,
    dropped: u64,
    losing: bool,
    lost: u64,
}

impl Scheduler {
    fn new(seed: u64) -> Self {
        let mut dice = Dice(seed);
        let script = Arc::new(Script::new(seed));
        // Half of the rounds begin with a token that the service has revoked.
        let tokens = Arc::new(Tokens::new(dice.one_in(2).then(|| Secret::from("revoked")), None));
        let task = |_| Task::new(Box::pin(call(Arc::clone(&tokens), Arc::clone(&script))));
        let calls = (0..1 + dice.below(MOST_CALLS)).map(task).collect();
        let (dropping, losing) = (dice.one_in(2), dice.one_in(4));
        Self { dice, tokens, script, calls, renewals: Vec::new(), dropping, dropped: 0, losing, lost: 0 }
    }

    /// Polls one task that is ready, or drops one; false when none is ready.
    fn step(&mut self) -> bool {
        let launched = self.script.take_off();
        self.renewals.extend(launched.into_iter().map(Task::new));
        let calls = ready(&self.calls, Task::is_ready);
        let renewals = ready(&self.renewals, Task::is_ready);
        if calls.is_empty() && renewals.is_empty() {
            return false;
        }
        if self.dice.one_in(8) {
            // As if its time had passed.
            self.tokens.failures.forget();
        }
        if self.dropping && self.dice.one_in(6) {
            // Also those that wait for others: they leave nothing behind.
            self.dropped += u64::from(drop_one(&mut self.dice, &mut self.calls));
        } else if self.losing && self.lost < MOST_LOST && self.dice.one_in(4) {
            self.lost += u64::from(drop_one(&mut self.dice, &mut self.renewals));
        } else {
            match self.dice.pick(calls.len() + renewals.len()) {
                at if at < calls.len() => self.calls[calls[at]].poll(),
                at => self.renewals[renewals[at - calls.len()]].poll(),
            }
        }
        true
    }
}

/// Places of the tasks of which something holds.
fn ready<T>(tasks: &[Task<T>], holds: impl Fn(&Task<T>) -> bool) -> Vec<usize> {
    (0..tasks.len()).filter(|at| holds(&tasks[*at])).collect()
}

/// Drops a task that is under way, if there is one.
fn drop_one<T>(dice: &mut Dice, tasks: &mut [Task<T>]) -> bool {
    let under_way = ready(tasks, |task| task.future.is_some());
    if under_way.is_empty() {
        return false;
    }
    tasks[under_way[dice.pick(under_way.len())]].future = None;
    true
}

fn round(seed: u64) -> Round {
    let mut scheduler = Scheduler::new(seed);
    let mut steps = 0;
    while scheduler.step() {
        steps += 1;
        assert!(steps < MOST_STEPS, "seed {seed}: the round does not end");
    }
    let Scheduler { script, mut calls, dropped, lost, .. } = scheduler;
    let left = calls.iter().filter(|task| task.future.is_some()).count();
    assert_eq!(left, 0, "seed {seed}: {left} calls wait for a wake-up that nobody gives");
    Round {
        ends: calls.iter_mut().filter_map(|task| task.end.take()).collect(),
        dropped,
        lost,
        asked: script.asked.load(Ordering::SeqCst),
        failed: script.failed.load(Ordering::SeqCst),
        revoked: usize::from(seed.is_multiple_of(5)) - script.revocations.load(Ordering::SeqCst),
        most_under_way: script.most_under_way.load(Ordering::SeqCst),
    }
}

fn check(seed: u64, round: &Round) {
    let Round { ends, dropped, lost, asked, failed, revoked, most_under_way } = round;
    let told = format!(
        "seed {seed}: {asked} requests, {failed} failed, {dropped} calls dropped, {lost} renewals lost, \
         {revoked} revoked: {ends:?}"
    );
    assert!(*most_under_way <= 1, "more than one request at a time: {told}");
    let served = ends.iter().filter(|end| **end == End::Served).count();
    let refused = ends.iter().filter(|end| **end == End::RefusedTwice).count();
    let failures = ends.len() - served - refused;
    assert!(*failed > 0 || failures == 0, "a failure from nowhere: {told}");
    assert!(*revoked > 0 || refused == 0, "a good token counts as refused: {told}");
    if *failed == 0 {
        // One request, and one more for each revocation on the way and each renewal that was lost: a call that is
        // dropped costs none.
        let most = 1 + *revoked as u64 + lost;
        assert!(*asked <= most, "at most {most} requests were due: {told}");
    }
    if *dropped == 0 && *failed == 0 && *revoked == 0 && *lost == 0 {
        assert_eq!((*asked, served), (1, ends.len()), "one request serves all: {told}");
    }
}

#[test]
fn every_interleaving_keeps_the_promises() {
    let (mut requests, mut dropped, mut lost, mut failed, mut revoked) = (0, 0, 0, 0, 0);
    for seed in 0..ROUNDS {
        let round = round(seed);
        check(seed, &round);
        requests += round.asked;
        dropped += round.dropped;
        lost += round.lost;
        failed += round.failed;
        revoked += round.revoked;
    }
    // The rounds were worth it only if all of that happened, and often.
    let told = format!(
        "{requests} requests, {dropped} dropped calls, {lost} lost renewals, {failed} failures, \
         {revoked} revocations"
    );
    assert!(requests > ROUNDS && dropped > ROUNDS && lost > 500 && failed > 500 && revoked > 300, "{told}");
}

#[test]
fn the_same_seed_is_the_same_round() {
    for seed in 0..50 {
        let (first, second) = (round(seed), round(seed));
        assert_eq!(first.ends, second.ends, "seed {seed}");
        assert_eq!(first.asked, second.asked, "seed {seed}");
    }
}
