//! Processor time, which other programs on the machine disturb less than the time on the wall.

use std::time::{Duration, Instant};

/// A running measurement of one thread.
pub(crate) struct Clock {
    cpu: Option<Duration>,
    wall: Instant,
}

impl Clock {
    pub(crate) fn start() -> Self {
        Self { cpu: on_cpu(), wall: Instant::now() }
    }

    /// What this thread has used since the start; where the system does not say, the time that has passed.
    pub(crate) fn spent(&self) -> Duration {
        match (self.cpu, on_cpu()) {
            (Some(from), Some(to)) => to.saturating_sub(from),
            _ => self.wall.elapsed(),
        }
    }
}

/// Time this thread ran: the first figure of Linux' `schedstat`, in nanoseconds.
fn on_cpu() -> Option<Duration> {
    // A system call that ends the time slice brings the figure up to date.
    std::thread::yield_now();
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    Some(Duration::from_nanos(text.split(' ').next()?.parse().ok()?))
}
