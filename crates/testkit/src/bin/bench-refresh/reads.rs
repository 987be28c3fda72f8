//! What reading costs after refreshes, and what all versions take on disk.

use std::time::{Duration, Instant};

use serde_json::json;
use testkit::bench::{Refreshed, megabytes};

/// Times that each question is asked, of both relations in turn.
const TIMES: usize = 9;

const PLAIN: &str = "public.plain_rows";

/// Questions with `{}` for the relation.
const QUESTIONS: [(&str, &str); 6] = [
    ("rows", "SELECT count(*) FROM {}"),
    ("rows where one in ten thousand fits", "SELECT count(*) FROM {} WHERE code = 'C-00077'"),
    ("rows where a third fits", "SELECT count(*) FROM {} WHERE flag"),
    ("sum of a column", "SELECT sum(amount) FROM {}"),
    ("groups of a column", "SELECT flag, day, count(*) FROM {} GROUP BY 1, 2"),
    ("a page by a column", "SELECT * FROM {} ORDER BY amount DESC LIMIT 100"),
];

/// Bytes of all relations in which the table's versions are.
pub(crate) async fn size(table: &Refreshed) -> anyhow::Result<i64> {
    let relations = "SELECT sum(pg_total_relation_size(c.oid))::bigint FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname ~ '^rowmill_w[0-9]+$' AND c.relkind = 'r'";
    table.ledger.number(relations).await
}

/// Asks the table and a plain relation of the same rows.
pub(crate) async fn measure(table: &Refreshed, first_size: i64, is_json: bool) -> anyhow::Result<()> {
    let now = size(table).await?;
    let ratio = now as f64 / first_size as f64;
    if is_json {
        println!(
            "{}",
            json!({ "bench": "refresh", "measure": "storage", "value": now, "unit": "bytes", "baseline": first_size, "ratio": ratio })
        );
    } else {
        println!("all versions: {:.1} MB, {ratio:.2} times the first", megabytes(now));
    }
    let view = table.view();
    table.ledger.execute(&format!("CREATE TABLE {PLAIN} AS SELECT * FROM {view}")).await?;
    table.ledger.execute(&format!("VACUUM ANALYZE {PLAIN}")).await?;
    for (name, question) in QUESTIONS {
        let (mut ours, mut plain) = (Vec::new(), Vec::new());
        for _ in 0..TIMES {
            ours.push(time(table, &question.replace("{}", view)).await?);
            plain.push(time(table, &question.replace("{}", PLAIN)).await?);
        }
        let (ours, plain) = (median(ours), median(plain));
        let ratio = plain.as_secs_f64() / ours.as_secs_f64();
        if is_json {
            println!(
                "{}",
                json!({ "bench": "refresh", "measure": format!("read_{}", name.replace(' ', "_")), "value": ours.as_secs_f64(),
                    "unit": "s", "baseline": plain.as_secs_f64(), "ratio": ratio })
            );
        } else {
            println!("{name}: {:.1?}, plain {:.1?}, {ratio:.2} of its speed", ours, plain);
        }
    }
    table.ledger.execute(&format!("DROP TABLE {PLAIN}")).await
}

async fn time(table: &Refreshed, question: &str) -> anyhow::Result<Duration> {
    let began = Instant::now();
    table.ledger.rows(question).await?;
    Ok(began.elapsed())
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}
