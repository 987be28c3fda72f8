//! Pages, filters and counts.

use std::time::Duration;

use anyhow::Context;

use testkit::{
    Kind,
    bench::{Measure, Meter, ReadyMade, Refreshed, Report, median, percentile},
};

use super::{Settings, http, peers};

/// That ask at once.
const CONNECTIONS: usize = 10;

/// A question: its name, how the API is asked, and how Postgres is, with `{}` for the relation.
const QUESTIONS: [(&str, &str, &str); 4] = [
    ("page", "limit=100", "SELECT * FROM {} LIMIT 100"),
    (
        "page_by_number",
        "id=gte.150000&order=id&limit=100",
        "SELECT * FROM {} WHERE id >= 150000 ORDER BY id LIMIT 100",
    ),
    ("filter", "c2=eq.4711", "SELECT * FROM {} WHERE c2 = 4711"),
    ("count_of_a_filter", "select=count()&c2=lt.500000", "SELECT count(*) FROM {} WHERE c2 < 500000"),
];

/// What the table is asked beside them: Postgres has no such answer without looking at all rows.
const COUNT: &str = "select=count()";

#[derive(Default)]
struct Turns {
    rate: Vec<f64>,
    cpu: Vec<f64>,
    late: Vec<f64>,
}

pub(crate) async fn measure(
    settings: &Settings,
    table: &Refreshed,
    report: &mut Report,
) -> anyhow::Result<()> {
    let time = Duration::from_secs(settings.seconds.into());
    let url = table.formation.database_url();
    for (name, query, statement) in QUESTIONS {
        let statement = statement.replace("{}", ReadyMade::NAME);
        let (mut ours, mut aggregated, mut prepared) = (Turns::default(), Turns::default(), Vec::new());
        for _ in 0..settings.times {
            ask(table, query, time, &mut ours).await?;
            let meter = Meter::start(&table.ledger, None).await?;
            let answers = peers::json_agg(url, &statement, CONNECTIONS, time).await?;
            let cost = meter.stop(&table.ledger, None).await?;
            aggregated.rate.push(answers as f64 / cost.seconds);
            aggregated.cpu.push(cost.postgres_cpu / answers as f64 * 1_000.0);
            prepared.push(peers::pgbench(url, &statement, CONNECTIONS, settings.seconds)?);
        }
        let (rate, prepared) = (median(ours.rate), median(prepared));
        let settings = format!("{name}: {CONNECTIONS} connections, {query}");
        let mut add = |measure: &str, value: f64, unit: &str, baseline: Option<f64>| {
            let name = format!("{name}_{measure}");
            report.add(&Measure { name: &name, value, unit, baseline, settings: &settings });
        };
        add("rate_beside_pgbench", rate, "1/s", Some(prepared));
        add("rate_beside_json_agg", rate, "1/s", Some(median(aggregated.rate)));
        add("cpu_beside_json_agg", median(ours.cpu), "s/1000", Some(median(aggregated.cpu)));
        add("p99", percentile(&ours.late, 0.99), "ms", None);
    }
    let mut turns = Turns::default();
    for _ in 0..settings.times {
        ask(table, COUNT, time, &mut turns).await?;
    }
    let (value, settings) = (median(turns.rate), format!("count: {CONNECTIONS} connections, {COUNT}"));
    report.add(&Measure { name: "count_rate", value, unit: "1/s", baseline: None, settings: &settings });
    Ok(())
}

async fn ask(table: &Refreshed, query: &str, time: Duration, turns: &mut Turns) -> anyhow::Result<()> {
    let web = table.formation.process(Kind::Web, 0);
    let path = format!("/api/{}?{query}", table.view().replace('.', "/"));
    let meter = Meter::start(&table.ledger, Some(web)).await?;
    let told = http::ask(web.port().context("web has a port")?, &path, CONNECTIONS, time).await?;
    let cost = meter.stop(&table.ledger, Some(web)).await?;
    turns.rate.push(told.answers as f64 / cost.seconds);
    turns.cpu.push((cost.client_cpu + cost.postgres_cpu) / told.answers as f64 * 1_000.0);
    turns.late.extend(told.took);
    Ok(())
}
