//! What a newer file may do to a table, and what it may not.

use rowmill_core::model::{RunCause, RunState};
use testkit::{Answer, Formation, Ledger, Origin, Seeded};

use crate::support::{SOON, beside_others};

const FRUIT: &str = "id,name,price\n1,apple,1.50\n2,pear,2.50\n3,plum,3.50\n";

pub(crate) struct Refreshed {
    origin: Origin,
    pub(crate) ledger: Ledger,
    pub(crate) formation: Formation,
}

impl Refreshed {
    pub(crate) async fn start() -> anyhow::Result<Self> {
        let formation = Formation::builder().counts(0, 1, 1).start().await?;
        Ok(Self { origin: Origin::start()?, ledger: formation.ledger()?, formation })
    }

    /// A table of this file.
    pub(crate) async fn table(&self, name: &str, file: &str) -> anyhow::Result<Seeded> {
        let path = format!("/{name}.csv");
        self.origin.set(&path, Answer::csv(file.to_owned()));
        let table = self.ledger.table_of_url(name, &self.origin.url(&path), None).await?;
        let (state, code) = self.ask(&table, RunCause::Create).await?;
        anyhow::ensure!(state == RunState::Published, "{name}: {state} {code:?}");
        Ok(table)
    }

    /// What comes of the next file.
    pub(crate) async fn next(
        &self,
        table: &Seeded,
        name: &str,
        file: &str,
    ) -> anyhow::Result<(RunState, Option<String>)> {
        self.origin.set(&format!("/{name}.csv"), Answer::csv(file.to_owned()));
        self.ask(table, RunCause::Manual).await
    }

    async fn ask(&self, table: &Seeded, cause: RunCause) -> anyhow::Result<(RunState, Option<String>)> {
        let run = self.ledger.ask(table, cause).await?;
        let run = self.ledger.wait_until_ended(run, SOON).await?;
        Ok((run.state, run.failure.map(|failure| failure.code)))
    }

    pub(crate) async fn text(&self, statement: &str) -> anyhow::Result<String> {
        let rows = self.ledger.rows(statement).await?;
        Ok(rows.into_iter().flatten().flatten().next().unwrap_or_default())
    }
}

pub(crate) fn failed(code: &str) -> (RunState, Option<String>) {
    (RunState::Failed, Some(code.to_owned()))
}

pub(crate) const PUBLISHED: (RunState, Option<String>) = (RunState::Published, None);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_is_hardly_the_table_any_more_is_not_published() -> anyhow::Result<()> {
    let _machine = beside_others().await;
    let world = Refreshed::start().await?;
    let table = world.table("fruit", FRUIT).await?;
    let maintenance = "Service temporarily unavailable\nPlease try again later\n";
    assert_eq!(world.next(&table, "fruit", maintenance).await?, failed("columns_changed"));
    let without_header = &FRUIT[FRUIT.find('\n').unwrap_or_default() + 1..];
    assert_eq!(world.next(&table, "fruit", without_header).await?, failed("columns_changed"));
    // A title above the header is none of the table's rows.
    let titled = format!("Prices of shop 7 as of 2026\n\n{FRUIT}");
    assert_eq!(world.next(&table, "fruit", &titled).await?, PUBLISHED);
    assert_eq!(
        world.text(&format!("SELECT string_agg(name, ' ') FROM {}", table.view)).await?,
        "apple pear plum"
    );

    // A header must not become data because the next file looks a little different.
    let codes = world.table("codes", "code,name\nA,x\nB,y\n").await?;
    assert_eq!(world.next(&codes, "codes", "code,name\nA,x\ncode,y\ncode,z\n").await?, PUBLISHED);
    assert_eq!(
        world.text(&format!("SELECT string_agg(code, ' ') FROM {}", codes.view)).await?,
        "A code code"
    );

    // Another delimiter with the same columns is no drift at all.
    assert_eq!(world.next(&table, "fruit", &FRUIT.replace(',', ";").replace('1', "4")).await?, PUBLISHED);
    world.formation.assert_log_clean(&[]);
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn types_stay_where_every_value_fits_them() -> anyhow::Result<()> {
    let _machine = beside_others().await;
    let world = Refreshed::start().await?;
    let cases = [
        ("day", "date", "id,v\n1,13/01/2024\n2,02/01/2024\n", "id,v\n1,03/01/2024\n2,02/01/2024\n"),
        ("flag", "boolean", "id,v\n1,yes\n2,no\n", "id,v\n1,yes\n2,yes\n"),
        ("tiny", "double precision", "id,v\n1,1e-05\n2,1.5e-07\n", "id,v\n1,0.5\n2,1.5\n"),
        (
            "quoted",
            "integer",
            "\"id\",\"v\"\n\"1\",\"5\"\n\"2\",\"6\"\n",
            "\"id\",\"v\"\n\"1\",\"\"\n\"2\",\"\"\n",
        ),
    ];
    for (name, kind, first, second) in cases {
        let table = world.table(name, first).await?;
        let typed = format!("SELECT pg_typeof(v)::text FROM {} LIMIT 1", table.view);
        assert_eq!(world.text(&typed).await?, kind, "{name}");
        assert_eq!(world.next(&table, name, second).await?, PUBLISHED, "{name}");
        assert_eq!(world.text(&typed).await?, kind, "{name}");
        if name == "day" {
            let first = format!("SELECT v::text FROM {} ORDER BY id LIMIT 1", table.view);
            assert_eq!(
                world.text(&first).await?,
                "2024-01-03",
                "the order of day and month is known from before"
            );
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_table_that_shrinks_by_half_waits_for_somebody_to_say_so() -> anyhow::Result<()> {
    let _machine = beside_others().await;
    let world = Refreshed::start().await?;
    let lines = |count: u32| (0..count).map(|n| format!("{n},{n} cm,foo\n")).collect::<String>();
    let table = world.table("sizes", &format!("id,size,note\n{}", lines(1_000))).await?;
    let few = format!("id,size,note\n{}", lines(100));
    assert_eq!(world.next(&table, "sizes", &few).await?, failed("shrunk"));
    assert_eq!(world.ledger.number(&format!("SELECT count(*) FROM {}", table.view)).await?, 1_000);
    // To ask again is not to say so.
    assert_eq!(world.ask(&table, RunCause::Retry).await?, failed("shrunk"));
    assert_eq!(world.ledger.number(&format!("SELECT count(*) FROM {}", table.view)).await?, 1_000);
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stray_quote_does_not_swallow_the_rows_after_it() -> anyhow::Result<()> {
    let _machine = beside_others().await;
    let world = Refreshed::start().await?;
    let line = |n: u32| match n {
        5 => "5,\"wide,foo\n".to_owned(),
        900 => "900,19\",foo\n".to_owned(),
        n => format!("{n},{n} cm,foo\n"),
    };
    let file: String = (0..1_000).map(line).collect();
    let table = world.table("sizes", &format!("id,size,note\n{file}")).await?;
    assert!(world.ledger.number(&format!("SELECT count(*) FROM {}", table.view)).await? >= 998);
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_somebody_else_made_in_the_schema_is_never_replaced() -> anyhow::Result<()> {
    let _machine = beside_others().await;
    let world = Refreshed::start().await?;
    world.origin.set("/mine.csv", Answer::csv(FRUIT.to_owned()));
    let table = world.ledger.table_of_url("mine", &world.origin.url("/mine.csv"), None).await?;
    for made in ["VIEW {} AS SELECT 7 AS mine", "TABLE {} (mine int)"] {
        world.ledger.execute(&format!("CREATE {}", made.replace("{}", &table.view))).await?;
        assert_eq!(world.ask(&table, RunCause::Retry).await?, failed("name_taken"));
        let kind = made.split(' ').next().unwrap_or_default();
        world.ledger.execute(&format!("DROP {kind} {}", table.view)).await?;
    }
    assert_eq!(world.ask(&table, RunCause::Retry).await?, PUBLISHED);
    Ok(())
}
