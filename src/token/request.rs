//! The request for a token.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use tracing::Instrument;

use super::{TokenEndpoint, is_fit};
use crate::call::CallOptions;
use crate::client::Client;
use crate::credentials::Credentials;
use crate::error::{Body, DecodeError, Error};
use crate::response::Headers;
use crate::types::{AccessTokenRequest, AccessTokenV2Request};
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
        Err(error) => Err(error.into()),
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
