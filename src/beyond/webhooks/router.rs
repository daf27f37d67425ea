//! A receiver as a part of an axum application.

use axum::Router;

use super::receiver::Receiver;

/// A router with the receiver at that path, to be merged into an application's own.
///
/// ```no_run
/// # async fn example(client: iiko_transport::Client) -> Result<(), Box<dyn std::error::Error>> {
/// use iiko_transport::webhooks::{self, Receiver};
///
/// let (receiver, mut inbox) = Receiver::builder("a token of my own").build();
/// let application = axum::Router::new().merge(webhooks::router("/iiko", receiver));
/// tokio::spawn(async move {
///     while let Some(event) = inbox.next().await {
///         println!("{event:?}");
///     }
/// });
/// # let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
/// axum::serve(listener, application).await?;
/// # Ok(())
/// # }
/// ```
///
/// # Panics
///
/// As axum does, when the path does not begin with `/`.
pub fn router(path: &str, receiver: Receiver) -> Router {
    Router::new().route_service(path, receiver)
}
