//! One list of what each kind of run may take, and how long it waits before it is tried again.

use std::time::Duration;

use rand::RngExt;
use rowmill_core::model::RunKind;

/// Longest pause between two attempts.
const LONGEST_WAIT: Duration = Duration::from_secs(3600);

/// How long one attempt may take, all steps together.
pub(crate) fn timeout(kind: RunKind) -> Duration {
    match kind {
        // Somebody looks at the screen.
        RunKind::Preview => Duration::from_secs(60),
        RunKind::Refresh => Duration::from_secs(12 * 3600),
    }
}

/// Whether a passing fault is tried again. Nobody waits an hour for a preview.
pub(crate) fn retries(kind: RunKind) -> bool {
    kind == RunKind::Refresh
}

/// Pause after `strikes` faults in a row, counted from 1: 20 s, 40 s, 80 s, … an hour at most, give or take a fifth so
/// that sources of one broken host do not come back in step.
pub(crate) fn backoff(strikes: i32) -> Duration {
    let exponent = u32::try_from(strikes.clamp(0, 12)).unwrap_or_default();
    let wait = Duration::from_secs(10 * 2_u64.pow(exponent)).min(LONGEST_WAIT);
    wait.mul_f64(rand::rng().random_range(0.8..1.2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_third_strike_waits_about_eighty_seconds() {
        let wait = backoff(3).as_secs_f64();
        assert!((64.0..96.0).contains(&wait), "{wait}");
        assert!(backoff(40) <= LONGEST_WAIT.mul_f64(1.2));
    }
}
