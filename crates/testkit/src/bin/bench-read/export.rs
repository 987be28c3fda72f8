//! Whole tables.

use std::time::Instant;

use anyhow::Context;

use testkit::{
    Kind,
    bench::{Measure, ReadyMade, Refreshed, Report, median},
};

use super::{Settings, http, peers};

/// The forms of an export.
const FORMS: [&str; 4] = ["csv", "ndjson", "parquet", "arrow"];

pub(crate) async fn measure(
    settings: &Settings,
    table: &Refreshed,
    report: &mut Report,
) -> anyhow::Result<()> {
    let (web, url) = (table.formation.process(Kind::Web, 0), table.formation.database_url());
    let port = web.port().context("web has a port")?;
    for form in FORMS {
        let path = format!("/{}.{form}", table.view().replace('.', "/"));
        let (mut ours, mut psql, mut size) = (Vec::new(), Vec::new(), 0);
        for _ in 0..settings.times {
            let began = Instant::now();
            size = http::download(port, &path).await?;
            ours.push(began.elapsed().as_secs_f64());
            psql.push(peers::copy_out(url, ReadyMade::NAME)?);
        }
        let (name, settings) = (format!("export_{form}"), format!("export as {form}: {size} bytes"));
        let (value, baseline) = (median(ours), Some(median(psql)));
        report.add(&Measure { name: &name, value, unit: "s", baseline, settings: &settings });
    }
    let peak = web.memory("VmHWM")? as f64 / 1e6;
    let settings = "what web held at most";
    report.add(&Measure { name: "peak", value: peak, unit: "MB", baseline: None, settings });
    Ok(())
}
