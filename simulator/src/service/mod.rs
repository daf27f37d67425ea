//! The service: from a request to an answer, and the handle of a running simulator.

mod dispatch;
mod server;
mod simulator;
mod start;

pub use simulator::Simulator;
