//! The state machine of a run.

text_enum! {
    /// Where a run stands.
    pub enum RunState: InvalidRunState {
        /// Waits for a worker.
        Queued = "queued",
        /// A worker holds its lease.
        Running = "running",
        /// It made a version.
        Published = "published",
        /// The source had nothing new.
        Unchanged = "unchanged",
        /// The preview can be looked at.
        Previewed = "previewed",
        /// It ended without effect; the last version stays.
        Failed = "failed",
        /// Somebody stopped it; the last version stays.
        Cancelled = "cancelled",
    }
}

impl RunState {
    /// Whether the run can still change.
    pub fn is_active(self) -> bool {
        matches!(self, Self::Queued | Self::Running)
    }

    /// Whether a run may go from `self` to `next`. Running to queued is a lost lease, a passing fault or a hand-back.
    pub fn can_become(self, next: Self) -> bool {
        match self {
            Self::Queued => matches!(next, Self::Running | Self::Cancelled | Self::Failed),
            Self::Running => next != Self::Running,
            _ => false,
        }
    }
}

text_enum! {
    /// What a run is for.
    pub enum RunKind: InvalidRunKind {
        /// Fetches a prefix and infers from it, and stops before loading.
        Preview = "preview",
        /// Brings the table in step with its source.
        Refresh = "refresh",
    }
}

text_enum! {
    /// Why a run was made.
    pub enum RunCause: InvalidRunCause {
        /// Somebody asked for a preview.
        Preview = "preview",
        /// The table was just created.
        Create = "create",
        /// A slot of the schedule fell due.
        Schedule = "schedule",
        /// Somebody pressed Refresh.
        Manual = "manual",
        /// Somebody pressed Retry.
        Retry = "retry",
        /// Somebody dropped a newer file.
        Upload = "upload",
    }
}

text_enum! {
    /// The steps of a run, in order.
    pub enum Step: InvalidStep {
        /// Bytes are on their way to the stage file.
        Fetch = "fetch",
        /// Compression, format, charset, dialect and header are looked for.
        Detect = "detect",
        /// Rows are compared with those of the version before.
        Compare = "compare",
        /// Types are inferred from every value.
        Infer = "infer",
        /// Rows go into a relation nobody sees yet.
        Load = "load",
        /// What would be published is checked.
        Check = "check",
        /// Readers are switched to it.
        Publish = "publish",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ended_run_never_changes() {
        for state in RunState::ALL.iter().filter(|s| !s.is_active()) {
            assert!(RunState::ALL.iter().all(|next| !state.can_become(*next)), "{state}");
        }
    }

    #[test]
    fn a_queued_run_cannot_publish() {
        assert!(!RunState::Queued.can_become(RunState::Published));
        assert!(RunState::Running.can_become(RunState::Queued));
    }
}
