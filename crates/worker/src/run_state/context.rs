//! What a job has at hand: its run, its claim, its progress and its report.

use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Instant;

use deadpool_postgres::Client;
use rowmill_core::{
    model::{RunReport, Step, StepTiming},
    queue::Progress,
    store::{
        rejected_rows::RejectedRow,
        runs::{self, Claim, Run},
    },
    telemetry::metrics,
};

use tokio_util::sync::CancellationToken;

use super::JobError;
use crate::App;

/// A claimed run. Cheap to clone; clones share progress and findings.
#[derive(Debug, Clone)]
pub struct RunContext {
    /// The process.
    pub app: Arc<App>,
    /// The run as it was claimed.
    pub run: Arc<Run>,
    /// The fencing token.
    pub claim: Claim,
    shared: Arc<Mutex<Shared>>,
    /// Cancelled when the run is stopped here.
    pub(super) stopped: CancellationToken,
}

#[derive(Debug, Default)]
struct Shared {
    progress: Progress,
    step_began: Option<Instant>,
    findings: Findings,
    relation: Option<String>,
}

/// What the run found so far; kept whatever becomes of it.
#[derive(Debug, Clone, Default)]
pub struct Findings {
    /// The report.
    pub report: RunReport,
    /// Rows set aside, the first of them.
    pub rejected: Vec<RejectedRow>,
}

impl RunContext {
    pub(super) fn new(app: Arc<App>, run: Run, claim: Claim) -> Self {
        Self { app, run: Arc::new(run), claim, shared: Arc::default(), stopped: CancellationToken::new() }
    }

    fn shared(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Begins a step, and ends the one before.
    pub fn begin(&self, step: Step) {
        let mut shared = self.shared();
        end_step(&mut shared);
        let total = shared.progress.bytes_total.filter(|_| step != Step::Fetch);
        shared.progress = Progress { step: Some(step), bytes_total: total, ..Progress::default() };
        shared.step_began = Some(Instant::now());
        tracing::info!(step = %step, "Step begins");
    }

    /// For threads that nobody can abort: an error once the run was stopped.
    ///
    /// # Errors
    /// [`JobError::Lost`], to end the thread with.
    pub fn still_wanted(&self) -> Result<(), JobError> {
        if self.stopped.is_cancelled() { Err(JobError::Lost) } else { Ok(()) }
    }

    /// Notes how far the step is; `total` is kept where it is not known.
    pub fn advance(&self, bytes: u64, total: Option<u64>, rows: u64) {
        let mut shared = self.shared();
        let seconds = shared.step_began.map_or(0.0, |began| began.elapsed().as_secs_f64());
        let progress = &mut shared.progress;
        progress.bytes = bytes;
        progress.bytes_total = total.or(progress.bytes_total);
        progress.rows = rows;
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a rate for people to look at"
        )]
        {
            progress.rows_per_second = if seconds > 0.05 { (rows as f64 / seconds) as u64 } else { 0 };
        }
    }

    /// How far the run is.
    pub fn progress(&self) -> Progress {
        self.shared().progress
    }

    /// Changes the findings.
    pub fn find(&self, change: impl FnOnce(&mut Findings)) {
        change(&mut self.shared().findings);
    }

    /// The findings so far, with the step in progress timed.
    pub fn findings(&self) -> Findings {
        let mut shared = self.shared();
        end_step(&mut shared);
        shared.findings.clone()
    }

    /// Notes the relation that this attempt makes: once the run has ended, it is dropped unless it was published.
    pub fn note_relation(&self, relation: &str) {
        self.shared().relation = Some(relation.to_owned());
    }

    pub(super) fn relation(&self) -> Option<String> {
        self.shared().relation.clone()
    }

    /// Shows the findings so far on the run's page.
    ///
    /// # Errors
    /// When Postgres cannot be reached.
    pub async fn show_findings(&self) -> Result<(), JobError> {
        let report = self.shared().findings.report.clone();
        let client = self.client().await?;
        Ok(runs::set_report(&client, self.claim, &report).await?)
    }

    /// A connection, to be given back before any wait on a network.
    ///
    /// # Errors
    /// When Postgres cannot be reached.
    pub async fn client(&self) -> Result<Client, JobError> {
        Ok(self.app.database.get().await?)
    }
}

fn end_step(shared: &mut Shared) {
    let (Some(step), Some(began)) = (shared.progress.step, shared.step_began.take()) else { return };
    let elapsed = began.elapsed();
    metrics().run_steps.with_label_values(&[step.as_str()]).observe(elapsed.as_secs_f64());
    let duration_ms = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX);
    shared.findings.report.timings.push(StepTiming { step, duration_ms });
}
