//! An iikoCloud that runs in-process or as a program: every operation answers, and two restaurants stand behind those of
//! iiko Transport, so that a client can be tried and tested without a restaurant or a network.
//!
//! ```
//! # async fn example() -> std::io::Result<()> {
//! let cloud = iiko_simulator::Simulator::start().await?;
//! println!("sign in to {} as {:?}", cloud.base_url(), cloud.default_login());
//! // ... let a client call it ...
//! assert_eq!(cloud.token_requests(), 0);
//! cloud.stop().await;
//! # Ok(())
//! # }
//! ```
//!
//! # What it knows
//!
//! Paths, required fields, types, limits, enum values and union tags come from the project's OpenAPI bundle; a body
//! that breaks them is refused with the service's error body, which names the JSON path. Other paths get 404.
//!
//! Each operation of the bundle is answered. Where its restaurants have nothing to tell, the answer is made up from its
//! schema and marked with the header `x-simulator: synthesised`: ids are those of the restaurants, what the request
//! says is said again, the rest is chance that falls the same way for the same request and [`Builder::seed`].
//! [`Simulator::example_request`] has a request for each operation.
//!
//! # How its restaurants work
//!
//! - The ids of organizations, products and so on are the same in each run; those of orders and tokens are drawn from
//!   [`Builder::seed`].
//! - A command is `InProgress` first and done once it has been looked at [`Builder::command_polls`] times or
//!   [`Builder::command_delay`] has passed. What the point of sale would refuse (an unknown product, a payment of the
//!   wrong kind) fails the command and the order's creation, with the service's error code. `GET /__simulator/rules` lists
//!   what is refused, and where that is known from.
//! - The clock is the simulator's own: [`Simulator::advance`] moves it, [`Builder::clock_stands_at`] stops it. Kitchens cook
//!   and couriers ride by it, reserves begin and end, tokens run out.
//! - The price of an item is the one in the request; modifiers and components without a price cost what the menu
//!   says. A modifier that must be chosen and has a default is added, one without a default is asked for. Combos and
//!   discounts are spread over the items to the kopeck.
//! - The first organization wants each delivery confirmed (`Unconfirmed` until then), the second confirms by itself.
//! - Each change stands once in a log, from which revisions, histories and webhooks are read.
//!
//! # Moving and upsetting it
//!
//! A page at `/` shows what happens, the paths under `/__simulator/` move it: clock, orders, stop lists, terminals, gates,
//! faults, snapshots. Tests in Rust have [`Simulator::fail_next`], [`Simulator::kill_terminal`], [`Simulator::move_order`],
//! [`Simulator::snapshot`] and so on.

// The floors of the house, the lowest first: chance, clock, money, page, refusal; fields; contract, world; restaurant,
// synthesis; state; operations, posting; control; service. Each imports only from those below.
mod chance;
mod clock;
mod contract;
mod control;
mod fields;
mod money;
mod operations;
mod page;
mod posting;
mod refusal;
mod restaurant;
mod service;
mod state;
mod synthesis;
mod world;

pub use restaurant::{CreationState, LedgerEntry, OrderKind};
pub use service::Simulator;
pub use state::{Builder, Exchange, RecordedRequest};

/// The README's program compiles.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}
