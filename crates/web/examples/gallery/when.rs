//! Times beside the present one.

use jiff::{SignedDuration, Timestamp};
use rowmill_web::pages::when::When;

pub(crate) fn ago(minutes: i64) -> When {
    When::new(now() - SignedDuration::from_mins(minutes), now())
}

pub(crate) fn ahead(minutes: i64) -> When {
    When::new(now() + SignedDuration::from_mins(minutes) + SignedDuration::from_secs(20), now())
}

fn now() -> Timestamp {
    Timestamp::now()
}
