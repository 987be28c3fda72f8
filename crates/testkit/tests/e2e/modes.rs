//! What a file means for the rows that were there: it replaces them, is added to them, or is merged with them by a key.

use rowmill_core::{
    model::{LoadMode, RowChanges, TableRules},
    store::{tables, versions, workspaces},
    table::{Snapshot, query},
};
use testkit::Seeded;

use crate::{
    refresh::{PUBLISHED, Refreshed, failed},
    support::beside_others,
};

const FRUIT: &str = "id,name,price\n1,apple,1.50\n2,pear,2.50\n3,plum,3.50\n";

impl Refreshed {
    async fn rule(&self, table: &Seeded, load_mode: LoadMode, key: &[&str]) -> anyhow::Result<()> {
        let client = self.ledger.client().await?;
        let key = key.iter().map(|name| (*name).to_owned()).collect();
        let rules = TableRules { load_mode, key, ..TableRules::default() };
        Ok(tables::set_rules(&client, table.table, &rules).await?)
    }

    /// Every version as CSV without its header, and what it changed.
    async fn versions(&self, table: &Seeded) -> anyhow::Result<Vec<(String, Option<RowChanges>)>> {
        let client = self.ledger.client().await?;
        let workspace = workspaces::find(&client, table.workspace).await?.expect("it is there").id;
        let mut found = Vec::new();
        for version in versions::list(&client, table.table, None, 100).await?.into_iter().rev() {
            let snapshot = Snapshot::of(workspace, &version).expect("it is kept");
            let (mut reader, mut csv) = (query::CsvReader::default(), String::new());
            while let Some(piece) = reader.next(&client, &snapshot, &version.columns).await? {
                csv += std::str::from_utf8(&piece)?;
            }
            let rows = csv.split_once('\n').expect("it has a header").1.trim_end().to_owned();
            assert_eq!(
                rows.lines().count(),
                usize::try_from(version.row_count)?,
                "version {}",
                version.number
            );
            found.push((rows, version.changes));
        }
        Ok(found)
    }
}

fn changes(added: u64, removed: u64, changed: impl Into<Option<u64>>) -> Option<RowChanges> {
    Some(RowChanges { added, removed, changed: changed.into() })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rows_of_one_key_are_one_row() -> anyhow::Result<()> {
    let _machine = beside_others().await;
    let world = Refreshed::start().await?;
    let table = world.table("fruit", FRUIT).await?;
    world.rule(&table, LoadMode::Replace, &["id"]).await?;
    // What is known of the rows says nothing of the key yet, so the next file is loaded as a whole.
    assert_eq!(world.next(&table, "fruit", &FRUIT.replace("1.50", "1.60")).await?, PUBLISHED);
    let rows: Vec<String> = (4..40).map(|id| format!("{id},fruit {id},{id}.00\n")).collect();
    let many = FRUIT.to_owned() + &rows.concat();
    assert_eq!(world.next(&table, "fruit", &many).await?, PUBLISHED);
    let next =
        many.replace("apple,1.50", "apple,1.70").replace("2,pear,2.50\n", "").replace("40.00", "41.00")
            + "40,fig,9.00\n";
    assert_eq!(world.next(&table, "fruit", &next).await?, PUBLISHED);
    let versions = world.versions(&table).await?;
    let found: Vec<_> = versions.iter().map(|version| version.1).collect();
    assert_eq!(found[2..], [changes(36, 0, 1), changes(1, 1, 1)]);
    assert!(versions[3].0.starts_with("1,apple,1.70\n3,plum,3.50\n"), "{}", versions[3].0);
    world.formation.assert_log_clean(&[]);
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_are_added_to_what_is_there() -> anyhow::Result<()> {
    let _machine = beside_others().await;
    let world = Refreshed::start().await?;
    let table = world.table("fruit", FRUIT).await?;
    world.ledger.execute(&format!("CREATE VIEW dear AS SELECT name, price FROM {}", table.view)).await?;
    world.rule(&table, LoadMode::Append, &[]).await?;
    assert_eq!(world.next(&table, "fruit", "id,name,price\n1,apple,1.50\n4,fig,9\n").await?, PUBLISHED);
    // A price that is none, and a column that is new: all rows stay.
    let odd = "name,id,price,origin\nkiwi,5,7.5,NZ\nlime,6,free,\n";
    assert_eq!(world.next(&table, "fruit", odd).await?.0, PUBLISHED.0);
    assert_eq!(world.next(&table, "fruit", "id,name\n7,nut\n").await?, PUBLISHED);
    let versions = world.versions(&table).await?;
    assert_eq!(
        versions[1],
        ("1,apple,1.50\n2,pear,2.50\n3,plum,3.50\n1,apple,1.50\n4,fig,9".to_owned(), changes(2, 0, 0))
    );
    assert_eq!(
        versions[2].0.lines().skip(3).collect::<Vec<_>>(),
        ["1,apple,1.50,", "4,fig,9,", "5,kiwi,7.5,NZ", "6,lime,free,"]
    );
    assert_eq!(versions[3].0.lines().last(), Some("7,nut,,"));
    assert_eq!(versions[0].0, FRUIT.split_once('\n').expect("header").1.trim_end());
    let count = format!("SELECT count(*)::text FROM {}", table.view);
    assert_eq!(world.text(&count).await?, "8");
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_are_merged_with_what_is_there() -> anyhow::Result<()> {
    let _machine = beside_others().await;
    let world = Refreshed::start().await?;
    let table = world.table("fruit", FRUIT).await?;
    world.rule(&table, LoadMode::Merge, &["id"]).await?;
    // What was known of the rows until now says nothing of the key.
    let file = "id,name,price\n2,pear,2.50\n3,plum,3.60\n";
    assert_eq!(world.next(&table, "fruit", file).await?, PUBLISHED);
    let found = world.versions(&table).await?;
    assert_eq!(found[1], ("1,apple,1.50\n2,pear,2.50\n3,plum,3.60".to_owned(), changes(0, 0, 1)));

    let file = "id,name,price\n4,fig,8.00\n2,pear,9.90\n3,plum,3.60\n";
    assert_eq!(world.next(&table, "fruit", file).await?, PUBLISHED);
    let twice = "id,name,price\n4,fig,8.10\n4,fig,8.20\n";
    assert_eq!(world.next(&table, "fruit", twice).await?, failed("key_repeated"));
    // Another type and another column; what is not in the file stays.
    let wider = "id,name,price,origin\n1,apple,many,EU\n5,nut,2.00,\n";
    assert_eq!(world.next(&table, "fruit", wider).await?, PUBLISHED);
    let versions = world.versions(&table).await?;
    assert_eq!(
        versions[2],
        ("1,apple,1.50\n2,pear,9.90\n3,plum,3.60\n4,fig,8.00".to_owned(), changes(1, 0, 1))
    );
    // A file says a day in many ways, and only its own way is known of the rows.
    let days = world.table("days", "day,v\n13/01/2024,1\n02/01/2024,2\n").await?;
    world.rule(&days, LoadMode::Merge, &["day"]).await?;
    assert_eq!(world.next(&days, "days", "day,v\n13/01/2024,3\n").await?, failed("key_changed"));
    let merged = "1,apple,many,EU\n2,pear,9.90,\n3,plum,3.60,\n4,fig,8.00,\n5,nut,2.00,";
    assert_eq!(versions[3], (merged.to_owned(), changes(1, 0, 1)));
    world.formation.assert_log_clean(&[]);
    Ok(())
}
