//! Client for [iikoCloud API](https://api-ru.iiko.services/docs) (iiko Transport): the cloud API through which
//! sites, apps, bots and kiosks work with restaurants that run iiko.
//!
//! ```no_run
//! # async fn example() -> Result<(), iiko_transport::Error> {
//! use iiko_transport::Client;
//! use iiko_transport::types::{NewDeliveryOrder, NewOrderItem, ProductId};
//!
//! let client = Client::builder("API login").build()?;
//! client.organization().list().await?;
//! let Some(organization) = client.organization_ids().first().copied() else { return Ok(()) };
//!
//! let soup: ProductId = "8f6a2a1e-0c5b-4f7e-9d52-3a1b7c9e4d10".parse().expect("a uuid");
//! let order = NewDeliveryOrder::builder()
//!     .phone("+79990000000")
//!     .items([NewOrderItem::product(soup).amount(2).price(350)])
//!     .build();
//! let made = client.deliveries().create(organization, order).await?;
//! client.wait(organization, made.correlation_id).await?;
//! # Ok(())
//! # }
//! ```
//!
//! # Calls
//!
//! Every operation is a method of its section's handle: `client.deliveries().create(..)`. [`sections`] has them all, each
//! handle with a table of its methods. What is required goes by position; what is optional by setters of the call in
//! [`calls`]; awaiting the call sends it. Operations that require more than could be told apart by position take their
//! request as a whole. Who comes from the Python client finds its 55 methods on [`Client`] itself, under their names and
//! with their order of arguments. rustdoc's search finds operations by path, by Python name and by Go name too.
//! [`Client::call`] sends what the spec does not know.
//!
//! # Types
//!
//! | in the API | in Rust |
//! | --- | --- |
//! | money, amounts | [`rust_decimal::Decimal`]: a JSON number, exact for what a double holds |
//! | date-times | [`chrono::NaiveDateTime`]: the restaurant's local time; where the service tells an offset, [`chrono::DateTime`] |
//! | dates | [`chrono::NaiveDate`] |
//! | ids | a type of its own for each kind of entity; `new` makes a random one where clients choose the id |
//! | enums | the known values and `Unknown`, which keeps what is new, text or number, and sends it back unchanged |
//! | integers whose meaning nobody documents | a newtype with constants for what is known |
//! | unions | one struct per variant and `Unknown`, which keeps a new variant as JSON; accessors for what all variants have |
//! | fields that the service tells apart when they are `null` | [`Nullable`]: unset, `null`, or a value |
//! | lists in answers | `Vec`: missing and `null` are empty |
//! | requests | structs with builders: a missing required field does not compile |
//!
//! A union's constructors take what speaks for itself, ids above all, by position, and give the builder of the variant:
//! amounts, money and the rest go by name, as in `NewOrderItem::product(id).amount(2).price(350)`. A builder with all
//! that is required goes wherever its struct or union is taken, in lists too; `build` is for a value to keep. The items
//! of a list are of one type, so builders on which different fields are set need a word more:
//!
//! ```
//! # #[cfg(feature = "orders")] {
//! use iiko_transport::types::{NewCompoundOrderItemComponent, NewOrderItem, NewTableOrder, ProductId};
//!
//! let dish: ProductId = "8f6a2a1e-0c5b-4f7e-9d52-3a1b7c9e4d10".parse().expect("a uuid");
//! let half = NewCompoundOrderItemComponent::builder().product_id(dish);
//! let hot = NewOrderItem::product(dish).amount(1).price(90).comment("hot");
//!
//! // One variant in different states: build them.
//! let items = [NewOrderItem::product(dish).amount(2).price(350).build(), hot.build()];
//! let first = NewTableOrder::builder().items(items).build();
//! // Different variants: make them the union.
//! let soup = NewOrderItem::product(dish).amount(1).price(350);
//! let second = NewTableOrder::builder().items([NewOrderItem::from(soup), NewOrderItem::compound(half).amount(1).into()]);
//! # let _ = (first, second.build());
//! # }
//! ```
//!
//! Fields that are new in an answer are ignored. Documented ranges and lengths are checked before a request is sent,
//! which [`ClientBuilder::validate`] and each call can switch off: see [`validate`].
//!
//! Date-times go out as `2026-08-24 14:15:22.123`. In come also `2026-08-24 14:15:22`, any number of digits in the
//! fraction, a `T` between date and time, and any of these with `Z` or an offset such as `+03:00`, which is dropped:
//! the clock stays as it is written.
//!
//! # Runtime
//!
//! Clients and requests can be built anywhere. Calls need a [tokio](https://docs.rs/tokio) runtime with network and
//! timers: `#[tokio::main]` has both, and so has one that is built with `enable_all` (or with `enable_io` and
//! `enable_time`). Outside a runtime a call fails with [`Error::Request`]; on one whose timers or network are off it
//! panics, with tokio's words for what to enable. A program that has no tokio of its own enters one around its calls:
//!
//! ```no_run
//! # fn example(client: iiko_transport::Client) -> Result<(), Box<dyn std::error::Error>> {
//! let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
//! let organizations = runtime.block_on(client.organization().list().send())?;
//! # Ok(())
//! # }
//! ```
//!
//! # Failures
//!
//! [`Error`] tells which operation failed, with what status, under which correlation id and, where an answer cannot
//! be read, at which JSON path. [`RetryPolicy`] says what is sent again; [`RateLimits`] keeps calls below the vendor's
//! limits; [`TokenStore`] shares the token between processes. [`ClientBuilder::lenient`] keeps an answer whose lists
//! have a broken item in them: the item is left out and told. `webhooks::parse` always reads batches of events so.
//!
//! Each call is a `tracing` span named `iiko_call` with operation, section, status, attempts, correlation id, duration,
//! bytes and, once it has failed, `error.type`: the kind of [`Error`] in snake case, or `given_up` for a call that was
//! dropped. With the feature `metrics` there are the counters `iiko_calls_total` and `iiko_attempts_total` and the
//! histograms `iiko_call_duration_seconds` and `iiko_response_bytes`, labelled by operation, section, status and error type.
//! Secrets appear in none of them.

// docs.rs, which has the unstable feature, marks what needs a cargo feature.
#![cfg_attr(docsrs, feature(doc_cfg))]

// The floors of the house, the lowest first: clock and operation, codec, error, http, auth, call, client, beyond. Each
// imports only from those below; `ARCHITECTURE.md` says more, and `cargo xtask ci floors` holds it.
mod auth;
mod beyond;
mod call;
mod client;
mod clock;
mod codec;
#[cfg(doctest)]
mod compile_fail;
mod error;
#[cfg(feature = "transport")]
pub mod guides;
mod http;
mod operation;

#[cfg(feature = "redis")]
pub use auth::store::RedisTokenStore;
pub use auth::store::{FileTokenStore, StoreFuture, StoredToken, TokenLock, TokenStore, TokenStoreError};
#[cfg(feature = "webhooks")]
pub use beyond::Events;
pub use beyond::ExactlyOnce;
#[cfg(any(feature = "deliveries", feature = "menu", feature = "reports"))]
pub use beyond::following;
#[cfg(feature = "webhooks")]
pub use beyond::webhooks;
pub use beyond::{Items, Paged, Pages};
#[cfg(feature = "operations")]
pub use beyond::{Step, Steps, UntilDone, Wait};
#[doc(hidden)]
pub use call::testing;
pub use call::{RateLimits, Response, RetryPolicy, Unread};
#[cfg(feature = "mock")]
pub use client::mock;
pub use client::{AnyCall, Client, ClientBuilder, calls, interfaces, sections};
pub use codec::{BrokenItem, Nullable, Secret, UnknownValue, WireValue, types, validate};
pub use error::{
    ApiError, AuthenticationError, Body, CommandError, ConfigurationError, ConnectionError, DecodeError,
    Effect, Error, GatewayError, Headers, InvalidRequest, RateLimitError, RequestError, TimeoutError,
    TooLargeError,
};
pub use operation::{Operation, Region, operations};

// What the types are made of, for those who need no version of their own.
pub use {chrono, rust_decimal, serde_json, uuid};

/// The programs of both READMEs compile.
#[cfg(all(doctest, feature = "transport"))]
mod readme {
    #[doc = include_str!("../README.md")]
    struct English;

    #[doc = include_str!("../README.ru.md")]
    struct Russian;
}
