//! Where a client goes: what may be an address of the service.

use std::net::IpAddr;

use reqwest::Url;

use super::ClientBuilder;
use crate::codec::secret::Hidden;
use crate::error::ConfigurationError;

/// An address that calls may go to.
pub(super) struct Address {
    /// Without a slash at its end.
    pub(super) base: String,
    pub(super) https: bool,
    /// Whether it is this machine's own.
    pub(super) loopback: bool,
}

impl ClientBuilder {
    pub(super) fn address(&self) -> Result<Address, ConfigurationError> {
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
        Ok(Address {
            base: url.as_str().trim_end_matches('/').to_owned(),
            https: url.scheme() == "https",
            loopback: is_loopback(&url),
        })
    }
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
