//! Settings that could only fail later are refused, each with the way out.

use reqwest::header::HeaderValue;

use super::ClientBuilder;
use crate::auth::{Application, Credentials};
use crate::codec::Secret;
use crate::codec::secret::Hidden;
use crate::codec::types::ApplicationId;
use crate::error::ConfigurationError;
use crate::operation::operations;

impl ClientBuilder {
    pub(super) fn credentials(&self) -> Result<Credentials, ConfigurationError> {
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

    pub(super) fn check_durations(&self) -> Result<(), ConfigurationError> {
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

    pub(super) fn check_limits(&self) -> Result<(), ConfigurationError> {
        if self.response_limit == 0 {
            let reason = "it is zero, so that no answer could be read: leave it out for the default";
            return Err(ConfigurationError::new("response_limit", reason));
        }
        if self.limits.has_empty_period() {
            let reason = "a period is zero: say in what time the calls may be sent";
            return Err(ConfigurationError::new("rate_limits", reason));
        }
        let known = |group: &str| {
            operations::ALL.iter().any(|operation| operation.restriction_group() == Some(group))
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

    pub(super) fn check_working_token(&self) -> Result<(), ConfigurationError> {
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
