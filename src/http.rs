//! The reqwest client underneath: built from settings that are kept, so that it can be built anew.

mod tls;

use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::HeaderValue;
use reqwest::{Request, Response, redirect, retry};

use crate::error::ConfigurationError;

/// Long enough for a busy site's pauses, shorter than the usual gateway's patience.
const POOL_IDLE_TIMEOUT: Duration = Duration::from_secs(30);

/// What a user does to reqwest's builder.
pub(crate) type Hook = Arc<dyn Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + Sync>;

/// How the client underneath is built.
pub(crate) struct HttpSettings {
    pub(crate) connect_timeout: Duration,
    /// Whether the service's address is `https`.
    pub(crate) https_only: bool,
    /// Whether the service is on this machine: a proxy would get what is meant for it.
    pub(crate) no_proxy: bool,
    pub(crate) hook: Option<Hook>,
}

impl HttpSettings {
    fn build(&self) -> Result<reqwest::Client, ConfigurationError> {
        let failed = |why: String| ConfigurationError::new("http_client", why);
        let mut builder = tls::own(reqwest::Client::builder())
            .map_err(|error| failed(format!("TLS cannot be set up: {error}")))?
            .connect_timeout(self.connect_timeout)
            .pool_idle_timeout(POOL_IDLE_TIMEOUT)
            .tcp_nodelay(true)
            .user_agent(HeaderValue::from_static(concat!("iiko-transport/", env!("CARGO_PKG_VERSION"))));
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

/// The connections of one client.
pub(crate) struct Connections {
    client: reqwest::Client,
}

impl fmt::Debug for Connections {
    /// A proxy's password may be anywhere inside.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connections").finish_non_exhaustive()
    }
}

impl Connections {
    pub(crate) fn new(settings: HttpSettings) -> Result<Self, ConfigurationError> {
        Ok(Self { client: settings.build()? })
    }

    /// Sends the request when the future is first polled.
    pub(crate) fn send(
        &self,
        request: Request,
    ) -> impl Future<Output = Result<Response, reqwest::Error>> + Send + use<> {
        self.client.execute(request)
    }
}
