//! The life of a process: a read-only start, a drain on SIGTERM, a sign of life in between.

mod exit;
mod presence;
mod process;
mod shutdown;
mod stateless;

pub use exit::exit;
pub use presence::{Presence, ProcessInfo, list_processes};
pub use process::Process;
pub use shutdown::Shutdown;
pub use stateless::{StatelessStatus, restrict};

/// A fresh name for this process: names are never reused, so two generations are never mistaken for one another.
pub fn process_name(kind: &str) -> String {
    format!("{kind}-{}-{}", std::process::id(), &uuid::Uuid::new_v4().simple().to_string()[..8])
}
