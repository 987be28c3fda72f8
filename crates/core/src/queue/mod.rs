//! Redis is the bell: it tells a worker that a run waits, and tells watchers how a run gets on. Postgres is the ledger:
//! nothing here has to survive, and the clock rings again for whatever was not heard.

mod bell;
mod progress;

pub use bell::{Bell, Listener};
pub use progress::{Progress, RunEvent, publish_event};
