//! Bad input: each ends in a run that says what happened, where, and what to do. The last good version stays, and no
//! process dies.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use rowmill_core::model::{RunFailure, RunState};
use testkit::{Answer, Body, Edition, Formation, Origin, Page, Visitor, gzip, wide_csv};

use crate::{
    main_job::run_of,
    support::{SOON, beside_others},
};

/// Bytes a worker of these tests downloads at most; more than a preview looks at.
const LIMIT: usize = 6_000_000;

/// What a source answers, and what becomes of it.
struct Case {
    name: &'static str,
    answer: Answer,
    /// The code of the preview's failure; `None` where the beginning of the file is good.
    preview: Option<&'static str>,
    /// The code of the refresh's failure.
    refresh: &'static str,
}

fn case(name: &'static str, answer: Answer, preview: Option<&'static str>, refresh: &'static str) -> Case {
    Case { name, answer, preview, refresh }
}

/// The same failure in both.
fn both(name: &'static str, answer: Answer, code: &'static str) -> Case {
    case(name, answer, Some(code), code)
}

fn cases(elsewhere: &str) -> anyhow::Result<Vec<Case>> {
    let good = Edition { number: 9, base: 400 }.csv();
    let csv = |content: Vec<u8>| Answer::body("text/csv", Body::Whole(content.into()));
    let compressed = gzip(&good)?;
    let mut damaged = compressed.clone();
    damaged.iter_mut().skip(200).take(40).for_each(|byte| *byte ^= 0x55);
    let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    png.extend((0..4_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8));
    let line = Bytes::from("1,2,3\n".repeat(10_000));
    let larger = {
        let line = line.clone();
        let pieces = (LIMIT / line.len() + 2) as u64;
        let length = pieces * line.len() as u64;
        Body::Made { length, piece: Arc::new(move |n| (n < pieces).then(|| line.clone())) }
    };
    let html = "<!doctype html><html><body><h1>Please sign in</h1></body></html>";
    let page = Answer::body("text/html", Body::Whole(html.into()));
    let cut = Body::Cut { sent: good.slice(..good.len() / 2), declared: good.len() as u64 };
    // What is read further than the header has the table's columns: other columns are a failure of their own.
    let known = "id,edition,amount,day,note";
    let unclosed =
        format!("{known}\n1,2,3,,x\n3,2,1,,\"never closed\nand text\nthat is no row\n").into_bytes();
    let wide_rows = {
        let header = std::iter::once(known.to_owned())
            .chain((5..1_500).map(|n| format!("c{n}")))
            .collect::<Vec<_>>()
            .join(",");
        let cell = |n: u64| format!("x{:020}", n.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let row = |r: u64| (0..1_500).map(|n| cell(r * 1_500 + n)).collect::<Vec<_>>().join(",");
        format!("{header}\n{}\n{}\n", row(1), row(2)).into_bytes()
    };
    let ragged = {
        // Were they only shorter, they might lack their last fields.
        let rows: String =
            ["1,2,3,,x\n", "1,2,3\n", "1,2,3,,x\n", "1,2,3,,x,4\n"].into_iter().cycle().take(60).collect();
        format!("{known}\n{rows}").into_bytes()
    };
    Ok(vec![
        both("gone", Answer::status(404), "http_status"),
        both("gone for good", Answer::status(410), "http_status"),
        both("a web page", page, "html_page"),
        both("empty", csv(Vec::new()), "empty_file"),
        both("blank lines", csv(b"\n\n\r\n\n".to_vec()), "empty_file"),
        both("truncated", Answer::body("text/csv", cut), "body_ended_early"),
        case("endless", Answer::body("text/csv", Body::Endless(line)), None, "too_large"),
        case("too large, and says so", Answer::body("text/csv", larger), None, "too_large"),
        both("an image", csv(png), "unsupported_format"),
        both("gzip cut off", csv(compressed[..compressed.len() - 40].to_vec()), "truncated_file"),
        both("gzip damaged", csv(damaged), "corrupt_file"),
        both("a quote never closed", csv(unclosed), "unclosed_quote"),
        both("1,700 columns", csv(wide_csv(1_700, 3).into_bytes()), "too_many_columns"),
        case("rows wider than a page", csv(wide_rows), None, "row_too_wide"),
        case("ragged rows everywhere", csv(ragged), None, "too_many_rejected_rows"),
        both("redirects to a private address", Answer::redirect("http://10.0.0.1/secret"), "address_refused"),
        both(
            "redirects to the metadata service",
            Answer::redirect("http://169.254.169.254/"),
            "address_refused",
        ),
        both("redirects in a circle", Answer::redirect(elsewhere), "too_many_redirects"),
        both("redirects to a file", Answer::redirect("file:///etc/passwd"), "scheme_refused"),
    ])
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_bad_source_ends_in_a_run_that_says_what_to_do_and_the_last_version_stays() -> anyhow::Result<()>
{
    let _machine = beside_others().await;
    let origin = Origin::start()?;
    let mut formation = Formation::builder().env("FETCH_MAX_BYTES", LIMIT.to_string()).start().await?;
    let ledger = formation.ledger()?;
    // What may pass by itself is tried again for hours; here its first failure is its last.
    ledger.execute("ALTER TABLE rowmill.runs ALTER max_strikes SET DEFAULT 1").await?;
    let mut ada = Visitor::new(&formation.web(0))?;
    let workspace = ada.sign_up(&formation.admin(&["first-link"])?, "Bad").await?;
    let good = Edition { number: 1, base: 30 };
    origin.set("/table.csv", Answer::csv(good.csv()));
    let preview = ada.preview_url(&workspace, &origin.url("/table.csv")).await?;
    let run = run_of(&ada.create_table(&preview, "kept", None).await?)?;
    ledger.wait_until_ended(run, SOON).await?;

    for (number, case) in cases("/case/17")?.into_iter().enumerate() {
        let name = case.name;
        let path = format!("/case/{number}");
        origin.set(&path, case.answer.clone());
        let page = ada.preview_url(&workspace, &origin.url(&path)).await?;
        let last = "SELECT max(id) FROM rowmill.runs WHERE kind = 'preview'";
        let run = ledger.run(rowmill_core::model::RunId(ledger.number(last).await?)).await?;
        match case.preview {
            None => assert_eq!(run.state, RunState::Previewed, "{name}: {:?}", run.failure),
            Some(code) => {
                assert_eq!(run.state, RunState::Failed, "preview of {name}");
                assert_explained(name, run.failure.as_ref(), code, &page);
            }
        }

        origin.set("/table.csv", case.answer);
        let form = ada.get("/bad/kept").await?.form("/kept/refresh")?;
        let page = ada.submit(&form).await?;
        let run = ledger.wait_until_ended(run_of(&page)?, SOON).await?;
        assert_eq!(run.state, RunState::Failed, "refresh with {name}");
        let page = ada.get(&page.path).await?;
        assert_explained(name, run.failure.as_ref(), case.refresh, &page);
        let table = ada.get("/bad/kept").await?;
        assert_eq!(table.grid().len(), 31, "after {name}: {}", table.text());
        assert_explained(name, run.failure.as_ref(), case.refresh, &table);
        let kept = "SELECT count(*) FROM bad.kept WHERE edition = 1";
        assert_eq!(ledger.number(kept).await?, good.rows(), "after {name}");
    }
    // And when the source is good again, the table is in step again.
    origin.set("/table.csv", Answer::csv(Edition { number: 2, base: 30 }.csv()));
    let form = ada.get("/bad/kept").await?.form("/kept/refresh")?;
    let run = run_of(&ada.submit(&form).await?)?;
    assert_eq!(ledger.wait_until_ended(run, SOON).await?.state, RunState::Published);

    for process in formation.processes_mut() {
        assert!(process.is_running(), "{} ended", process.name());
    }
    // Loads that were refused at the end are swept by the next clock.
    formation.start(testkit::Kind::Clock).await?;
    ledger.assert_at_rest(SOON).await?;
    assert_eq!(formation.scratch_files()?, Vec::<String>::new());
    formation.assert_log_clean(&["The run met a passing fault"]);
    Ok(())
}

/// What an address leads to is refused before anything is asked of it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn addresses_that_are_not_public_are_refused() -> anyhow::Result<()> {
    let _machine = beside_others().await;
    let origin = Origin::start()?;
    origin.set("/a.csv", Answer::csv("a\n1\n"));
    // Another loopback range is open than the one the origin listens on.
    let formation = Formation::builder().env("FETCH_ALLOW_CIDRS", "127.9.9.0/24").start().await?;
    let mut ada = Visitor::new(&formation.web(0))?;
    let workspace = ada.sign_up(&formation.admin(&["first-link"])?, "Refused").await?;
    let port = origin.port();
    for url in [
        format!("http://127.0.0.1:{port}/a.csv"),
        format!("http://localhost:{port}/a.csv"),
        format!("http://[::1]:{port}/a.csv"),
        format!("http://[::ffff:127.0.0.1]:{port}/a.csv"),
        format!("http://2130706433:{port}/a.csv"),
        format!("http://0.0.0.0:{port}/a.csv"),
        "http://10.1.2.3/a.csv".to_owned(),
        "http://192.168.1.1/a.csv".to_owned(),
        "http://169.254.169.254/latest/meta-data/".to_owned(),
        "http://[fd00::1]/a.csv".to_owned(),
    ] {
        let page = ada.preview_url(&workspace, &url).await?;
        assert!(page.text().contains("does not lead to a public server"), "{url}: {}", page.text());
    }
    for url in
        ["ftp://example.org/a.csv", "file:///etc/passwd", "javascript:alert(1)", "http://u:p@example.org/"]
    {
        let form = ada.get("/refused/-/new").await?.form("/-/sources")?;
        let page = ada.submit(&form.with("url", url)?).await?;
        assert_eq!(page.status, 422, "{url}: {}", page.text());
    }
    assert_eq!(origin.requests().len(), 0, "nothing was asked");
    formation.assert_log_clean(&[]);
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bad_row_is_set_aside_with_line_column_and_reason() -> anyhow::Result<()> {
    let _machine = beside_others().await;
    let origin = Origin::start()?;
    let rows: String = (0..50).map(|n| format!("{n},name {n},{n}.5\n")).collect();
    // Lines 52 to 55; the quoted cell spans two.
    let bad =
        "50,short\n51,\"in two\nlines\",1.5\n52,nul \0 here,2.5\n53,too,3.5,many\n54,\"quoted\"text,4.5\n";
    origin.set("/a.csv", Answer::csv(format!("id,name,value\n{rows}{bad}99,last,9.5\n")));
    let formation = Formation::builder().start().await?;
    let ledger = formation.ledger()?;
    let mut ada = Visitor::new(&formation.web(0))?;
    let workspace = ada.sign_up(&formation.admin(&["first-link"])?, "Aside").await?;
    let preview = ada.preview_url(&workspace, &origin.url("/a.csv")).await?;
    assert!(preview.text().contains("would be set aside"), "{}", preview.text());
    let page = ada.create_table(&preview, "a", None).await?;
    let run = ledger.wait_until_ended(run_of(&page)?, SOON).await?;
    assert_eq!(run.state, RunState::Published, "{:?}", run.failure);
    let counts = run.report.rows;
    assert_eq!((counts.read, counts.loaded, counts.rejected), (56, 52, 4));
    assert_eq!(ledger.number("SELECT count(*) FROM aside.a").await?, 52);
    assert_eq!(ledger.number("SELECT count(*) FROM aside.a WHERE name = E'in two\\nlines'").await?, 1);

    let found = ledger.rows("SELECT line, code, reason FROM rowmill.rejected_rows ORDER BY number").await?;
    let text = |cell: &Option<String>| cell.clone().unwrap_or_default();
    let found: Vec<_> = found.iter().map(|row| (text(&row[0]), text(&row[1]))).collect();
    let expected =
        [("52", "too_few_fields"), ("55", "nul_byte"), ("56", "too_many_fields"), ("57", "text_after_quote")];
    assert_eq!(found, expected.map(|(line, code)| (line.to_owned(), code.to_owned())));

    let page = ada.get(&page.path).await?;
    let shown = page.rows_within("rejected");
    assert_eq!(shown.len(), 4, "{}", page.text());
    assert_eq!(shown[0].1[0], "52");
    assert!(shown[0].1[2].contains("2 fields"), "{:?}", shown[0]);
    let csv = ada.get(&page.link("rejected.csv")?).await?;
    assert_eq!(csv.status, 200);
    assert!(csv.html.starts_with("line,byte,column,column_name,code,reason,raw"), "{}", csv.html);
    assert!(csv.html.contains("too_few_fields") && csv.html.contains("50,short"), "{}", csv.html);
    assert!(!csv.html.contains('\0'));
    assert!(csv.header("content-disposition").is_some_and(|value| value.starts_with("attachment")));
    formation.assert_log_clean(&[]);
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn odd_headers_become_distinct_names() -> anyhow::Result<()> {
    let _machine = beside_others().await;
    let origin = Origin::start()?;
    let long = "a very long header ".repeat(11);
    let headers =
        ["id", "id", "", "ID", &long[..200], &long[..199], "  ", "select", "größe in m²", "#row", "id_2"];
    let mut csv = headers.join(",") + "\n";
    for n in 0..5 {
        csv += &(0..headers.len()).map(|column| (n * 100 + column).to_string()).collect::<Vec<_>>().join(",");
        csv.push('\n');
    }
    origin.set("/a.csv", Answer::csv(csv));
    let formation = Formation::builder().start().await?;
    let ledger = formation.ledger()?;
    let mut ada = Visitor::new(&formation.web(0))?;
    let workspace = ada.sign_up(&formation.admin(&["first-link"])?, "Odd").await?;
    let preview = ada.preview_url(&workspace, &origin.url("/a.csv")).await?;
    let run = run_of(&ada.create_table(&preview, "a", None).await?)?;
    let run = ledger.wait_until_ended(run, SOON).await?;
    assert_eq!(run.state, RunState::Published, "{:?}", run.failure);
    let names = ledger
        .rows("SELECT column_name FROM information_schema.columns WHERE table_schema = 'odd' ORDER BY ordinal_position")
        .await?;
    let names: Vec<String> = names.into_iter().filter_map(|mut row| row.remove(0)).collect();
    assert_eq!(names.len(), headers.len(), "{names:?}");
    let distinct: std::collections::BTreeSet<_> = names.iter().collect();
    assert_eq!(distinct.len(), names.len(), "{names:?}");
    assert!(names.iter().all(|name| !name.is_empty() && name.len() <= 63), "{names:?}");
    // Each column still holds its own values.
    let sums = names.iter().map(|name| format!("sum(\"{name}\")::bigint")).collect::<Vec<_>>().join(", ");
    let row = ledger.rows(&format!("SELECT {sums} FROM odd.a")).await?.remove(0);
    for (column, sum) in row.into_iter().enumerate() {
        assert_eq!(sum, Some((1_000 + 5 * column).to_string()), "{}", names[column]);
    }
    formation.assert_log_clean(&[]);
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_upload_that_is_cut_off_or_too_large_leaves_nothing() -> anyhow::Result<()> {
    let _machine = beside_others().await;
    let mut formation = Formation::builder().env("UPLOAD_MAX_BYTES", "3000000").start().await?;
    let ledger = formation.ledger()?;
    let mut ada = Visitor::new(&formation.web(0))?;
    let workspace = ada.sign_up(&formation.admin(&["first-link"])?, "Sent").await?;
    let form = ada.get(&format!("/{workspace}/-/new")).await?.form("/-/uploads")?;
    let file = "1,2,3\n".repeat(400_000).into_bytes();
    ada.upload_cut_off(&form, &file[..2_000_000], 2_500_000).await?;

    let form = ada.get("/sent/-/new").await?.form("/-/uploads")?;
    let page = ada.upload(&form, "large.csv", &"1,2,3\n".repeat(510_000).into_bytes()).await?;
    assert_eq!(page.status, 413, "{}", page.text());
    assert!(page.text().contains("larger than 3.00 MB"), "{}", page.text());
    let form = ada.get("/sent/-/new").await?.form("/-/uploads")?;
    let page = ada.upload(&form, "empty.csv", b"").await?;
    assert_eq!(page.status, 422, "{}", page.text());

    let left = "SELECT (SELECT count(*) FROM rowmill.uploads) + (SELECT count(*) FROM rowmill.sources)";
    ledger.wait_for_number(left, Duration::from_secs(10), |count| count == 0).await?;
    assert_eq!(ledger.number("SELECT count(*) FROM rowmill.runs").await?, 0);
    // The next one is taken.
    let preview = ada.preview_file(&workspace, "good.csv", b"a,b\n1,2\n").await?;
    assert_eq!(preview.grid().len(), 1);
    for process in formation.processes_mut() {
        assert!(process.is_running(), "{} ended", process.name());
    }
    formation.assert_log_clean(&[]);
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_in_a_file_is_shown_as_text_and_never_obeyed() -> anyhow::Result<()> {
    let _machine = beside_others().await;
    let origin = Origin::start()?;
    let hostile = "<script>alert(1)</script>";
    let csv = format!(
        "\"{hostile}\",\"=1+1\",\"'; DROP TABLE rowmill.runs; --\"\n\"{hostile}\",x,\"\"\"><img src=x>\"\n"
    );
    origin.set("/a.csv", Answer::csv(csv));
    let formation = Formation::builder().start().await?;
    let ledger = formation.ledger()?;
    let mut ada = Visitor::new(&formation.web(0))?;
    let workspace = ada.sign_up(&formation.admin(&["first-link"])?, "<b>Bold</b> & co").await?;
    let preview = ada.preview_url(&workspace, &origin.url("/a.csv")).await?;
    let run = run_of(&ada.create_table(&preview, "a", None).await?)?;
    ledger.wait_until_ended(run, SOON).await?;
    for path in ["", "/a", "/a/columns", "/a/history", "/a/difference?from=1&to=1", "/a/runs", "/a/settings"]
    {
        let page = ada.get(&format!("/{workspace}{path}")).await?;
        assert_eq!(page.status, 200, "{path}");
        for tag in ["<script>alert", "<img src=x", "<b>Bold"] {
            assert!(!page.html.contains(tag), "{path} carries {tag} as markup");
        }
    }
    let page = ada.get(&format!("/{workspace}/a")).await?;
    assert!(page.text().contains(hostile), "{}", page.text());
    formation.assert_log_clean(&[]);
    Ok(())
}

/// A failure says what happened and what to do, on the page as in the ledger.
fn assert_explained(name: &str, failure: Option<&RunFailure>, code: &str, page: &Page) {
    let failure = failure.unwrap_or_else(|| panic!("{name} has no failure"));
    assert_eq!(failure.code, code, "{name}: {failure:?}");
    let hint = failure.hint.as_deref().unwrap_or_default();
    assert!(!failure.message.is_empty() && !hint.is_empty(), "{name}: {failure:?}");
    let text = page.text().to_lowercase();
    let message = failure.message.trim_end_matches('.').to_lowercase();
    assert!(text.contains(&message), "{name}: the page does not say {message:?}: {text}");
    let hint = hint.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    assert!(text.contains(&hint), "{name}: the page does not say {hint:?}: {text}");
    if let Some(line) = failure.line {
        assert!(text.contains(&format!("line {line}")), "{name}: the page does not name line {line}: {text}");
    }
}
