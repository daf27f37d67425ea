//! The reqwest client underneath: built from settings that are kept, so that it can be built anew.

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::HeaderValue;
use reqwest::{redirect, retry};

use super::tls;
use crate::error::ConfigurationError;

/// Long enough for a busy site's pauses, shorter than the usual gateway's idle timeout.
const POOL_IDLE_TIMEOUT: Duration = Duration::from_secs(30);

/// How long nothing may come over an HTTP/2 connection, idle or not, before the other side is asked for a sign of life.
#[cfg(feature = "http2")]
const PING_INTERVAL: Duration = Duration::from_secs(10);

/// How long it may take to give one. Any answer takes longer to make.
#[cfg(feature = "http2")]
const PING_TIMEOUT: Duration = Duration::from_secs(5);

/// What a user does to reqwest's builder.
pub(crate) type Hook = Arc<dyn Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + Sync>;

/// How the client underneath is built.
pub(crate) struct HttpSettings {
    pub(crate) connect_timeout: Duration,
    /// The largest answer that is read.
    pub(crate) response_limit: usize,
    /// Whether the service's address is `https`.
    pub(crate) https_only: bool,
    /// Whether the service is on this machine: a proxy would get what is meant for it.
    pub(crate) no_proxy: bool,
    pub(crate) hook: Option<Hook>,
}

impl HttpSettings {
    pub(super) fn build(&self) -> Result<reqwest::Client, ConfigurationError> {
        let failed = |why: String| ConfigurationError::new("http_client", why);
        let mut builder = tls::own(reqwest::Client::builder())
            .map_err(|error| failed(format!("TLS cannot be set up: {error}")))?
            .connect_timeout(self.connect_timeout)
            .pool_idle_timeout(POOL_IDLE_TIMEOUT)
            .tcp_nodelay(true)
            .user_agent(HeaderValue::from_static(concat!("iiko-transport/", env!("CARGO_PKG_VERSION"))));
        // All calls share one HTTP/2 connection: when it is silent, calls wait in vain, and so do those after them.
        #[cfg(feature = "http2")]
        {
            builder = builder
                .http2_keep_alive_interval(PING_INTERVAL)
                .http2_keep_alive_timeout(PING_TIMEOUT)
                .http2_keep_alive_while_idle(true);
        }
        if let Some(hook) = &self.hook {
            builder = hook(builder);
        }
        // After the hook, so that nothing undoes it. A redirect could carry login and token elsewhere, and reqwest
        // would send a refused request again without counting it.
        builder =
            builder.redirect(redirect::Policy::none()).retry(retry::never()).https_only(self.https_only);
        if self.no_proxy {
            builder = builder.no_proxy();
        }
        builder.build().map_err(|error| failed(error.to_string()))
    }
}
