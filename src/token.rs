//! The access token: asked for when it is first needed, kept until shortly before it ends, renewed once however
//! many calls wait for it.
//!
//! # Why one request is enough, and nobody is left behind
//!
//! A call that needs another token than it has looks at `Tokens::flight` under its lock: it boards the flight that is
//! under way, or starts one. A flight is a task of its own that brings a token.
//!
//! 1. *One request at a time.* Only flights ask, and none starts while another one is under way: that is looked at
//!    and changed under one lock. A flight that is no longer under way has ended or was dropped, and asks no more.
//! 2. *No request for what is there.* Before a flight starts, the call looks at `current`. Only flights put a token
//!    there, and its generation grows each time; so a token of another generation than the refused one came after it,
//!    and is taken. Of n calls that meet 401 with one token the first starts a flight, and n - 1 board it or find what
//!    it brought.
//! 3. *A failure is shared by those who waited for it, and by those who come soon after.* It is told through the
//!    flight's own channel, and remembered for a while that depends on what it is. A call that comes later starts
//!    another flight.
//! 4. *Flights belong to nobody.* A call that gives up leaves its flight under way, which serves whoever comes next:
//!    also when every single call has less patience than the service takes. Once `current` is replaced, which happens
//!    in one step by a whole token, the request was not in vain.
//! 5. *Nobody waits for ever.* A flight ends, since its request has a deadline of its own; when its task is dropped
//!    with its runtime, its channel closes and those who waited start another one. Each of them gives up at its own
//!    call's deadline, which changes nothing.
//!
//! `exploration` tries this with thousands of interleavings, failures, dropped calls and dropped flights.

mod denied;
mod failure;
mod flight;
mod lifetime;
mod refusal;
mod request;
mod shared;

use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use arc_swap::ArcSwapOption;
use reqwest::header::{HeaderValue, InvalidHeaderValue};
use tokio::time::Instant;

use crate::Secret;
use crate::error::Error;
use crate::token_store::TokenStore;
use denied::Denials;
use failure::Failure;
use flight::Landing;
pub(crate) use refusal::{judged, judged_page, may_block};
pub(crate) use request::account;
use shared::Shared;

/// A token that calls are made with.
#[derive(Debug)]
pub(crate) struct Token {
    value: Secret,
    /// Tells one token from the next, so that only the first of many 401s renews it.
    generation: u64,
    good_until: Instant,
    source: Source,
}

/// Where a token is from.
#[derive(Debug, Clone, Copy)]
enum Source {
    /// The user, who had it already.
    User,
    /// A store: it may have ended.
    Store,
    /// The service, which gave it then.
    Service(Instant),
}

impl Token {
    /// What a call carries. Each makes its own: calls on many threads would wait for each other to count the users
    /// of a shared one.
    pub(crate) fn header(&self) -> Result<HeaderValue, InvalidHeaderValue> {
        let mut header = HeaderValue::try_from(format!("Bearer {}", self.value.expose()))?;
        header.set_sensitive(true);
        Ok(header)
    }

    pub(crate) fn value(&self) -> &Secret {
        &self.value
    }
}

/// Whoever gives tokens: the service, or a test's script.
pub(crate) trait TokenEndpoint: Clone + Send + Sync + 'static {
    /// Asks for a token. Boxed, since asking is itself a call and a future cannot hold its own kind.
    fn ask(&self) -> Pin<Box<dyn Future<Output = Result<Secret, Error>> + Send + '_>>;

    /// Runs a flight to its end, whatever becomes of the call that started it.
    fn launch(&self, flight: Pin<Box<dyn Future<Output = ()> + Send>>);
}

/// The one token of a client and the one flight that renews it.
#[derive(Debug, Default)]
pub(crate) struct Tokens {
    /// Every call looks here, without a lock; flights alone replace it.
    current: ArcSwapOption<Token>,
    /// The last flight that was started.
    flight: Mutex<Option<Landing>>,
    generations: AtomicU64,
    denials: Denials,
    failure: Mutex<Option<Failure>>,
    shared: Option<Shared>,
}

impl Tokens {
    pub(crate) fn new(working_token: Option<Secret>, store: Option<(Arc<dyn TokenStore>, String)>) -> Self {
        let shared = store.map(|(store, account)| Shared::new(store, account));
        let tokens = Self { shared, ..Self::default() };
        if let Some(value) = working_token {
            tokens.keep(value, Source::User);
        }
        tokens
    }

    /// The token in memory, if it is good for a call at that time.
    pub(crate) fn usable(&self, now: Instant) -> Option<Arc<Token>> {
        self.current.load_full().filter(|token| now < token.good_until)
    }

    fn keep(&self, value: Secret, source: Source) -> Arc<Token> {
        let good_until = Instant::now() + lifetime::good_for(value.expose());
        self.put(value, good_until, source)
    }

    fn put(&self, value: Secret, good_until: Instant, source: Source) -> Arc<Token> {
        let generation = self.generations.fetch_add(1, Ordering::Relaxed);
        let token = Arc::new(Token { value, generation, good_until, source });
        self.current.store(Some(Arc::clone(&token)));
        self.forget();
        token
    }
}

/// Whether a header can carry it.
fn is_fit(value: &Secret) -> bool {
    let value = value.expose();
    !value.trim().is_empty() && HeaderValue::try_from(value).is_ok()
}

/// Whether an operation's bodies hold credentials or a token.
pub(crate) fn is_token_operation(id: &str) -> bool {
    id == crate::operations::ACCESS_TOKEN.id() || id == crate::operations::ACCESS_TOKEN_V2.id()
}

#[cfg(test)]
mod exploration;
