//! The request for a token, and what a refusal of it means.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use tracing::Instrument;

use super::{TokenEndpoint, is_fit};
use crate::call::CallOptions;
use crate::client::Client;
use crate::credentials::Credentials;
use crate::error::{ApiError, AuthenticationError, Body, DecodeError, Error, Refused};
use crate::response::Headers;
use crate::types::{AccessTokenRequest, AccessTokenV2Request, CorrelationId};
use crate::{Operation, Secret};

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
    let operation = match &credentials.application {
        Some(_) => &crate::operations::ACCESS_TOKEN_V2,
        None => &crate::operations::ACCESS_TOKEN,
    };
    let raw = client.clone().raw(operation, options);
    let answer = match &credentials.application {
        Some(application) => {
            let request = AccessTokenV2Request::builder()
                .api_key(login)
                .app_id(application.id)
                .client_secret(application.client_secret.clone())
                .build();
            raw.access_token_v2(&request).await
        }
        None => {
            let request = AccessTokenRequest::builder().api_login(login).build();
            raw.access_token(&request).await
        }
    };
    match answer {
        Ok(answer) => Some(answer.into_inner().token).filter(is_fit).ok_or_else(|| unfit(operation)),
        Err(error) => Err(refusal(error.into())),
    }
}

/// A token that no header can carry.
fn unfit(operation: &Operation) -> Error {
    let reason = "it is no token, since no header can carry it (not shown)";
    Box::new(DecodeError {
        operation: operation.id().to_owned(),
        status: 200,
        path: "token".to_owned(),
        reason: reason.to_owned(),
        correlation_id: None,
        headers: Headers::default(),
        body: Body::default(),
        source: Arc::new(serde::de::Error::custom(reason)),
    })
    .into()
}

/// A no to the credentials is an error of its own; a network's failure stays what it is.
fn refusal(error: Error) -> Error {
    match error {
        Error::Api(error) if matches!(error.status, 200 | 400 | 401 | 403) => {
            let ApiError { operation, status, description, code, correlation_id, headers, .. } = *error;
            refused(operation, status, description.or(code), correlation_id, headers)
        }
        // A bare status says it too.
        Error::Gateway(error)
            if error.status == 401 || (error.status == 403 && error.body.as_bytes().is_empty()) =>
        {
            refused(error.operation, error.status, None, None, error.headers)
        }
        error => error,
    }
}

fn refused(
    operation: String,
    status: u16,
    reason: Option<String>,
    correlation_id: Option<CorrelationId>,
    headers: Headers,
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
        headers,
        refused: Refused::SignIn,
    })
    .into()
}
