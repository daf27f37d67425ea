//! Building a client: settings with sensible defaults, and a sentence for each that makes no sense.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use reqwest::Url;
use reqwest::header::HeaderValue;

use crate::client::{Client, Settings};
use crate::credentials::{Application, Credentials};
use crate::debug::LastAnswer;
use crate::endpoints::Endpoints;
use crate::error::{ConfigurationError, Error};
use crate::limits::{Limiter, RateLimits};
use crate::retry::{RetryBudget, RetryPolicy};
use crate::secret::Hidden;
use crate::token::Tokens;
use crate::token_store::TokenStore;
use crate::types::ApplicationId;
use crate::{Region, Secret};

/// What the service takes for granted when it is told nothing.
const TIMEOUT: Duration = Duration::from_secs(15);
/// For the way there and back.
const MARGIN: Duration = Duration::from_secs(5);
/// For a call with all its attempts.
const DEADLINE: Duration = Duration::from_secs(90);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// Long enough for a busy site's pauses, shorter than the usual gateway's patience.
const POOL_IDLE_TIMEOUT: Duration = Duration::from_secs(30);
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
    http: Option<Hidden<reqwest::Client>>,
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
    debug: bool,
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

    /// Sends through a reqwest client of your own: proxies, certificates, pool sizes. Its redirects should be off,
    /// as those of the built-in client are.
    pub fn http_client(mut self, http: reqwest::Client) -> Self {
        self.http = Some(Hidden(http));
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

    /// How long connecting may take; 10 s unless set. A client of your own has its own setting.
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
        let base_url = self.address()?;
        self.check_durations()?;
        self.check_limits()?;
        self.check_working_token()?;
        let http = match &self.http {
            Some(Hidden(http)) => http.clone(),
            None => self.own_http_client()?,
        };
        let store = self.token_store.map(|store| (store, crate::token::account(&credentials, &base_url)));
        let tokens = Arc::new(Tokens::new(self.working_token, store));
        let settings = Settings {
            http,
            endpoints: Endpoints::new(base_url),
            timeout: self.timeout,
            margin: self.margin,
            deadline: self.deadline,
            response_limit: self.response_limit,
            retry: self.retry,
            budget: RetryBudget::default(),
            limiter: Limiter::new(&self.limits),
            tokens,
            validate: self.validate,
            debug: LastAnswer::new(self.debug),
        };
        Ok(Client::new(settings, credentials))
    }

    fn credentials(&self) -> Result<Credentials, ConfigurationError> {
        if self.login.expose().trim().is_empty() {
            return Err(ConfigurationError::new(
                "api_login",
                "it is empty: take it from iikoWeb, section API keys",
            ));
        }
        let application = match &self.application {
            None => None,
            Some((Hidden(id), secret)) => Some(application(id, secret)?),
        };
        Ok(Credentials { login: trimmed(&self.login), application })
    }

    fn address(&self) -> Result<String, ConfigurationError> {
        let text = self.base_url.as_ref().map_or_else(|| self.region.base_url(), |Hidden(url)| url);
        let shown = without_secrets(text);
        let refuse = |reason: String| Err(ConfigurationError::new("base_url", reason));
        let url = match Url::parse(text) {
            Ok(url) => url,
            Err(error) => {
                return refuse(format!("`{shown}` is no address ({error}): write it as https://host"));
            }
        };
        if !url.username().is_empty() || url.password().is_some() {
            return refuse("it holds a user or password: the token is all that the service takes".to_owned());
        }
        if url.query().is_some() || url.fragment().is_some() {
            return refuse(format!("`{shown}` has a query or fragment: give the address alone"));
        }
        match url.scheme() {
            "https" => {}
            "http" if self.allow_http || is_loopback(&url) => {}
            "http" => {
                return refuse(format!(
                    "`{shown}` would send the token unencrypted: use https, or `allow_http` on a test network"
                ));
            }
            other => return refuse(format!("`{other}` is no protocol of the service: use https")),
        }
        Ok(url.as_str().trim_end_matches('/').to_owned())
    }

    fn check_durations(&self) -> Result<(), ConfigurationError> {
        let durations = [
            ("timeout", self.timeout),
            ("connect_timeout", self.connect_timeout),
            ("deadline", self.deadline),
        ];
        match durations.into_iter().find(|(_, duration)| duration.is_zero()) {
            Some((setting, _)) => Err(ConfigurationError::new(
                setting,
                "it is zero, so that no call could succeed: leave it out for the default",
            )),
            None => Ok(()),
        }
    }

    fn check_limits(&self) -> Result<(), ConfigurationError> {
        if self.response_limit == 0 {
            let reason = "it is zero, so that no answer could be read: leave it out for the default";
            return Err(ConfigurationError::new("response_limit", reason));
        }
        if self.limits.has_empty_period() {
            let reason = "a period is zero: say in what time the calls may be sent";
            return Err(ConfigurationError::new("rate_limits", reason));
        }
        let known = |group: &str| {
            crate::operations::ALL.iter().any(|operation| operation.restriction_group() == Some(group))
        };
        match self.limits.groups().find(|group| !known(group)) {
            Some(group) => {
                let reason =
                    format!("no operation is of the group `{group}`: see `Operation::restriction_group`");
                Err(ConfigurationError::new("rate_limits", reason))
            }
            None => Ok(()),
        }
    }

    fn check_working_token(&self) -> Result<(), ConfigurationError> {
        let Some(token) = &self.working_token else { return Ok(()) };
        let reason = if token.expose().trim().is_empty() {
            "it is empty: leave it out, and the client asks for a token by itself"
        } else if HeaderValue::try_from(token.expose()).is_err() {
            "it holds characters that no header can carry: pass the token alone, as the service gave it"
        } else {
            return Ok(());
        };
        Err(ConfigurationError::new("working_token", reason))
    }

    fn own_http_client(&self) -> Result<reqwest::Client, ConfigurationError> {
        install_tls();
        reqwest::Client::builder()
            .connect_timeout(self.connect_timeout)
            .pool_idle_timeout(POOL_IDLE_TIMEOUT)
            .tcp_nodelay(true)
            // A redirect could carry the token elsewhere, and a POST would come out as a GET.
            .redirect(reqwest::redirect::Policy::none())
            .user_agent(HeaderValue::from_static(concat!("iiko-transport/", env!("CARGO_PKG_VERSION"))))
            .build()
            .map_err(|error| ConfigurationError::new("http_client", error.to_string()))
    }
}

fn application(id: &str, secret: &Secret) -> Result<Application, ConfigurationError> {
    if secret.expose().trim().is_empty() {
        let reason =
            "the client secret is empty: the developer portal shows it once, when the application is made";
        return Err(ConfigurationError::new("app", reason));
    }
    // The id is not shown: it is the secret when the two are swapped.
    let unfit = "the application id is no UUID: the developer portal shows it (are id and secret swapped?)";
    let id: ApplicationId = id.trim().parse().map_err(|_| ConfigurationError::new("app", unfit))?;
    Ok(Application { id, client_secret: trimmed(secret) })
}

/// Without the white space that comes with a text from a file, a variable or a form.
fn trimmed(secret: &Secret) -> Secret {
    secret.expose().trim().into()
}

/// An address without its user, password, query and fragment.
fn without_secrets(text: &str) -> String {
    let text = text.split(['?', '#']).next().unwrap_or_default();
    match (text.find("://"), text.rfind('@')) {
        (Some(scheme), Some(host)) if scheme < host => format!("{}…{}", &text[..scheme + 3], &text[host..]),
        (None, Some(host)) => format!("…{}", &text[host..]),
        _ => text.to_owned(),
    }
}

fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// rustls wants its cryptography named once per process; a program that named another keeps it.
#[cfg(feature = "rustls-ring")]
fn install_tls() {
    if rustls::crypto::CryptoProvider::get_default().is_none() {
        // Lost against another thread that installs one: just as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
    }
}

#[cfg(not(feature = "rustls-ring"))]
fn install_tls() {}
