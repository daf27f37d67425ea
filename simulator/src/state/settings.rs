//! Settings of a simulator, chosen before it starts.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::recorder::Exchange;
use crate::clock::Hands;
use crate::contract::Reading;
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
    pub(crate) host: IpAddr,
    pub(crate) port: u16,
    pub(crate) seed: Option<u64>,
    pub(crate) clock: Hands,
    pub(crate) kitchens_work: bool,
    pub(crate) checks_answers: bool,
    pub(crate) reading: Reading,
    pub(crate) latency: Duration,
    pub(crate) menu_size: usize,
    pub(crate) world: Option<PathBuf>,
    pub(crate) menu: Option<PathBuf>,
    pub(crate) scenario: Option<PathBuf>,
    pub(crate) observer: Option<Observer>,
}

impl Builder {
    pub(crate) fn new() -> Self {
        Self {
            logins: Vec::new(),
            applications: Vec::new(),
            token_lifetime: Duration::from_secs(60 * 60),
            pace: Pace::Polls(1),
            host: IpAddr::V4(Ipv4Addr::LOCALHOST),
            port: 0,
            seed: None,
            clock: Hands::Going(TimeDelta::zero()),
            kitchens_work: true,
            checks_answers: cfg!(debug_assertions),
            reading: Reading::Strict,
            latency: Duration::ZERO,
            menu_size: 0,
            world: None,
            menu: None,
            scenario: None,
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

    /// The address to listen on; the loopback interface unless told. Whoever reaches the address can do everything: the
    /// control paths ask for no token.
    pub fn host(mut self, host: IpAddr) -> Self {
        self.host = host;
        self
    }

    /// Draws ids from a seed, so that the same calls get the same answers in each run; with [`Builder::clock_stands_at`]
    /// to the byte. Without a seed each run has its own ids, while answers that are made up for want of a handler are
    /// those of the seed 0.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = Some(seed);
        self
    }

    /// Lets the clock stand at a time in UTC until it is moved by
    /// [`Simulator::advance`](crate::Simulator::advance). Without this it goes with the machine's.
    pub fn clock_stands_at(mut self, time: DateTime<Utc>) -> Self {
        self.clock = Hands::Standing(time);
        self
    }

    /// Whether kitchens cook and couriers ride by themselves, as the clock tells; they do unless told.
    pub fn kitchens_work(mut self, work: bool) -> Self {
        self.kitchens_work = work;
        self
    }

    /// Whether the simulator checks its own answers against the bundle, and answers with status 500 where one breaks it.
    /// Debug builds do unless told, release builds do not.
    pub fn check_answers(mut self, check: bool) -> Self {
        self.checks_answers = check;
        self
    }

    /// Reads bodies as the live service does, which overlooks more than its document allows: names in another case,
    /// numbers in quotes, a customer or an address without its `type`, a byte order mark, a body written as JSON twice.
    /// Without this such bodies are refused, so that a client's mistakes show.
    pub fn as_live(mut self) -> Self {
        self.reading = Reading::AsLive;
        self
    }

    /// The port to listen on; a free one unless told.
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

    /// Reads a world of one's own from a YAML file: organizations with their terminal groups and tables, a menu, guests,
    /// coupons. What the file leaves out is as it is built in. A file that cannot be read is an error of the start.
    pub fn world_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.world = Some(path.into());
        self
    }

    /// Plays a scenario from a YAML file: how the simulator begins (world, seed, clock, faults), what happens when, and what
    /// is expected; [`Simulator::unmet`](crate::Simulator::unmet) tells what of that did not come. A file that cannot be read
    /// is an error of the start.
    pub fn scenario_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.scenario = Some(path.into());
        self
    }

    /// Takes the menu from a recorded answer of `nomenclature`, so that orders can name one's own products. A file that
    /// cannot be read is an error of the start.
    pub fn recorded_menu(mut self, path: impl Into<PathBuf>) -> Self {
        self.menu = Some(path.into());
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
            .field("host", &self.host)
            .field("port", &self.port)
            .field("seed", &self.seed)
            .field("clock", &self.clock)
            .field("kitchens_work", &self.kitchens_work)
            .field("checks_answers", &self.checks_answers)
            .field("latency", &self.latency)
            .field("menu_size", &self.menu_size)
            .field("world", &self.world)
            .field("menu", &self.menu)
            .field("scenario", &self.scenario)
            .finish_non_exhaustive()
    }
}
