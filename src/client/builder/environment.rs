//! A builder from the environment's variables.

use std::env::VarError;

use super::ClientBuilder;
use crate::client::Client;
use crate::error::{ConfigurationError, Error};

const API_LOGIN: &str = "IIKO_API_LOGIN";
const APP_ID: &str = "IIKO_APP_ID";
const CLIENT_SECRET: &str = "IIKO_CLIENT_SECRET";
const BASE_URL: &str = "IIKO_BASE_URL";

impl Client {
    /// A client of the environment's variables, with every other setting at its default;
    /// [`ClientBuilder::from_env`] leaves room for more.
    ///
    /// # Errors
    ///
    /// [`Error::Configuration`] names the variable that is missing or makes no sense.
    pub fn from_env() -> Result<Self, Error> {
        ClientBuilder::from_env()?.build()
    }
}

impl ClientBuilder {
    /// A builder with what the environment says; an empty variable is as good as none.
    ///
    /// | variable | what it is |
    /// | --- | --- |
    /// | `IIKO_API_LOGIN` | the API login, or the API key of an application; must be there |
    /// | `IIKO_APP_ID`, `IIKO_CLIENT_SECRET` | the application, for keys of the newer kind: both or none; see [`app`](Self::app) |
    /// | `IIKO_BASE_URL` | another address than the service's, such as a simulator's; see [`base_url`](Self::base_url) |
    ///
    /// ```no_run
    /// # fn example() -> Result<(), iiko_transport::Error> {
    /// use std::time::Duration;
    ///
    /// let client = iiko_transport::ClientBuilder::from_env()?.timeout(Duration::from_secs(30)).build()?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Configuration`] names the variable that is missing, or is no Unicode.
    pub fn from_env() -> Result<Self, Error> {
        Ok(Self::from_variables(std::env::var)?)
    }

    fn from_variables(
        variable: impl Fn(&'static str) -> Result<String, VarError>,
    ) -> Result<Self, ConfigurationError> {
        let given = |name: &'static str| match variable(name) {
            Ok(value) if value.trim().is_empty() => Ok(None),
            Ok(value) => Ok(Some(value)),
            Err(VarError::NotPresent) => Ok(None),
            Err(VarError::NotUnicode(_)) => Err(ConfigurationError::new(name, "it is no Unicode text")),
        };
        let login = given(API_LOGIN)?.ok_or_else(|| {
            let reason = "the environment variable is missing or empty: set it to the API login, which iikoWeb \
                          issues in its section API keys";
            ConfigurationError::new(API_LOGIN, reason)
        })?;
        let mut builder = Self::new(login.into());
        builder = match (given(APP_ID)?, given(CLIENT_SECRET)?) {
            (Some(id), Some(secret)) => builder.app(id, secret),
            (None, None) => builder,
            (Some(_), None) => return Err(alone(CLIENT_SECRET, APP_ID)),
            (None, Some(_)) => return Err(alone(APP_ID, CLIENT_SECRET)),
        };
        Ok(match given(BASE_URL)? {
            Some(url) => builder.base_url(url),
            None => builder,
        })
    }
}

/// One half of an application is there, the other is not.
fn alone(missing: &'static str, given: &str) -> ConfigurationError {
    let reason =
        format!("the environment variable is missing or empty, yet `{given}` is set: set both or none");
    ConfigurationError::new(missing, reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(variables: &[(&str, &str)]) -> Result<ClientBuilder, String> {
        let builder = ClientBuilder::from_variables(|name| {
            let found = variables.iter().find(|(other, _)| *other == name);
            found.map(|(_, value)| (*value).to_owned()).ok_or(VarError::NotPresent)
        });
        builder.map_err(|error| error.to_string())
    }

    #[test]
    fn a_login_is_enough() {
        let builder = from(&[(API_LOGIN, "login"), (APP_ID, " ")]).expect("a builder");
        let client = builder.build().expect("a client");
        assert!(client.base_url().starts_with("https://"), "{}", client.base_url());
    }

    #[test]
    fn all_variables_are_taken() {
        let variables = [
            (API_LOGIN, "login"),
            (APP_ID, "8f6a2a1e-0c5b-4f7e-9d52-3a1b7c9e4d10"),
            (CLIENT_SECRET, "secret"),
            (BASE_URL, "http://127.0.0.1:8080"),
        ];
        let client = from(&variables).expect("a builder").build().expect("a client");
        assert_eq!(client.base_url(), "http://127.0.0.1:8080");
    }

    #[test]
    fn what_is_missing_is_named() {
        for (variables, named) in [
            (&[][..], API_LOGIN),
            (&[(API_LOGIN, "")][..], API_LOGIN),
            (&[(API_LOGIN, "login"), (APP_ID, "id")][..], CLIENT_SECRET),
            (&[(API_LOGIN, "login"), (CLIENT_SECRET, "hush")][..], APP_ID),
        ] {
            let error = from(variables).expect_err("half of it");
            assert!(error.contains(named) && !error.contains("hush"), "{error}");
        }
    }
}
