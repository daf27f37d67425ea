//! Control: the paths under `/__simulator/` by which people and tests look into a simulator and move it, and the page.

mod cards;
mod clock;
mod coverage;
mod faults;
mod gates;
mod orders;
mod picture;
mod reading;
mod requests;
mod restoring;
mod router;
pub(crate) mod scenario;
mod stops;
mod stream;
mod terminals;
mod webhooks;

pub(crate) use router::{answer, is_control};
