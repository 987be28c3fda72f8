//! Lanes of the queue.

text_enum! {
    /// Which queue a run waits in, so that a preview never waits behind a large file.
    pub enum Lane: InvalidLane {
        /// Somebody looks at the screen.
        Interactive = "interactive",
        /// Refreshes of files up to [`Lane::BIG_BYTES`], and of files of unknown size.
        Small = "small",
        /// Refreshes of larger files.
        Big = "big",
    }
}

impl Lane {
    /// Bytes as received. A file larger than this when it was last seen goes to the `big` lane.
    pub const BIG_BYTES: i64 = 64 << 20;

    /// The lane of a refresh whose file had this many bytes the last time, if it was ever seen.
    pub fn of_refresh(last_bytes: Option<i64>) -> Self {
        if last_bytes.is_some_and(|bytes| bytes > Self::BIG_BYTES) { Self::Big } else { Self::Small }
    }
}
