//! How the client signs in.

use crate::codec::Secret;
use crate::codec::types::ApplicationId;

/// What a token is asked for with.
#[derive(Debug, Clone)]
pub(crate) struct Credentials {
    /// The API login, called API key by the newer endpoint.
    pub(crate) login: Secret,
    /// The application, for tokens of the newer endpoint.
    pub(crate) application: Option<Application>,
}

/// An application that was registered with iiko.
#[derive(Debug, Clone)]
pub(crate) struct Application {
    pub(crate) id: ApplicationId,
    pub(crate) client_secret: Secret,
}
