//! For any sequence of files: the table is the last one, every version is the file it was made of, and the difference of
//! any two versions makes the one out of the other.

mod past;
mod sheet;

use futures_util::future::try_join_all;
use rand::{RngExt, SeedableRng, rngs::StdRng};
use rowmill_core::{
    model::{GuardRails, RunCause, RunState, TableRules},
    store::tables,
};
use testkit::{Answer, Formation, Ledger, Origin, Seeded, optional};

use self::{
    past::Past,
    sheet::{Habits, Maker, Sheet},
};
use crate::support::{SOON, beside_others};

/// Files of a table.
const FILES: usize = 10;
/// Whether a table has a key, whether rows move, and rows of a file at most. The large ones are loaded as a whole now and
/// then, and written anew in between.
const TABLES: [(bool, bool, usize); 8] = [
    (true, false, 30),
    (false, true, 30),
    (true, true, 100),
    (false, true, 100),
    (true, false, 300),
    (false, true, 300),
    (true, true, 3_000),
    (false, true, 3_000),
];
/// Pairs of versions that are compared, of each table.
const PAIRS: usize = 30;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_the_files_every_version_is_its_file() -> anyhow::Result<()> {
    let _machine = beside_others().await;
    let seed: u64 = optional("TEST_SEED").map_or_else(rand::random, |text| text.parse().expect("a number"));
    println!("TEST_SEED={seed}");
    let origin = Origin::start()?;
    let formation = Formation::builder().counts(0, 1, 1).env("FETCH_PER_HOST", "8").start().await?;
    let ledger = formation.ledger()?;
    let mut rng = StdRng::seed_from_u64(seed);
    let mut walks = Vec::new();
    for (number, (has_key, moves, most_rows)) in TABLES.into_iter().enumerate() {
        let name = format!("t{number}");
        let path = format!("/{name}.csv");
        let table = ledger.table_of_url(&name, &origin.url(&path), None).await?;
        let habits = Habits { has_key, moves, most_rows };
        walks.push(walk(&ledger, &origin, path, table, StdRng::seed_from_u64(rng.random()), habits));
    }
    let published: usize = try_join_all(walks).await?.into_iter().sum();
    println!("{published} versions of {} tables", TABLES.len());
    ledger.assert_at_rest(SOON).await?;
    formation.assert_log_clean(&[]);
    Ok(())
}

/// Takes a table through its files; how many versions it has in the end.
async fn walk(
    ledger: &Ledger,
    origin: &Origin,
    path: String,
    table: Seeded,
    mut rng: StdRng,
    habits: Habits,
) -> anyhow::Result<usize> {
    let key = if habits.has_key { vec!["id".to_owned()] } else { Vec::new() };
    let guard_rails = GuardRails { max_lost_percent: 100, ..GuardRails::default() };
    let rules = TableRules { key: key.clone(), guard_rails, ..TableRules::default() };
    tables::set_rules(&ledger.client().await?, table.table, &rules).await?;

    let mut maker = Maker::new(StdRng::seed_from_u64(rng.random()), habits);
    // Without a key, an equal row that comes while another goes looks like one that moved.
    let is_in_order = habits.has_key && !habits.moves;
    let mut files = Vec::new();
    for _ in 0..FILES {
        let file = maker.next();
        let is_new = files.last().is_none_or(|last: &Sheet| last.csv() != file.csv());
        origin.set(&path, Answer::csv(file.csv()));
        refresh(ledger, &table, is_new).await?;
        if is_new {
            files.push(file);
        }
        Past { ledger, table: &table, key: &key, is_in_order, files: &files }.is_at_the_last_file().await?;
    }

    let past = Past { ledger, table: &table, key: &key, is_in_order, files: &files };
    let newest = i32::try_from(files.len())?;
    for number in 1..=newest {
        past.is_file(number).await?;
    }
    for _ in 0..PAIRS {
        past.difference_holds(rng.random_range(1..=newest), rng.random_range(1..=newest)).await?;
    }
    Ok(files.len())
}

async fn refresh(ledger: &Ledger, table: &Seeded, is_new: bool) -> anyhow::Result<()> {
    let run = ledger.ask(table, RunCause::Manual).await?;
    let run = ledger.wait_until_ended(run, SOON).await?;
    let wanted = if is_new { RunState::Published } else { RunState::Unchanged };
    anyhow::ensure!(
        run.state == wanted,
        "{}: {} instead of {wanted}: {:?}",
        table.view,
        run.state,
        run.failure
    );
    Ok(())
}
