//! An iikoCloud that runs in-process or as a program: tokens, two restaurants, a menu, deliveries and table
//! orders, so that a client can be tried and tested without a restaurant or a network.
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
//! - The ids of organizations, products and so on are the same in each run.
//! - A command is `InProgress` first and done once it has been looked at [`Builder::command_polls`] times or
//!   [`Builder::command_delay`] has passed. What the point of sale would refuse (an unknown product, a payment of the
//!   wrong kind) fails the command and the order's creation, with the service's error code.
//! - A second order with the id of an earlier one is refused with `DuplicatedOrderId` and changes nothing.
//! - The price of an item is the one in the request; modifiers and components without a price cost what the menu
//!   says. Required modifiers that the request leaves out are added as the menu's default. Combos and discounts are
//!   spread over the items to the kopeck.
//! - The first organization wants each delivery confirmed (`Unconfirmed` until then), the second confirms by itself.
//!   Kitchens are quick: a confirmed delivery may be sent out at once.
//! - Any table id and any delivery date is taken, also one in the past.

// The floors of the house, the lowest first: clock, fields, money and refusal; contract and world; restaurant and synthesis; state;
// operations; service. Each imports only from those below.
mod clock;
mod contract;
mod fields;
mod money;
mod operations;
mod refusal;
mod restaurant;
mod service;
mod state;
mod synthesis;
mod world;

pub use restaurant::{CreationState, LedgerEntry, OrderKind};
pub use service::Simulator;
pub use state::{Builder, Exchange, RecordedRequest};
