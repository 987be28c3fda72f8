//! Refreshes of which little changed, beside whole loads of the same file.

use anyhow::ensure;
use rowmill_core::model::Step;
use serde_json::json;
use testkit::bench::{ReadyMade, Refreshed, megabytes};

use crate::reads;

/// Rows of six columns that change at random places.
struct Rows {
    rows: Vec<(u32, u32)>,
    next: u32,
    state: u64,
}

impl Rows {
    fn new(count: u32) -> Self {
        Self { rows: (0..count).map(|id| (id, 0)).collect(), next: count, state: 0x9E37_79B9_7F4A_7C15 }
    }

    /// Below `end`, evenly (splitmix64, Steele, Lea and Flood 2014).
    fn random(&mut self, end: usize) -> usize {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = self.state;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((bits ^ (bits >> 31)) % end as u64).unwrap_or_default()
    }

    fn change(&mut self) {
        let count = self.rows.len();
        for _ in 0..count / 100 {
            let at = self.random(count);
            self.rows[at].1 += 1;
        }
        for _ in 0..count / 1000 {
            let at = self.random(self.rows.len());
            self.rows.remove(at);
            let at = self.random(self.rows.len());
            self.rows.insert(at, (self.next, 0));
            self.next += 1;
        }
    }

    fn file(&self) -> String {
        use std::fmt::Write as _;
        let mut file = String::with_capacity(self.rows.len() * 70);
        file.push_str("id,name,amount,day,flag,code\n");
        for (id, changes) in &self.rows {
            let hash = id.wrapping_mul(2_654_435_761).wrapping_add(*changes);
            let _ = writeln!(
                file,
                "{id},name of {},{}.{:02},20{:02}-{:02}-{:02},{},C-{:05}",
                hash % 100_003,
                hash % 1_000_000,
                changes % 100,
                hash % 30,
                hash % 12 + 1,
                hash % 28 + 1,
                if hash % 3 == 0 { "true" } else { "false" },
                hash % 77_777
            );
        }
        file
    }
}

const READY_MADE: &str = "id integer, name text, amount numeric, day date, flag boolean, code text";

pub(crate) async fn measure(count: u32, refreshes: u32, is_json: bool) -> anyhow::Result<()> {
    let mut table = Refreshed::start("narrow").await?;
    let ready_made = ReadyMade::create(&table, READY_MADE).await?;
    let mut rows = Rows::new(count);
    let run = table.refresh(rows.file()).await?;
    ensure!(run.report.rows.loaded == u64::from(count), "all rows are loaded");
    let first_size = reads::size(&table).await?;
    for number in 1..=refreshes {
        rows.change();
        let file = rows.file();
        let copy = ready_made.copy(&table, file.as_bytes()).await?;
        let (run, cost) = table.measure(file).await?;
        let (copy_seconds, copy_log, seconds, log) = (copy.seconds, copy.log, cost.seconds, cost.log);
        let was_delta = !run.report.timings.iter().any(|timing| timing.step == Step::Load);
        let memory = table.worker().memory("VmHWM")?;
        let changes = run.report.changes.unwrap_or_default();
        if is_json {
            println!(
                "{}",
                json!({ "bench": "refresh", "measure": format!("refresh_{number}"), "value": seconds, "unit": "s",
                "baseline": copy_seconds, "ratio": copy_seconds / seconds, "log_bytes": log, "log_baseline": copy_log,
                "peak_bytes": memory, "as_difference": was_delta })
            );
        } else {
            let steps: Vec<String> =
                run.report.timings.iter().map(|t| format!("{} {}", t.step, t.duration_ms)).collect();
            println!(
                "refresh {number:>2}: {seconds:.3} s, \\copy {copy_seconds:.3} s, {:.1} times as fast; log {:.2} MB, \\copy {:.1} MB, \
                 {:.1} times less; +{} -{}; {}; peak {:.0} MB; {}",
                copy_seconds / seconds,
                megabytes(log),
                megabytes(copy_log),
                megabytes(copy_log) / megabytes(log),
                changes.added,
                changes.removed,
                if was_delta { "difference" } else { "whole" },
                megabytes(i64::try_from(memory)?),
                steps.join(", "),
            );
        }
    }
    reads::measure(&table, first_size, is_json).await
}
