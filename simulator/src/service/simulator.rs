//! The handle of a running simulator: where it listens, what it saw, and how to upset it.

use std::sync::Arc;
use std::{fmt, io};

use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use uuid::Uuid;

use super::{dispatch, server};
use crate::restaurant::LedgerEntry;
use crate::state::{Builder, Core, DEFAULT_LOGIN, RecordedRequest};
use crate::{clock, synthesis};

/// An iikoCloud that listens on the loopback interface until it is stopped or dropped.
pub struct Simulator {
    core: Arc<Core>,
    address: std::net::SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    server: Option<JoinHandle<()>>,
}

impl Simulator {
    /// Starts a simulator with the default settings on a free port.
    ///
    /// # Errors
    ///
    /// When no port can be listened on.
    pub async fn start() -> io::Result<Self> {
        Self::builder().start().await
    }

    /// Chooses settings first.
    pub fn builder() -> Builder {
        Builder::new()
    }

    pub(crate) async fn launch(settings: Builder) -> io::Result<Self> {
        let core = Arc::new(Core::new(settings)?);
        let listener = server::listen(core.settings.port).await?;
        let address = listener.local_addr()?;
        let (stop, stopped) = oneshot::channel();
        tokio::spawn(dispatch::run(Arc::downgrade(&core)));
        let server = tokio::spawn(server::serve(listener, Arc::clone(&core), stopped));
        Ok(Self { core, address, stop: Some(stop), server: Some(server) })
    }

    /// The address to give to a client: `http://127.0.0.1:PORT`.
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The first login that is accepted.
    pub fn default_login(&self) -> &str {
        self.core.settings.logins.first().map_or(DEFAULT_LOGIN, String::as_str)
    }

    /// Id and secret of the first application that is accepted.
    pub fn default_application(&self) -> (Uuid, &str) {
        self.core.settings.applications.first().map(|(id, secret)| (*id, secret.as_str())).unwrap_or_default()
    }

    /// A body that the operation of that id takes: with `all` fields, or only with those that it must have. Its ids are
    /// those of the restaurants. Null for an operation without a body, `None` when there is no such operation.
    ///
    /// It is valid by the schema, which does not say all: an order may name a product in a size that it does not have.
    pub fn example_request(&self, operation: &str, all: bool) -> Option<serde_json::Value> {
        let Core { bundle, world, settings, .. } = &*self.core;
        let operation = bundle.operation_by_id(operation)?;
        Some(synthesis::request(bundle, world, operation, settings.seed, clock::now(0), all))
    }

    /// Stops listening and waits until the calls under way are answered.
    pub async fn stop(mut self) {
        drop(self.stop.take());
        if let Some(server) = self.server.take() {
            // The task only ends or panics; after a panic there is nothing left to wait for.
            let _ = server.await;
        }
    }

    /// How many requests the two token endpoints got, refused ones included.
    pub fn token_requests(&self) -> usize {
        self.core.state().recorder.token_requests()
    }

    /// Makes all tokens given out so far worthless: calls that use them get 401.
    pub fn revoke_tokens(&self) {
        self.core.state().tokens.revoke();
    }

    /// Refuses (`true`) or accepts again (`false`) the login, whatever the credentials.
    pub fn refuse_login(&self, refuse: bool) {
        self.core.state().tokens.refuse(refuse);
    }

    /// The requests that came in, oldest first: all of them, up to the latest 10,000.
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.core.state().recorder.requests()
    }

    /// Forgets the recorded requests and counts token requests from zero again.
    pub fn clear_requests(&self) {
        self.core.state().recorder.clear();
    }

    /// The ledger: each order that a client asked to create, oldest first, and how often it was asked for.
    pub fn orders(&self) -> Vec<LedgerEntry> {
        self.core.state().store.ledger()
    }

    /// Forgets the commands done so far: their statuses answer 410, as old ones do at the service.
    pub fn forget_commands(&self) {
        self.core.state().store.forget_commands();
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        // Without its sender the server stops accepting and closes idle connections.
        drop(self.stop.take());
    }
}

impl fmt::Debug for Simulator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Simulator").field("base_url", &self.base_url()).finish_non_exhaustive()
    }
}
