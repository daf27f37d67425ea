//! Building a client: settings with sensible defaults, and a sentence for each that makes no sense.

mod address;
mod checks;
mod environment;

use std::sync::Arc;
use std::time::Duration;

use super::client::Client;
use crate::auth::Tokens;
use crate::auth::store::TokenStore;
use crate::call::{Core, LastAnswer, Limiter, RateLimits, RetryBudget, RetryPolicy, Shared, account};
use crate::codec::Secret;
use crate::codec::secret::Hidden;
use crate::error::Error;
use crate::http::{Connections, Endpoints, Hook, HttpSettings};
use crate::operation::Region;

/// What the service takes for granted when it is told nothing.
const TIMEOUT: Duration = Duration::from_secs(15);
/// For the way there and back.
const MARGIN: Duration = Duration::from_secs(5);
/// For a call with all its attempts.
const DEADLINE: Duration = Duration::from_secs(90);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// The largest menus are some tens of megabytes.
const RESPONSE_LIMIT: usize = 256 * 1024 * 1024;

/// Settings of a client to be; made by [`Client::builder`].
#[derive(Debug, Clone)]
#[must_use = "a builder does nothing until `build`"]
pub struct ClientBuilder {
    login: Secret,
    application: Option<(Hidden<String>, Secret)>,
    region: Region,
    base_url: Option<Hidden<String>>,
    allow_http: bool,
    http: Option<Hidden<Hook>>,
    timeout: Duration,
    margin: Duration,
    connect_timeout: Duration,
    deadline: Duration,
    response_limit: usize,
    retry: RetryPolicy,
    limits: RateLimits,
    working_token: Option<Secret>,
    token_store: Option<Arc<dyn TokenStore>>,
    validate: bool,
    lenient: bool,
    debug: bool,
}

impl Client {
    /// Begins a client that signs in with an API login; white space around it does not matter.
    pub fn builder(api_login: impl Into<Secret>) -> ClientBuilder {
        ClientBuilder::new(api_login.into())
    }
}

impl ClientBuilder {
    pub(crate) fn new(login: Secret) -> Self {
        Self {
            login,
            application: None,
            region: Region::default(),
            base_url: None,
            allow_http: false,
            http: None,
            timeout: TIMEOUT,
            margin: MARGIN,
            connect_timeout: CONNECT_TIMEOUT,
            deadline: DEADLINE,
            response_limit: RESPONSE_LIMIT,
            retry: RetryPolicy::default(),
            limits: RateLimits::none(),
            working_token: None,
            token_store: None,
            validate: true,
            lenient: false,
            debug: false,
        }
    }

    /// Signs in as an application of iiko's developer portal: the newer tokens, which newer API keys need. The
    /// API login is then the API key.
    pub fn app(mut self, app_id: impl Into<String>, client_secret: impl Into<Secret>) -> Self {
        self.application = Some((Hidden(app_id.into()), client_secret.into()));
        self
    }

    /// The servers of a region; Russia unless set.
    pub fn region(mut self, region: Region) -> Self {
        self.region = region;
        self
    }

    /// Another address, such as a simulator's. It must be `https`, but for loopback; see
    /// [`allow_http`](Self::allow_http).
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(Hidden(url.into()));
        self
    }

    /// Lets the token travel unencrypted to a host that is not this machine. For test networks alone.
    pub fn allow_http(mut self) -> Self {
        self.allow_http = true;
        self
    }

    /// Changes the reqwest client underneath before it is built: proxies, certificates, pool sizes, HTTP versions.
    ///
    /// What keeps the login and the token with the configured host and a request from being sent unasked is set after
    /// the hook, whatever it does: redirects and reqwest's own retries are off, an `https` address allows nothing
    /// else, and loopback is reached without a proxy. The hook is kept, since the client is built anew when its
    /// connections are no longer to be trusted.
    ///
    /// With `rustls-ring` as the only choice of TLS, certificates go into a `rustls::ClientConfig` for reqwest's
    /// `tls_backend_preconfigured`; reqwest's own settings for them work where the program has installed a provider.
    ///
    /// ```
    /// # fn example() -> Result<(), Box<dyn std::error::Error>> {
    /// let proxy = reqwest::Proxy::https("http://proxy.example.com:3128")?;
    /// let client = iiko_transport::Client::builder("API login")
    ///     .http_client(move |builder| builder.proxy(proxy.clone()).pool_max_idle_per_host(8))
    ///     .build()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn http_client(
        mut self,
        hook: impl Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + Sync + 'static,
    ) -> Self {
        self.http = Some(Hidden(Arc::new(hook)));
        self
    }

    /// How long the service may take for a call, sent as the `Timeout` header in whole seconds (rounded up); 15 s
    /// unless set. An attempt is given up a [`margin`](Self::margin) after that.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// How long an attempt may take beyond `timeout`, for the way there and back; 5 s unless set.
    pub fn margin(mut self, margin: Duration) -> Self {
        self.margin = margin;
        self
    }

    /// How long connecting may take; 10 s unless set.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// How long a call may take with all its attempts and waits; 90 s unless set.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// The largest answer that is read, in bytes, decompressed; 256 MiB unless set.
    pub fn response_limit(mut self, bytes: usize) -> Self {
        self.response_limit = bytes;
        self
    }

    /// When failed requests are sent again.
    pub fn retry(mut self, retry: RetryPolicy) -> Self {
        self.retry = retry;
        self
    }

    /// How fast calls may go out.
    pub fn rate_limits(mut self, limits: RateLimits) -> Self {
        self.limits = limits;
        self
    }

    /// Starts with a token that you already have; it is replaced when it ends.
    pub fn working_token(mut self, token: impl Into<Secret>) -> Self {
        self.working_token = Some(token.into());
        self
    }

    /// Shares the token with other processes through a store; without one it stays in memory.
    pub fn token_store(mut self, store: impl TokenStore + 'static) -> Self {
        self.token_store = Some(Arc::new(store));
        self
    }

    /// Whether requests are checked against the documented ranges and lengths before they are sent; on unless set.
    ///
    /// A check spares a request that the service would refuse, and says which field breaks which limit. But limits
    /// change after a release of this client: with `false` the service alone judges, and a call that the client
    /// would wrongly refuse goes out today instead of after an update. Each call has the same setter.
    pub fn validate(mut self, on: bool) -> Self {
        self.validate = on;
        self
    }

    /// Reads answers leniently: where one does not decode as it should, broken items of lists whose items stand for
    /// themselves, such as orders, products or organizations, are left out, and the rest is the answer.
    ///
    /// One odd order of one restaurant then takes no other with it. What is left out is logged with its number and
    /// first place, and told by `with_response` item by item: see [`Response::skipped`](crate::Response::skipped).
    /// What is broken outside of such lists is an error all the same. Off unless set; each call has the same setter,
    /// and `strict` for the other way.
    pub fn lenient(mut self) -> Self {
        self.lenient = true;
        self
    }

    /// Keeps the last answer for [`Client::last_data_raw`] and logs every answer at debug level, with secrets and
    /// personal data masked.
    pub fn debug(mut self, on: bool) -> Self {
        self.debug = on;
        self
    }

    /// The client. Nothing is sent yet: the first call asks for a token.
    ///
    /// # Errors
    ///
    /// [`Error::Configuration`] names the setting that makes no sense and says what to do.
    pub fn build(self) -> Result<Client, Error> {
        let credentials = self.credentials()?;
        let address = self.address()?;
        self.check_durations()?;
        self.check_limits()?;
        self.check_working_token()?;
        let http = HttpSettings {
            connect_timeout: self.connect_timeout,
            response_limit: self.response_limit,
            https_only: address.https,
            no_proxy: address.loopback,
            hook: self.http.map(|Hidden(hook)| hook),
        };
        let http = Connections::new(http)?;
        let store = self.token_store.map(|store| (store, account(&credentials, &address.base)));
        let tokens = Arc::new(Tokens::new(self.working_token, store));
        let core = Core {
            credentials,
            http,
            endpoints: Endpoints::new(address.base),
            timeout: self.timeout,
            margin: self.margin,
            deadline: self.deadline,
            retry: self.retry,
            budget: RetryBudget::default(),
            limiter: Limiter::new(&self.limits),
            tokens,
            validate: self.validate,
            lenient: self.lenient,
            debug: LastAnswer::new(self.debug),
            shared: Shared::default(),
            #[cfg(feature = "organizations")]
            organization_ids: arc_swap::ArcSwap::default(),
        };
        Ok(Client { core: Arc::new(core) })
    }
}
