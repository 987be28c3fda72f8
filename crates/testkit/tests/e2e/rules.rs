//! What a person decides about a table, and how they overrule it for one file.

use rowmill_core::{
    model::{RunId, RunState},
    store::runs::Run,
};
use testkit::{Answer, Formation, Ledger, Origin, Page, Visitor};

use crate::{
    main_job::run_of,
    support::{SOON, beside_others},
};

struct Ruled {
    origin: Origin,
    ledger: Ledger,
    formation: Formation,
    ada: Visitor,
}

impl Ruled {
    /// A table `ruled.a` of this file.
    async fn start(file: &str) -> anyhow::Result<Self> {
        let origin = Origin::start()?;
        origin.set("/a.csv", Answer::csv(file.to_owned()));
        let formation = Formation::builder().start().await?;
        let ledger = formation.ledger()?;
        let mut ada = Visitor::new(&formation.web(0))?;
        let workspace = ada.sign_up(&formation.admin(&["first-link"])?, "Ruled").await?;
        let preview = ada.preview_url(&workspace, &origin.url("/a.csv")).await?;
        let run = run_of(&ada.create_table(&preview, "a", None).await?)?;
        let ended = ledger.wait_until_ended(run, SOON).await?;
        anyhow::ensure!(ended.state == RunState::Published, "{:?}", ended.failure);
        Ok(Self { origin, ledger, formation, ada })
    }

    /// What comes of the next file, and its page.
    async fn next(&mut self, file: &str) -> anyhow::Result<(Run, Page)> {
        self.origin.set("/a.csv", Answer::csv(file.to_owned()));
        let form = self.ada.get("/ruled/a").await?.form("/a/refresh")?;
        let page = self.ada.submit(&form).await?;
        self.end_of(&page).await
    }

    /// Presses the one button, and what comes of it.
    async fn publish_anyway(&mut self, page: &Page) -> anyhow::Result<(Run, Page)> {
        let page = self.ada.submit(&page.form("/publish")?).await?;
        self.end_of(&page).await
    }

    async fn end_of(&mut self, page: &Page) -> anyhow::Result<(Run, Page)> {
        let run = self.ledger.wait_until_ended(run_of(page)?, SOON).await?;
        Ok((run.clone(), self.page(run.id).await?))
    }

    async fn page(&mut self, run: RunId) -> anyhow::Result<Page> {
        self.ada.get(&format!("/ruled/a/runs/{run}")).await
    }

    async fn rows(&self) -> anyhow::Result<i64> {
        self.ledger.number("SELECT count(*) FROM ruled.a").await
    }

    async fn text(&self, statement: &str) -> anyhow::Result<String> {
        let rows = self.ledger.rows(statement).await?;
        Ok(rows.into_iter().flatten().flatten().next().unwrap_or_default())
    }

    async fn save(&mut self, form: &str, fields: &[(&str, &str)]) -> anyhow::Result<()> {
        let mut filled = self.ada.get("/ruled/a/settings").await?.form(form)?;
        for (name, value) in fields {
            filled = filled.with(name, value)?;
        }
        let page = self.ada.submit(&filled).await?;
        anyhow::ensure!(page.status == 200, "{}: {}", page.status, page.text());
        Ok(())
    }
}

fn ending(run: &Run) -> (RunState, Option<&str>) {
    (run.state, run.failure.as_ref().map(|failure| failure.code.as_str()))
}

fn failed(code: &str) -> (RunState, Option<&str>) {
    (RunState::Failed, Some(code))
}

const PUBLISHED: (RunState, Option<&str>) = (RunState::Published, None);

fn numbered(rows: std::ops::Range<u32>) -> String {
    let lines: String = rows.map(|n| format!("{n},{n} cm\n")).collect();
    format!("id,size\n{lines}")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_guard_rail_is_overruled_for_the_very_file_that_met_it() -> anyhow::Result<()> {
    let _machine = beside_others().await;
    let mut world = Ruled::start(&numbered(0..1_000)).await?;
    let (run, page) = world.next(&numbered(0..100)).await?;
    assert_eq!(ending(&run), failed("shrunk"));
    assert!(page.text().contains("at most 50 % of them may go"), "{}", page.text());

    // The source has another file by now: nobody has seen that one.
    world.origin.set("/a.csv", Answer::csv(numbered(0..90)));
    let (run, page) = world.publish_anyway(&page).await?;
    assert_eq!(ending(&run), failed("shrunk"));
    assert!(page.text().contains("The file is no longer the one that"), "{}", page.text());
    assert_eq!(world.rows().await?, 1_000);

    let (run, page) = world.publish_anyway(&page).await?;
    assert_eq!((ending(&run), run.version), (PUBLISHED, Some(2)));
    let text = page.text();
    assert!(text.contains("Publish anyway, by "), "{text}");
    assert!(text.contains("Published all the same: ") && text.contains(" asked for it."), "{text}");
    assert!(page.form("/publish").is_err(), "there is nothing to overrule any more");
    assert_eq!(world.rows().await?, 90);

    // It was let pass once. And the line is where the person draws it.
    let (run, _) = world.next(&numbered(0..40)).await?;
    assert_eq!(ending(&run), failed("shrunk"));
    world.save("/settings/rules", &[("max_lost_percent", "60")]).await?;
    let (run, _) = world.next(&numbered(0..41)).await?;
    assert_eq!(ending(&run), PUBLISHED);
    world.ledger.assert_at_rest(SOON).await?;
    world.formation.assert_log_clean(&[]);
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn frozen_columns_hold_until_somebody_publishes_the_difference() -> anyhow::Result<()> {
    let _machine = beside_others().await;
    let mut world = Ruled::start("id,name,price\n1,apple,5\n2,pear,6\n3,plum,7\n").await?;
    world.save("/settings/rules", &[("drift", "freeze")]).await?;
    let (run, _) = world.next("id,name,price\n1,apple,5\n2,pear,6\n3,plum,8\n").await?;
    assert_eq!(ending(&run), PUBLISHED, "other rows are no drift");

    let drifted = "id,price,origin\n1,5.5,fr\n2,6,de\n3,7,it\n";
    let (run, page) = world.next(drifted).await?;
    assert_eq!(ending(&run), failed("columns_frozen"));
    let text = page.text();
    for word in ["`name` is missing", "price would become numeric", "origin is new", "Columns that changed"] {
        assert!(text.contains(&word.replace('`', "")), "{word}: {text}");
    }
    assert_eq!(world.text("SELECT string_agg(name, ' ' ORDER BY id) FROM ruled.a").await?, "apple pear plum");

    let (run, page) = world.publish_anyway(&page).await?;
    assert_eq!((ending(&run), run.version), (PUBLISHED, Some(3)), "{}", page.text());
    assert_eq!(world.text("SELECT string_agg(price::text, ' ' ORDER BY id) FROM ruled.a").await?, "5.5 6 7");

    // What is frozen now is what was published, the missing column included.
    let (run, page) = world.next("id,price,origin\n1,5.5,fr\n2,6,de\n3,7,es\n4,8,pt\n").await?;
    assert_eq!(ending(&run), PUBLISHED, "{}", page.text());
    let (run, _) = world.next("id,price\n1,5.5\n2,6\n3,7\n4,8\n").await?;
    assert_eq!(ending(&run), failed("columns_frozen"));
    world.formation.assert_log_clean(&[]);
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failed_check_keeps_the_last_version_and_shows_the_rows() -> anyhow::Result<()> {
    let _machine = beside_others().await;
    let mut world = Ruled::start("id,mood\n1,good\n2,bad\n3,good\n").await?;
    world.save("/settings/checks", &[("kind", "unique"), ("column", "id")]).await?;
    let fields = [("kind", "one_of"), ("column", "mood"), ("values", "good\nbad")];
    let settings = world.ada.get("/ruled/a/settings").await?;
    // The forms that remove a check come first.
    let adding = settings.forms().into_iter().find(|form| form.action.ends_with("/settings/checks"));
    let mut adding = adding.ok_or_else(|| anyhow::anyhow!("no form"))?;
    for (name, value) in fields {
        adding = adding.with(name, value)?;
    }
    world.ada.submit(&adding).await?;

    let (run, page) = world.next("id,mood\n1,good\n2,bad\n4,bad\n").await?;
    assert_eq!(ending(&run), PUBLISHED);
    assert!(page.text().contains("2 of 2 passed"), "{}", page.text());

    let (run, page) = world.next("id,mood\n1,good\n2,bad\n2,odd\n5,bad\n").await?;
    assert_eq!(ending(&run), failed("checks_failed"));
    let text = page.text();
    assert!(text.contains("0 of 2 passed"), "{text}");
    assert!(text.contains("2 rows have a value that stands more than once"), "{text}");
    assert!(text.contains("1 value beside those that are accepted") && text.contains("odd"), "{text}");
    assert_eq!(world.rows().await?, 3);

    let (run, page) = world.publish_anyway(&page).await?;
    assert_eq!(ending(&run), PUBLISHED);
    assert!(page.text().contains("0 of 2 passed"), "{}", page.text());
    assert_eq!(world.rows().await?, 4);

    let (run, page) = world.next("id,name\n1,good\n2,bad\n4,bad\n5,bad\n").await?;
    assert_eq!(ending(&run), failed("checks_failed"), "a column that vanished is a check that failed");
    assert!(page.text().contains("The file no longer has the column"), "{}", page.text());
    world.formation.assert_log_clean(&[]);
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_type_is_relaxed_from_the_rows_it_rejected() -> anyhow::Result<()> {
    let _machine = beside_others().await;
    let file = |odd: &str| {
        let lines: String = (0..30)
            .map(|n| format!("{n},{}\n", if n == 7 { odd.to_owned() } else { n.to_string() }))
            .collect();
        format!("id,price\n{lines}")
    };
    let mut world = Ruled::start(&file("7")).await?;
    let choose = |kind: &str| {
        format!("UPDATE rowmill.sources SET overrides = '{{\"types\": {{\"price\": \"{kind}\"}}}}'")
    };
    // A type that a person asks for is no drift.
    world.save("/settings/rules", &[("drift", "freeze")]).await?;
    let price_of_seven = "SELECT price::text || ' ' || pg_typeof(price) FROM ruled.a WHERE id = 7";
    for (kind, odd, to, expected) in
        [("integer", "2.50", "fitting", "2.50 numeric"), ("numeric", "free", "text", "free text")]
    {
        world.ledger.execute(&choose(kind)).await?;
        let (run, page) = world.next(&file(odd)).await?;
        assert_eq!((ending(&run), run.report.rows.rejected), (PUBLISHED, 1), "{}", page.text());
        assert_eq!(world.rows().await?, 29);
        let csv = world.ada.get(&page.link("/rejected.csv")?).await?;
        assert!(csv.html.contains(&format!(",\"7,{odd}\"\r\n")), "{}", csv.html);

        let mut form = page.form("/relax")?;
        form.fields.push(("to".to_owned(), to.to_owned()));
        let relaxed = world.ada.submit(&form).await?;
        let (run, page) = world.end_of(&relaxed).await?;
        assert_eq!((ending(&run), run.report.rows.rejected), (PUBLISHED, 0), "{}", page.text());
        assert_eq!(world.text(price_of_seven).await?, expected);
        assert!(page.form("/relax").is_err());
        assert!(page.text().contains("Another type for a column, by "), "{}", page.text());
    }
    // Not at rest by the ledger's rules: the same file made two versions, and was meant to.
    world.formation.assert_log_clean(&[]);
    Ok(())
}
