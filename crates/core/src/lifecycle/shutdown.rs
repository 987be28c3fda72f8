//! SIGTERM and SIGINT, in two stages: stop taking work, then stop.

use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

/// Tells a process's loops when to stop.
#[derive(Debug, Clone, Default)]
pub struct Shutdown {
    /// Cancelled by the first signal: take nothing new, finish what is short.
    pub soft: CancellationToken,
    /// Cancelled by the second signal, or by the process itself when its grace is over: hand everything back.
    pub hard: CancellationToken,
}

impl Shutdown {
    /// Listens for signals from now on.
    ///
    /// # Errors
    /// When the handlers cannot be installed.
    pub fn listen() -> std::io::Result<Self> {
        let shutdown = Self::default();
        let (mut term, mut int) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
        let tokens = shutdown.clone();
        tokio::spawn(async move {
            loop {
                tokio::select! {
                    _ = term.recv() => tokens.advance("SIGTERM"),
                    _ = int.recv() => tokens.advance("SIGINT"),
                }
            }
        });
        Ok(shutdown)
    }

    fn advance(&self, name: &str) {
        if self.soft.is_cancelled() {
            tracing::info!(signal = name, "Second signal: stopping at once");
            self.hard.cancel();
        } else {
            tracing::info!(signal = name, "Draining");
            self.soft.cancel();
        }
    }
}
