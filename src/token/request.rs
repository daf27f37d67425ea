//! The request for a token, and what a refusal of it means.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use tracing::Instrument;

use super::TokenEndpoint;
use crate::Secret;
use crate::call::CallOptions;
use crate::client::Client;
use crate::credentials::Credentials;
use crate::error::{ApiError, AuthenticationError, Error};
use crate::types::{AccessTokenRequest, AccessTokenV2Request, CorrelationId};

/// What a request for a token may take with all its attempts, where calls may take less: it is made for all of them.
const DEADLINE: Duration = Duration::from_secs(90);

impl TokenEndpoint for Client {
    fn ask(&self) -> Pin<Box<dyn Future<Output = Result<Secret, Error>> + Send + '_>> {
        Box::pin(request(self))
    }

    fn launch(&self, flight: Pin<Box<dyn Future<Output = ()> + Send>>) {
        tokio::spawn(flight.in_current_span());
    }
}

/// Names credentials without telling them: the same in every process.
pub(crate) fn account(credentials: &Credentials, base_url: &str) -> String {
    let application = credentials.application.as_ref().map(|application| application.id.to_string());
    let name = format!("{base_url}\n{}\n{}", credentials.login.expose(), application.unwrap_or_default());
    uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_URL, name.as_bytes()).to_string()
}

async fn request(client: &Client) -> Result<Secret, Error> {
    let credentials = client.credentials();
    let deadline = client.settings().deadline.max(DEADLINE);
    let options = CallOptions { deadline: Some(deadline), ..CallOptions::default() };
    let login = credentials.login.clone();
    let answer = match &credentials.application {
        Some(application) => {
            let request = AccessTokenV2Request::builder()
                .api_key(login)
                .app_id(application.id)
                .client_secret(application.client_secret.clone())
                .build();
            client.clone().raw(&crate::operations::ACCESS_TOKEN_V2, options).access_token_v2(&request).await
        }
        None => {
            let request = AccessTokenRequest::builder().api_login(login).build();
            client.clone().raw(&crate::operations::ACCESS_TOKEN, options).access_token(&request).await
        }
    };
    match answer {
        Ok(answer) => Ok(answer.into_inner().token),
        Err(error) => Err(refusal(error.into())),
    }
}

/// A no to the credentials is an error of its own; a network's failure stays what it is.
fn refusal(error: Error) -> Error {
    match error {
        Error::Api(error) if matches!(error.status, 200 | 400 | 401 | 403) => {
            let ApiError { operation, status, description, code, correlation_id, .. } = *error;
            refused(operation, status, description.or(code), correlation_id)
        }
        // A bare status says it too.
        Error::Gateway(error)
            if error.status == 401 || (error.status == 403 && error.body.as_bytes().is_empty()) =>
        {
            refused(error.operation, error.status, None, None)
        }
        error => error,
    }
}

fn refused(
    operation: String,
    status: u16,
    reason: Option<String>,
    correlation_id: Option<CorrelationId>,
) -> Error {
    let mut reason = reason.unwrap_or_else(|| "no reason given".to_owned());
    if status == 403 && operation == crate::operations::ACCESS_TOKEN.id() {
        reason.push_str("; newer API keys sign in as an application: set `app`");
    }
    Box::new(AuthenticationError {
        operation,
        status: Some(status),
        reason,
        correlation_id,
        token_refused: false,
    })
    .into()
}
