//! Settings of a simulator, chosen before it starts.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use uuid::Uuid;

use super::recorder::Exchange;
use crate::restaurant::Pace;

pub(crate) const DEFAULT_LOGIN: &str = "demo";
pub(crate) const DEFAULT_SECRET: &str = "demo-secret";

/// Called after each answer.
pub(crate) type Observer = Arc<dyn Fn(&Exchange) + Send + Sync>;

/// Chooses how a [`Simulator`](crate::Simulator) behaves; made by [`Simulator::builder`](crate::Simulator::builder).
#[derive(Clone)]
pub struct Builder {
    pub(crate) logins: Vec<String>,
    pub(crate) applications: Vec<(Uuid, String)>,
    pub(crate) token_lifetime: Duration,
    pub(crate) pace: Pace,
    pub(crate) port: u16,
    pub(crate) latency: Duration,
    pub(crate) menu_size: usize,
    pub(crate) seed: u64,
    pub(crate) observer: Option<Observer>,
}

impl Builder {
    pub(crate) fn new() -> Self {
        Self {
            logins: Vec::new(),
            applications: Vec::new(),
            token_lifetime: Duration::from_secs(60 * 60),
            pace: Pace::Polls(1),
            port: 0,
            latency: Duration::ZERO,
            menu_size: 0,
            seed: 0,
            observer: None,
        }
    }

    /// Adds an API login (an `apiKey` of the newer tokens). Without any there is one: `demo`.
    pub fn login(mut self, login: impl Into<String>) -> Self {
        self.logins.push(login.into());
        self
    }

    /// Adds an application that may ask for the newer tokens. Without any there is one:
    /// [`Simulator::default_application`](crate::Simulator::default_application).
    pub fn application(mut self, app_id: Uuid, client_secret: impl Into<String>) -> Self {
        self.applications.push((app_id, client_secret.into()));
        self
    }

    /// How long a token is accepted; one hour unless told.
    pub fn token_lifetime(mut self, lifetime: Duration) -> Self {
        self.token_lifetime = lifetime;
        self
    }

    /// Lets a command take this long.
    pub fn command_delay(mut self, delay: Duration) -> Self {
        self.pace = Pace::Delay(delay);
        self
    }

    /// Lets a command be `InProgress` for this many looks (command statuses or answers that show its order) and done
    /// at the next one, whatever the clock says. The default, with one look.
    pub fn command_polls(mut self, polls: u32) -> Self {
        self.pace = Pace::Polls(polls);
        self
    }

    /// The port to listen on at 127.0.0.1; a free one unless told.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Holds each answer back for this long, so that calls overlap.
    pub fn latency(mut self, latency: Duration) -> Self {
        self.latency = latency;
        self
    }

    /// Fills the menu up to this many products, to make large bodies. The menu never has fewer than its own dishes.
    pub fn menu_size(mut self, products: usize) -> Self {
        self.menu_size = products;
        self
    }

    /// What the answers without a handler of their own are made up from, and examples of requests: another seed gives
    /// others, the same seed the same.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Calls a function after each answer, for example to log it.
    pub fn on_exchange(mut self, observer: impl Fn(&Exchange) + Send + Sync + 'static) -> Self {
        self.observer = Some(Arc::new(observer));
        self
    }
}

impl fmt::Debug for Builder {
    /// Leaves out logins and secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("logins", &self.logins.len())
            .field("applications", &self.applications.len())
            .field("token_lifetime", &self.token_lifetime)
            .field("pace", &self.pace)
            .field("port", &self.port)
            .field("latency", &self.latency)
            .field("menu_size", &self.menu_size)
            .field("seed", &self.seed)
            .finish_non_exhaustive()
    }
}
