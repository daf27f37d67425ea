//! Where calls go: the service's address with the path of an operation, put together once for each.

use std::sync::OnceLock;

use reqwest::Url;

use crate::error::RequestError;
use crate::operation::{Operation, operations};

/// The endpoints of one client.
pub(crate) struct Endpoints {
    /// Without a slash at its end: paths begin with one.
    base: String,
    /// By an operation's place in the table: reading an address takes longer than all else that a call does before
    /// it is sent.
    known: Box<[OnceLock<Url>]>,
}

impl Endpoints {
    pub(crate) fn new(base: String) -> Self {
        Self { base, known: operations::ALL.iter().map(|_| OnceLock::new()).collect() }
    }

    /// The service's own address.
    pub(crate) fn base(&self) -> &str {
        &self.base
    }

    /// The address of an operation.
    pub(crate) fn of(&self, operation: &Operation) -> Result<Url, Box<RequestError>> {
        let place = operation.place.and_then(|place| self.known.get(place));
        if let Some(url) = place.and_then(OnceLock::get) {
            return Ok(url.clone());
        }
        let url = Url::parse(&format!("{}{}", self.base, operation.path())).map_err(|error| {
            RequestError::new(operation.id(), format!("its path makes no address: {error}"))
        })?;
        Ok(match place {
            Some(place) => place.get_or_init(|| url).clone(),
            None => url,
        })
    }
}
