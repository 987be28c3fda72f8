//! The past of a table, as a person looks at it.

use testkit::{Answer, Formation, Origin, Page, Visitor};

use crate::support::{SOON, beside_others};

const FIRST: &str = "station,name,readings\n0001,Alster,17\n0002,Elbe,0\n0003,Bille,1203\n0004,Wandse,5\n";
const SECOND: &str = "station,name,readings\n0001,Alster,18\n0002,Elbe,0\n0004,Wandse,5\n0005,Osterbek,7\n";
/// A number with a fraction and a column more: no longer the same relation.
const THIRD: &str = "station,name,readings,note\n0001,Alster,18,\n0002,Elbe,0.5,new sensor\n0004,Wandse,5,\n0005,Osterbek,7,\n";

/// The rows of a grid as text.
fn rows(page: &Page) -> Vec<String> {
    page.grid().iter().map(|row| row.join(" | ")).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_person_sees_what_became_of_every_row() -> anyhow::Result<()> {
    let _machine = beside_others().await;
    let origin = Origin::start()?;
    let formation = Formation::builder().start().await?;
    let ledger = formation.ledger()?;
    let mut ada = Visitor::new(&formation.web(0))?;
    ada.sign_up(&formation.admin(&["first-link"])?, "Lab").await?;
    origin.set("/s.csv", Answer::csv(FIRST));
    let preview = ada.preview_url("lab", &origin.url("/s.csv")).await?;
    ada.create_table(&preview, "stations", None).await?;
    let table = "/lab/stations";
    ada.wait_for(table, SOON, |page| !page.grid().is_empty()).await?;
    for (file, number) in [(SECOND, 2), (THIRD, 3)] {
        origin.set("/s.csv", Answer::csv(file));
        let page = ada.get(table).await?;
        ada.submit(&page.form("/refresh")?).await?;
        ledger
            .wait_for_number("SELECT count(*) FROM rowmill.versions", SOON, |count| count == number)
            .await?;
    }
    ledger.execute("UPDATE rowmill.tables SET key_columns = '{station}'").await?;
    ledger
        .execute("UPDATE rowmill.versions SET published_at = timestamptz '2026-03-01 12:00Z' + number * interval '1 day'")
        .await?;

    let page = ada.get(&format!("{table}/history")).await?;
    let lines: Vec<String> =
        page.rows_within("scroll").into_iter().map(|(_, cells)| cells.join(" | ")).collect();
    assert_eq!(lines.len(), 3, "{}", page.text());
    assert!(lines[0].contains("readings: integer to numeric, note added"), "{}", lines[0]);
    let step = ada.get(&page.link("difference?from=1&to=2")?).await?;
    assert_eq!(
        rows(&step),
        [
            "≠ Changed | 0001 | Alster | was 17 → is now 18",
            "− Removed | 0003 | Bille | 1203",
            "+ Added | 0005 | Osterbek | 7"
        ]
    );
    assert!(step.text().contains("3 in all 1 added 1 removed 1 changed"), "{}", step.text());

    // Across a change of columns, and only what is asked for.
    let all = ada.get(&format!("{table}/difference?from=1&to=3")).await?;
    assert_eq!(
        rows(&all),
        [
            "≠ Changed | 0001 | Alster | was 17 → is now 18 | NULL",
            "≠ Changed | 0002 | Elbe | was 0 → is now 0.5 | was NULL → is now new sensor",
            "− Removed | 0003 | Bille | 1203 | NULL",
            "+ Added | 0005 | Osterbek | 7 | NULL",
        ]
    );
    assert_eq!(all.grid_columns(), ["station", "name", "readings", "note"]);
    assert!(all.text().contains("note Added text"), "{}", all.text());
    let added = ada.get(&all.link("kind=added")?).await?;
    assert_eq!(rows(&added), ["+ Added | 0005 | Osterbek | 7 | NULL"]);
    let noted = ada.get(&format!("{table}/difference?from=1&to=3&column=note&q=SENSOR")).await?;
    assert_eq!(rows(&noted).len(), 1, "{}", noted.text());
    let back = ada.get(&all.link("from=3&to=1")?).await?;
    assert!(rows(&back).contains(&"+ Added | 0003 | Bille | 1203 | NULL".to_owned()), "{}", back.text());

    // As readers saw it at the end of a day.
    let page = ada.get(&format!("{table}?as_of=2026-03-03")).await?;
    assert_eq!(rows(&page).len(), 4);
    assert_eq!(page.grid()[0][3], "18");
    assert!(page.text().contains("At 3 Mar 2026, 23:59:59 UTC readers saw version 2"), "{}", page.text());
    let page = ada.get(&page.link("version=1")?).await?;
    assert_eq!(page.grid()[0][3], "17");
    assert!(page.text().contains("Readers see version 3"), "{}", page.text());
    let early = ada.get(&format!("{table}?as_of=2026-03-01T12:00:00Z")).await?;
    assert!(early.text().contains("Nothing was published yet at that time"), "{}", early.text());
    let none = ada.get(&format!("{table}?as_of=tomorrow")).await?;
    assert!(none.text().contains("a time that is none"), "{}", none.text());

    // Every version as the file it was made of.
    for (number, file) in [(1, FIRST), (2, SECOND), (3, THIRD)] {
        let csv = ada.get(&format!("{table}.csv?version={number}")).await?;
        assert_eq!((csv.status, csv.html.as_str()), (200, file));
        let name = format!("attachment; filename=\"stations-version-{number}.csv\"");
        assert_eq!(csv.header("content-disposition"), Some(name.as_str()));
    }
    assert_eq!(ada.get(&format!("{table}.csv")).await?.html, THIRD);
    assert_eq!(ada.get(&format!("{table}.csv?version=9")).await?.status, 404);

    // What retention gave up is still known to have been.
    ledger.execute("UPDATE rowmill.versions SET relation = NULL WHERE number = 1").await?;
    let page = ada.get(&format!("{table}/history")).await?;
    assert!(page.text().contains("1 rows given up"), "{}", page.text());
    let page = ada.get(&format!("{table}/difference?from=1&to=3")).await?;
    assert!(page.text().contains("The rows are not kept"), "{}", page.text());
    assert_eq!(ada.get(&format!("{table}.csv?version=1")).await?.status, 404);
    let page = ada.get(&format!("{table}/difference?from=7&to=3")).await?;
    assert!(
        page.path.ends_with("/history") && page.text().contains("no versions 7 and 3"),
        "{}",
        page.text()
    );
    formation.assert_log_clean(&[]);
    Ok(())
}
