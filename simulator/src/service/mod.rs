//! The service: from a request to an answer, and the handle of a running simulator.

mod dispatch;
mod passage;
mod pipeline;
mod response;
mod server;
mod simulator;
mod start;
mod striking;
mod wire;

pub use simulator::Simulator;
