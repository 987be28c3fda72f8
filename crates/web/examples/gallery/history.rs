//! The past of a table: its versions, and the difference of two.

use rowmill_web::pages::{
    cell::Cell,
    chrome::Role,
    freshness::Freshness,
    grid::Pager,
    history::{
        ChangeCell, ChangeColumn, ChangeFilterForm, ChangeGrid, ChangeKind, ChangeRow, ColumnChange,
        CompareForm, ComparedVersion, Counts, KindChoice, TableDifference, TableHistory, VersionBanner,
        VersionLine,
    },
};

use crate::{Gallery, HOSTILE, Shown, chrome::chrome, tables::head, when::ago};

impl Gallery<'_> {
    pub(crate) fn history(&self) -> Shown {
        let pager = Pager { position: "Versions 1–4 of 4".into(), ..Pager::default() };
        self.show(
            "table-history",
            &TableHistory {
                chrome: chrome(Role::Viewer),
                head: head(Freshness::InStep),
                versions: versions(),
                compare: Some(compare_form()),
                pager,
            },
        )?;
        self.show("table-difference", &difference())
    }
}

pub(crate) fn banner() -> VersionBanner {
    VersionBanner {
        number: "12".into(),
        at: ago(4_800),
        rows: "12,151 rows".into(),
        as_of: Some("18 Nov 2026, 23:59:59 UTC".into()),
        current: "14".into(),
        current_url: "#".into(),
        previous_url: Some("#".into()),
        next_url: Some("#".into()),
        difference_url: Some("#".into()),
    }
}

fn compare_form() -> CompareForm {
    CompareForm { from: "13".into(), to: "14".into(), newest: "14".into() }
}

fn difference() -> TableDifference {
    let version = |number: &str, minutes| ComparedVersion {
        number: number.into(),
        at: ago(minutes),
        rows: "12,345 rows".into(),
        rows_url: Some("#".into()),
        csv_url: Some("#".into()),
    };
    let kind = |key, label, count: &str| KindChoice {
        key,
        label,
        count: count.into(),
        url: "#".into(),
        is_shown: key.is_empty(),
    };
    TableDifference {
        chrome: chrome(Role::Viewer),
        head: head(Freshness::InStep),
        from: version("12", 4_800),
        to: version("14", 1_600),
        compare: CompareForm { from: "12".into(), ..compare_form() },
        swapped_url: "#".into(),
        kinds: vec![
            kind("", "in all", "1,442"),
            kind("added", "added", "120"),
            kind("removed", "removed", "4"),
            kind("changed", "changed", "1,318"),
        ],
        columns: vec![
            ColumnChange { name: "count".into(), kind: "Retyped", before: "integer", after: "numeric" },
            ColumnChange { name: "remark".into(), kind: "Added", before: "", after: "text" },
        ],
        filter: Some(ChangeFilterForm {
            kept: vec![("from", "12".into()), ("to", "14".into())],
            columns: ["station", "count", "remark"].map(|name| (name.to_owned(), false)).to_vec(),
            text: String::new(),
            reset_url: None,
        }),
        note: None,
        grid: Some(changes()),
        pager: Pager {
            next: Some("#".into()), position: "Changes 1–30 of 1,442".into(), ..Pager::default()
        },
    }
}

fn changes() -> ChangeGrid {
    let column = |name: &str, kind: &str, is_number| ChangeColumn {
        name: name.into(),
        type_name: kind.into(),
        is_number,
    };
    let cell = |text: &str, is_number| Cell::new(Some(text), is_number);
    let rows = (0..30_u32).map(|n| {
        let kind = [ChangeKind::Changed, ChangeKind::Added, ChangeKind::Changed, ChangeKind::Removed]
            [n as usize % 4];
        let (old, new) = (cell(&format!("{}", 100 + n), true), cell(&format!("{}.5", 100 + n), true));
        let is_changed = kind == ChangeKind::Changed;
        let long = "The sensor was replaced and calibrated again; values before that day may be too low.";
        ChangeRow {
            kind,
            cells: vec![
                ChangeCell::Same(cell(&format!("DE{n:04}"), false)),
                ChangeCell::Same(cell("Besançon, Place de la Révolution", false)),
                if is_changed { ChangeCell::Changed { old, new } } else { ChangeCell::Same(new) },
                match is_changed && n % 3 == 0 {
                    true => ChangeCell::Changed { old: Cell::Null, new: cell(long, false) },
                    false => ChangeCell::Same(if n % 5 == 0 { cell(HOSTILE, false) } else { Cell::Null }),
                },
            ],
        }
    });
    ChangeGrid {
        caption: "Changes from version 12 to version 14".into(),
        columns: vec![
            column("station", "text", false),
            column("name", "text", false),
            column("count", "integer → numeric", true),
            column("remark", "text, new", false),
        ],
        rows: rows.collect(),
    }
}

fn versions() -> Vec<VersionLine> {
    let version = |number: u32, rows: &str, note: &str, current| VersionLine {
        number: number.to_string(),
        rows_url: (number > 9).then(|| "#".to_owned()),
        at: ago(i64::from(15 - number) * 1_600),
        csv_url: (number > 9).then(|| "#".to_owned()),
        difference_url: (number > 12).then(|| "#".to_owned()),
        rows: rows.into(),
        changes: (number > 1).then(|| Counts {
            added: "120".into(),
            removed: "4".into(),
            changed: (number > 12).then(|| "1,318".into()),
        }),
        schema_note: note.into(),
        digest: format!("9f2c{number:02}a41be0"),
        run_url: "#".into(),
        is_current: current,
    };
    vec![
        version(14, "12,345", "", true),
        version(13, "12,225", "remark added", false),
        version(12, "12,151", "count: integer to numeric", false),
        version(1, "12,149", "", false),
    ]
}
