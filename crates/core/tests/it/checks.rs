//! Checks on what would be published, on real rows.

use std::time::{Duration, Instant};

use rowmill_core::{
    model::{Check, CheckResult, Extent, RowCounts, RunReport, TableRules, Verdict},
    store::{runs, sources::Fingerprint, tables, versions},
    table::{self, Content, Publication, PublishError},
};
use tabular::{Cell, Column, ColumnType};

use crate::world::{World, checks, column};

fn columns() -> Vec<Column> {
    vec![
        column("id", ColumnType::BIGINT),
        column("mood", ColumnType::Text),
        column("price", ColumnType::NUMERIC),
    ]
}

fn rows() -> Vec<Vec<Cell<'static>>> {
    let moods = ["good", "good", "bad", "odd", "good"];
    let ids = [Some(1), Some(2), Some(2), None, None];
    ids.into_iter()
        .zip(moods)
        .map(|(id, mood)| vec![id.map_or(Cell::Null, Cell::Integer), Cell::Text(mood), Cell::Null])
        .collect()
}

fn not_null(column: &str) -> Check {
    Check::NotNull { column: column.into() }
}

fn unique(column: &str) -> Check {
    Check::Unique { column: column.into() }
}

fn range(column: &str, min: &str, max: &str) -> Check {
    Check::Range { column: column.into(), min: Some(min.into()), max: Some(max.into()) }
}

fn pattern(column: &str, pattern: &str) -> Check {
    Check::Pattern { column: column.into(), pattern: pattern.into() }
}

fn one_of(column: &str, values: &[&str]) -> Check {
    Check::OneOf { column: column.into(), values: values.iter().map(|value| (*value).to_owned()).collect() }
}

struct Tried {
    outcome: Result<i32, PublishError>,
    verdicts: Vec<CheckResult>,
}

/// Loads the rows and tries to publish them under these checks.
async fn attempt(world: &World, rules: Vec<Check>, rows_before: Option<i64>, patience: Duration) -> Tried {
    let client = world.client().await;
    tables::set_rules(&client, world.table.id, &TableRules { checks: rules, ..TableRules::default() })
        .await
        .unwrap();
    let claim = world.claim(world.queue().await).await.unwrap();
    let (columns, rows) = (columns(), rows());
    let relation = world.load(claim, &columns, &rows).await;
    let table = tables::find(&client, world.table.id).await.unwrap().unwrap();
    let loaded = rows.len() as u64;
    let report = RunReport { rows: RowCounts { read: loaded, loaded, rejected: 0 }, ..RunReport::default() };
    let publication = Publication {
        claim,
        workspace: &world.workspace,
        table: &table,
        columns: &columns,
        previous: &columns,
        key: &[],
        content: Content::Loaded { relation: &relation, extent: Extent::whole(5) },
        fingerprint: &Fingerprint::default(),
        checks: table::Checks { patience, ..checks(&table, rows_before) },
        report: &report,
        rejected: &[],
    };
    let mut verdicts = None;
    let outcome = table::publish(&mut world.client().await, &publication, &mut verdicts).await;
    runs::cancel(&client, claim.run).await.unwrap();
    Tried { outcome, verdicts: verdicts.expect("checks were made") }
}

const PATIENCE: Duration = Duration::from_secs(20);

#[tokio::test]
async fn checks_that_hold_are_published_with_their_version() {
    let world = World::new().await;
    let rules = vec![
        not_null("mood"),
        unique("price"),
        range("id", "0.5", "2"),
        pattern("mood", "^[a-z]+$"),
        one_of("mood", &["good", "bad", "odd"]),
        Check::RowCount { min: Some(5), max: Some(5) },
        Check::RowCountChange { percent: 25 },
    ];
    let tried = attempt(&world, rules.clone(), Some(4), PATIENCE).await;
    assert_eq!(tried.outcome.unwrap(), 1);
    assert!(tried.verdicts.iter().map(|result| &result.check).eq(&rules));
    assert!(tried.verdicts.iter().all(CheckResult::is_passed), "{:?}", tried.verdicts);
    let client = world.client().await;
    let version = versions::find(&client, world.table.id, 1).await.unwrap().unwrap();
    assert_eq!(world.run(version.run).await.report.checks, tried.verdicts);
}

#[tokio::test]
async fn checks_that_do_not_hold_say_how_often_and_where() {
    let world = World::new().await;
    let rules = vec![
        not_null("id"),
        unique("id"),
        range("id", "0", "1"),
        pattern("mood", "^g"),
        one_of("mood", &["good", "it's $1"]),
        Check::RowCount { min: None, max: Some(4) },
        Check::RowCountChange { percent: 10 },
        not_null("mood"),
    ];
    let tried = attempt(&world, rules, Some(4), PATIENCE).await;
    assert!(matches!(tried.outcome, Err(PublishError::ChecksFailed)));
    let counts: Vec<_> = tried
        .verdicts
        .iter()
        .map(|result| match &result.verdict {
            Verdict::Failed { rows, examples, .. } => Some((*rows, examples.len())),
            _ => None,
        })
        .collect();
    let rows = |count, shown| Some((Some(count), shown));
    assert_eq!(
        counts,
        [rows(2, 2), rows(2, 2), rows(2, 2), rows(2, 2), rows(2, 2), Some((None, 0)), Some((None, 0)), None]
    );
    let Verdict::Failed { examples, reason, .. } = &tried.verdicts[3].verdict else { panic!("failed") };
    assert_eq!(reason, "2 values without a match of `^g`");
    let cells = |values: [Option<&str>; 3]| -> Vec<(String, Option<String>)> {
        ["mood", "id", "price"]
            .map(str::to_owned)
            .into_iter()
            .zip(values.map(|v| v.map(str::to_owned)))
            .collect()
    };
    assert_eq!(examples[0].cells, cells([Some("bad"), Some("2"), None]));
    assert_eq!(examples[1].cells, cells([Some("odd"), None, None]));
    // Nothing was published.
    let client = world.client().await;
    assert_eq!(tables::find(&client, world.table.id).await.unwrap().unwrap().current_version, 0);
}

#[tokio::test]
async fn a_check_that_cannot_be_made_fails_in_words_and_leaves_the_others_alone() {
    let world = World::new().await;
    let rules = vec![
        pattern("mood", "("),
        range("id", "one", "2"),
        not_null("gone"),
        Check::Range { column: "price".into(), min: None, max: None },
        not_null("mood"),
    ];
    let tried = attempt(&world, rules, None, PATIENCE).await;
    assert!(matches!(tried.outcome, Err(PublishError::ChecksFailed)));
    let words: Vec<_> = tried
        .verdicts
        .iter()
        .map(|result| match &result.verdict {
            Verdict::Unknown { reason } => reason.as_str(),
            _ => "",
        })
        .collect();
    assert!(words[0].starts_with("`(` is not a regular expression that Postgres takes: "), "{}", words[0]);
    assert!(words[1].starts_with("A bound is not a value of the column's type: "), "{}", words[1]);
    assert!(words[2].starts_with("The table has no column `gone`."), "{}", words[2]);
    assert!(!words[3].is_empty());
    assert!(tried.verdicts[4].is_passed());
}

#[tokio::test]
async fn a_pattern_that_takes_for_ever_is_stopped() {
    let world = World::new().await;
    // Back references make Postgres try all ways to cut the text.
    let mut client = world.client().await;
    let endless = r"^(.+)(.+)(.+)(.+)(.+)\1\2\3\4\5$";
    let transaction = client.transaction().await.unwrap();
    transaction.batch_execute("SET LOCAL statement_timeout = '500ms'").await.unwrap();
    let stopped = transaction.query_one("SELECT repeat('ab', 200) || 'xyz' ~ $1", &[&endless]).await;
    assert!(stopped.is_err(), "the pattern is not hard enough for this test");
    drop(transaction);

    let claim = world.claim(world.queue().await).await.unwrap();
    let columns = [column("mood", ColumnType::Text)];
    let long = format!("{}xyz", "ab".repeat(200));
    let rows = [vec![Cell::Text(long.as_str())]];
    let relation = world.load(claim, &columns, &rows).await;
    let table = tables::find(&client, world.table.id).await.unwrap().unwrap();
    let rules = [pattern("mood", endless), not_null("mood")];
    let publication = Publication {
        claim,
        workspace: &world.workspace,
        table: &table,
        columns: &columns,
        previous: &[],
        key: &[],
        content: Content::Loaded { relation: &relation, extent: Extent::whole(1) },
        fingerprint: &Fingerprint::default(),
        checks: table::Checks { rules: &rules, patience: Duration::from_secs(2), ..checks(&table, None) },
        report: &RunReport::default(),
        rejected: &[],
    };
    let (began, mut verdicts) = (Instant::now(), None);
    let outcome = table::publish(&mut client, &publication, &mut verdicts).await;
    assert!(matches!(outcome, Err(PublishError::ChecksFailed)), "{outcome:?}");
    assert!(began.elapsed() < Duration::from_secs(8), "{:?}", began.elapsed());
    let verdicts = verdicts.unwrap();
    let Verdict::Unknown { reason } = &verdicts[0].verdict else { panic!("{verdicts:?}") };
    assert!(reason.starts_with("It was stopped after 200ms without an answer."), "{reason}");
    assert!(verdicts[1].is_passed());
    // What a person decided after they saw that is taken, and reported.
    let mut decided = Some(verdicts);
    assert_eq!(table::publish(&mut client, &publication, &mut decided).await.unwrap(), 1);
    assert_eq!(world.run(claim.run).await.report.checks, decided.unwrap());
}
