//! What the client does when the network or the service fails: the matrix of faults, deadlines, limits, dropped
//! calls, storms on the token, and a soak against the simulator's ledger.

// What is deprecated works as long as it is there.
#![allow(deprecated)]

mod configuration;
mod dropping;
mod fault;
#[cfg(feature = "http2")]
mod http2;
mod limits;
mod matrix;
mod server;
mod soak;
mod storms;
mod time;

use std::time::Duration;

use iiko_transport::types::{NewDeliveryOrder, NewOrderItem, OrganizationId, ProductId};
use iiko_transport::{Client, ClientBuilder, Error, RetryPolicy};
use server::{FAR_OFF, in_time};

/// A client's settings, without waits between attempts.
fn builder(url: &str) -> ClientBuilder {
    Client::builder("the-login-of-these-tests").base_url(url).retry(quick())
}

/// A client that has a token already.
fn signed_in(url: &str) -> Client {
    builder(url).working_token("TOKEN-0").build().expect("the settings are good")
}

/// As many attempts as usual, without the waits.
fn quick() -> RetryPolicy {
    RetryPolicy::default().first_wait(Duration::ZERO).longest_wait(Duration::from_millis(1))
}

fn organization() -> OrganizationId {
    "00000001-0000-4000-8000-000000000001".parse().expect("a uuid")
}

fn order() -> NewDeliveryOrder {
    let product: ProductId = "00000002-0000-4000-8000-000000000002".parse().expect("a uuid");
    NewDeliveryOrder::builder()
        .phone("+79990000000")
        .items([NewOrderItem::product(product).amount(1).price(100)])
        .build()
}

/// A call of a kind: one that changes nothing, or one that must not be made twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Write,
    Read,
}

impl Kind {
    fn operation(self) -> &'static str {
        match self {
            Self::Write => "delivery_create",
            Self::Read => "organizations",
        }
    }

    async fn call(self, client: &Client) -> Result<(), Error> {
        match self {
            Self::Write => client.delivery_create(organization(), order()).await.map(drop),
            Self::Read => client.organizations().await.map(drop),
        }
    }
}
