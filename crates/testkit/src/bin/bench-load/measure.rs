//! Loads and `\copy` in turns.

use anyhow::ensure;
use serde_json::json;
use testkit::bench::{Cost, ReadyMade, Refreshed, Shape, median, megabytes};

/// Medians of one kind of file.
pub(crate) struct Row {
    shape: Shape,
    rows: u32,
    load: Cost,
    copy: Cost,
    peak: u64,
    steps: String,
}

pub(crate) async fn measure(shape: Shape, narrow_rows: u32, times: usize) -> anyhow::Result<Row> {
    let rows = shape.rows(narrow_rows);
    let mut table = Refreshed::start("first").await?;
    let ready_made = ReadyMade::create(&table, &shape.columns()).await?;
    let (mut loads, mut copies) = (Vec::new(), Vec::new());
    let mut steps = String::new();
    for number in 0..times {
        let file = shape.file(rows, u32::try_from(number)?);
        let copy = ready_made.copy(&table, file.as_bytes()).await?;
        if number > 0 {
            table.begin_anew(&format!("again_{number}")).await?;
        }
        let (run, load) = table.measure(file).await?;
        ensure!(run.report.rows.loaded == u64::from(rows), "all rows are loaded");
        if number == 0 {
            check(&table).await?;
        }
        steps = run.report.timings.iter().map(|t| format!("{} {}, ", t.step, t.duration_ms)).collect();
        forget(&table).await?;
        loads.push(load);
        copies.push(copy);
    }
    let peak = table.worker().memory("VmHWM")?;
    Ok(Row { shape, rows, load: middle(&loads), copy: middle(&copies), peak, steps })
}

/// The published table is the one that psql loaded: types and values.
async fn check(table: &Refreshed) -> anyhow::Result<()> {
    let types = |name: &str| {
        format!(
            "SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute
             WHERE attrelid = '{name}'::regclass AND attnum > 0 ORDER BY attnum"
        )
    };
    let sum =
        |name: &str| format!("SELECT count(*), sum(hashtextextended(t::text, 0)::numeric) FROM {name} t");
    for statement in [types as fn(&str) -> String, sum] {
        let published = table.ledger.rows(&statement(table.view())).await?;
        let copied = table.ledger.rows(&statement(ReadyMade::NAME)).await?;
        let difference = published.iter().zip(&copied).find(|(a, b)| a != b);
        ensure!(published == copied, "the published table is not as \\copy loads it: {difference:?}");
    }
    Ok(())
}

/// Drops the rows: there is room for the next ones, and no vacuum of the old ones beside them.
async fn forget(table: &Refreshed) -> anyhow::Result<()> {
    let version = table.version().await?;
    let relation = version.relation.unwrap_or_default();
    let schemas =
        table.ledger.rows("SELECT nspname FROM pg_namespace WHERE nspname ~ '^rowmill_w[0-9]+$'").await?;
    for schema in schemas.into_iter().flatten().flatten() {
        table.ledger.execute(&format!("DROP TABLE IF EXISTS {schema}.{relation} CASCADE")).await?;
    }
    Ok(())
}

fn middle(costs: &[Cost]) -> Cost {
    let of = |value: fn(&Cost) -> f64| median(costs.iter().map(value).collect());
    let mut logs: Vec<i64> = costs.iter().map(|cost| cost.log).collect();
    logs.sort_unstable();
    Cost {
        seconds: of(|cost| cost.seconds),
        client_cpu: of(|cost| cost.client_cpu),
        postgres_cpu: of(|cost| cost.postgres_cpu),
        log: logs[logs.len() / 2],
    }
}

impl Row {
    pub(crate) fn print(&self) {
        let Self { shape, rows, load, copy, .. } = self;
        println!(
            "{:>6} {rows:>7} rows: {:.3} s, \\copy {:.3} s, {:.2} times as fast; processor {:.2} + {:.2} s, \\copy {:.2} + {:.2} s; \
             log {:.1} MB, \\copy {:.1} MB; peak {:.0} MB; {}",
            shape.name(),
            load.seconds,
            copy.seconds,
            copy.seconds / load.seconds,
            load.client_cpu,
            load.postgres_cpu,
            copy.client_cpu,
            copy.postgres_cpu,
            megabytes(load.log),
            megabytes(copy.log),
            megabytes(i64::try_from(self.peak).unwrap_or(i64::MAX)),
            self.steps.trim_end_matches(", "),
        );
    }

    pub(crate) fn json(&self) {
        let Self { shape, rows, load, copy, .. } = self;
        println!(
            "{}",
            json!({ "bench": "load", "measure": format!("{}_{rows}", shape.name()), "value": load.seconds, "unit": "s",
            "baseline": copy.seconds, "ratio": copy.seconds / load.seconds,
            "cpu_seconds": load.client_cpu + load.postgres_cpu, "cpu_baseline": copy.client_cpu + copy.postgres_cpu,
            "log_bytes": load.log, "log_baseline": copy.log, "peak_bytes": self.peak })
        );
    }
}
