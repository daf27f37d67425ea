//! Signing in: the request for a token, which is a call like any other but for the token.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use tracing::Instrument;

use super::call::Call;
use super::core::Core;
use super::options::CallOptions;
use crate::auth::{Credentials, Token, TokenEndpoint, is_fit};
use crate::codec::Secret;
use crate::codec::types::{AccessTokenRequest, AccessTokenResponse, AccessTokenV2Request};
use crate::error::{Body, DecodeError, Error, Headers};
use crate::http::Message;
use crate::operation::operations::{ACCESS_TOKEN, ACCESS_TOKEN_V2, TOKEN};
use crate::operation::{Operation, OperationRef};

/// What a request for a token may take with all its attempts, where calls may take less: it is made for all of them.
const DEADLINE: Duration = Duration::from_secs(90);

/// The service as the giver of tokens.
#[derive(Clone)]
struct SignIn(Arc<Core>);

impl TokenEndpoint for SignIn {
    fn ask(&self) -> Pin<Box<dyn Future<Output = Result<Secret, Error>> + Send + '_>> {
        Box::pin(self.request())
    }

    fn launch(&self, renewal: Pin<Box<dyn Future<Output = ()> + Send>>) {
        tokio::spawn(renewal.in_current_span());
    }
}

/// Another token than `refused`, for a call of that client.
pub(super) async fn renew(core: Arc<Core>, refused: Option<Arc<Token>>) -> Result<Arc<Token>, Error> {
    core.tokens.renew(&SignIn(Arc::clone(&core)), refused.as_ref()).await
}

impl SignIn {
    async fn request(&self) -> Result<Secret, Error> {
        let credentials = &self.0.credentials;
        let login = credentials.login.clone();
        let (operation, message) = match &credentials.application {
            Some(application) => {
                let request = AccessTokenV2Request::builder()
                    .api_key(login)
                    .app_id(application.id)
                    .client_secret(application.client_secret.clone())
                    .build();
                (&ACCESS_TOKEN_V2, Message::json(&ACCESS_TOKEN_V2, &request)?)
            }
            None => {
                let request = AccessTokenRequest::builder().api_login(login).build();
                (&ACCESS_TOKEN, Message::json(&ACCESS_TOKEN, &request)?)
            }
        };
        let deadline = self.0.deadline.max(DEADLINE);
        let options = CallOptions { deadline: Some(deadline), ..CallOptions::default() };
        let call = Call { core: Arc::clone(&self.0), operation: OperationRef::Listed(operation), options };
        let response = call.send(message).await?;
        if !response.status.is_success() {
            return Err(response.refusal());
        }
        let answer: AccessTokenResponse = response.decode()?.into_inner();
        Some(answer.token).filter(is_fit).ok_or_else(|| unfit(operation))
    }
}

/// Names credentials without telling them: the same in every process.
pub(crate) fn account(credentials: &Credentials, base_url: &str) -> String {
    let application = credentials.application.as_ref().map(|application| application.id.to_string());
    let name = format!("{base_url}\n{}\n{}", credentials.login.expose(), application.unwrap_or_default());
    uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_URL, name.as_bytes()).to_string()
}

/// A token that no header can carry.
fn unfit(operation: &Operation) -> Error {
    let reason = "it is no token, since no header can carry it (not shown)";
    Box::new(DecodeError {
        operation: operation.id().to_owned(),
        status: 200,
        path: TOKEN.to_owned(),
        reason: reason.to_owned(),
        correlation_id: None,
        headers: Headers::default(),
        body: Body::default(),
        source: Arc::new(serde::de::Error::custom(reason)),
    })
    .into()
}
