//! A request from outside to end a run.

use std::sync::{Arc, OnceLock};

use crate::error::{Error, ErrorKind};

/// A request to end a run, shared between whoever makes it (a signal) and whoever heeds it (the workers).
#[derive(Clone, Debug, Default)]
pub struct Stop {
    reason: Arc<OnceLock<&'static str>>,
}

impl Stop {
    /// A request that has not been made yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Asks to stop; `reason` completes "stopped: ". The first reason stays.
    pub fn request(&self, reason: &'static str) {
        // A second request changes nothing, and its failure to set the reason is the wanted outcome.
        if self.reason.set(reason).is_err() {}
    }

    /// Whether somebody asked to stop.
    pub fn is_requested(&self) -> bool {
        self.reason.get().is_some()
    }

    /// The error that ends the run, once somebody asked to stop.
    pub fn error(&self) -> Option<Error> {
        let reason = self.reason.get()?;
        Some(Error::new(ErrorKind::Interrupted, format!("stopped: {reason}")))
    }
}
