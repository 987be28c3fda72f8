//! What several tests share.

use std::{sync::LazyLock, time::Duration};

use testkit::{Answer, Body};
use tokio::sync::{RwLock, RwLockReadGuard, RwLockWriteGuard};

/// How long a run may take that nothing stands in the way of, on a busy machine.
pub(crate) const SOON: Duration = Duration::from_secs(30);

static MACHINE: LazyLock<RwLock<()>> = LazyLock::new(RwLock::default);

/// Shares the machine with other tests.
pub(crate) async fn beside_others() -> RwLockReadGuard<'static, ()> {
    MACHINE.read().await
}

/// Has the machine to itself: for tests that need all of it, or that measure.
pub(crate) async fn alone() -> RwLockWriteGuard<'static, ()> {
    MACHINE.write().await
}

/// A file that takes about `duration` to arrive.
pub(crate) fn slow(answer: Answer, duration: Duration) -> Answer {
    const PIECES: u32 = 20;
    answer.sent_as(|bytes| Body::Slow {
        piece: bytes.len().div_ceil(PIECES as usize).max(1),
        pause: duration / PIECES,
        bytes,
    })
}
