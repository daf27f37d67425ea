//! Interfaces of the sections: what a service depends on, so that its tests need no service behind them.
//!
//! Each section is a trait that its handle implements, usable as `Arc<dyn DeliveriesApi>`. A method takes its request whole,
//! since a trait object knows no conversions; what it gives is sent when it is awaited, with the settings of the client.
//! With the feature `mock`, [`mock`](crate::mock) has a ready mock of each.
//!
//! ```
//! use std::sync::Arc;
//!
//! use iiko_transport::interfaces::MenuApi;
//! use iiko_transport::types::{MenuV3ByIdRequest, OrganizationId};
//! use iiko_transport::{Client, Error};
//!
//! struct Site {
//!     menus: Arc<dyn MenuApi>,
//! }
//!
//! impl Site {
//!     async fn dishes(&self, organization: OrganizationId) -> Result<usize, Error> {
//!         let request =
//!             MenuV3ByIdRequest::builder().external_menu_id("9001").organization_id(organization).build();
//!         Ok(self.menus.v3_by_id(request).await?.products.len())
//!     }
//! }
//!
//! # fn main() -> Result<(), Error> {
//! let client = Client::builder("API login").build()?;
//! let site = Site { menus: Arc::new(client.menus()) };
//! # let _ = site;
//! # Ok(())
//! # }
//! ```

#![allow(deprecated)]
// What mockall makes of a trait has no words of its own.
#![cfg_attr(feature = "mock", allow(missing_docs, missing_debug_implementations))]

use std::future::Future;
use std::pin::Pin;

use crate::error::Error;

/// What a method of an interface gives: await it to send the call.
pub type Answer<T> = Pin<Box<dyn Future<Output = Result<T, Error>> + Send>>;

include!(concat!(env!("OUT_DIR"), "/interfaces.rs"));
