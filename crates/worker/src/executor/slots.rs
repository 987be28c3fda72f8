//! How many slots each lane has taken in this process.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use rowmill_core::{config::LaneConfig, model::Lane};
use tokio::sync::Notify;

/// The lanes of this process, in order of priority.
#[derive(Debug)]
pub(super) struct LaneSlots {
    lanes: Vec<(Lane, usize, AtomicUsize)>,
    freed: Notify,
}

impl LaneSlots {
    pub(super) fn new(config: &LaneConfig) -> Self {
        let lanes = config.caps.iter().map(|(lane, cap)| (*lane, *cap, AtomicUsize::new(0))).collect();
        Self { lanes, freed: Notify::new() }
    }

    /// Lanes that may take another slot; waits until there is one.
    pub(super) async fn open(&self) -> Vec<Lane> {
        loop {
            // Register interest before looking, so that a slot freed in between is not missed.
            let freed = self.freed.notified();
            let open: Vec<Lane> = self
                .lanes
                .iter()
                .filter(|(_, cap, taken)| taken.load(Ordering::SeqCst) < *cap)
                .map(|(lane, ..)| *lane)
                .collect();
            if !open.is_empty() {
                return open;
            }
            freed.await;
        }
    }

    /// Ends when a slot comes back after this call.
    pub(super) fn freed(&self) -> impl Future<Output = ()> + '_ {
        self.freed.notified()
    }

    /// Whether these are all lanes there are.
    pub(super) fn are_all(&self, lanes: &[Lane]) -> bool {
        lanes.len() == self.lanes.len()
    }

    /// Takes a slot of a lane until the guard is dropped.
    pub(super) fn take(self: &Arc<Self>, lane: Lane) -> SlotGuard {
        if let Some((.., taken)) = self.lanes.iter().find(|(l, ..)| *l == lane) {
            taken.fetch_add(1, Ordering::SeqCst);
        }
        SlotGuard { slots: self.clone(), lane }
    }
}

/// Gives its slot back when dropped.
#[derive(Debug)]
pub(super) struct SlotGuard {
    slots: Arc<LaneSlots>,
    lane: Lane,
}

impl Drop for SlotGuard {
    fn drop(&mut self) {
        if let Some((.., taken)) = self.slots.lanes.iter().find(|(l, ..)| *l == self.lane) {
            taken.fetch_sub(1, Ordering::SeqCst);
        }
        self.slots.freed.notify_waiters();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_full_lane_is_closed_until_a_slot_comes_back() {
        let config = "2:interactive=2,small=1".parse().expect("valid");
        let slots = Arc::new(LaneSlots::new(&config));
        let taken = slots.take(Lane::Small);
        assert_eq!(slots.open().await, [Lane::Interactive]);
        drop(taken);
        assert_eq!(slots.open().await, [Lane::Interactive, Lane::Small]);
    }
}
