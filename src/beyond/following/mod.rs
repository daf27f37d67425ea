//! Following what changes: a snapshot first, then each change, without a gap across restarts.
//!
//! ```no_run
//! # #[cfg(feature = "deliveries")]
//! # async fn example(client: iiko_transport::Client) -> Result<(), Box<dyn std::error::Error>> {
//! use iiko_transport::following::{Event, FileCheckpoint};
//!
//! let checkpoint = FileCheckpoint::new("orders.checkpoint");
//! let mut feed = client.deliveries().follow(client.organization_ids()).checkpoint(checkpoint).start();
//! while let Some(event) = feed.next().await {
//!     match event {
//!         Ok(Event::InitApply(order) | Event::Apply(order)) => println!("{} is {:?}", order.id, order.timestamp),
//!         Ok(Event::Delete(id)) => println!("{id} is gone"),
//!         Ok(_) => {}
//!         // It goes on by itself.
//!         Err(error) => eprintln!("{error}"),
//!     }
//! }
//! # Ok(())
//! # }
//! ```
//!
//! The words are those of Kubernetes' watchers: [`Event::Init`], [`Event::InitApply`] for each thing that is there,
//! [`Event::InitDone`]; then [`Event::Apply`] and [`Event::Delete`].
//!
//! What is followed: [deliveries](crate::sections::Deliveries::follow), the
//! [nomenclature](crate::sections::Menu::follow_nomenclature), [external menus](crate::sections::Menu::follow_v3),
//! [stop lists](crate::sections::Menu::follow_stop_lists), and a
//! [guest's transactions](crate::sections::Reports::follow_transactions).

mod checkpoint;
#[cfg(feature = "deliveries")]
mod deliveries;
#[cfg(feature = "menu")]
mod differences;
mod event;
mod feed;
mod follow;
#[cfg(feature = "menu")]
mod menus;
mod plan;
mod source;
#[cfg(feature = "menu")]
mod stop_lists;
mod store;
mod tempo;
#[cfg(feature = "reports")]
mod transactions;
mod versions;

pub use checkpoint::{Checkpoint, CheckpointError, CheckpointFuture, FileCheckpoint, MemoryCheckpoint};
pub use event::{Event, FollowError, Followed};
pub use feed::Feed;
pub use follow::Follow;
#[cfg(feature = "menu")]
pub use menus::MenuOf;
#[cfg(feature = "menu")]
pub use stop_lists::{Stopped, StoppedKey};
pub use store::Store;
