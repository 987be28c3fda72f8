//! The time, injected, so that tests control it. Leases and slots use Postgres' clock instead: processes may disagree.

use jiff::Timestamp;

/// Tells the time.
pub trait Now: Send + Sync {
    /// This instant.
    fn now(&self) -> Timestamp;
}

/// The clock of this machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemNow;

impl Now for SystemNow {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}
