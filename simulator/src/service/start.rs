//! Starting: the settings' last step.

use std::io;

use super::simulator::Simulator;
use crate::state::{Builder, DEFAULT_LOGIN, DEFAULT_SECRET};
use crate::world;

impl Builder {
    /// Starts the simulator on the current tokio runtime.
    ///
    /// # Errors
    ///
    /// When the port cannot be listened on, or the bundle that was compiled in cannot be read.
    pub async fn start(mut self) -> io::Result<Simulator> {
        if self.logins.is_empty() {
            self.logins.push(DEFAULT_LOGIN.to_owned());
        }
        if self.applications.is_empty() {
            self.applications.push((world::id("application", "demo"), DEFAULT_SECRET.to_owned()));
        }
        Simulator::launch(self).await
    }
}
