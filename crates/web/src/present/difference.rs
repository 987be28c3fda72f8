//! The difference of two versions, as its page shows it.

use jiff::Timestamp;
use rowmill_core::{
    model::{self, RowChanges},
    store::versions::Version,
    table::history::{ChangedRow, ComparedColumn, Difference},
};
use url::form_urlencoded;

use super::unsigned;
use crate::pages::{
    cell::Cell,
    format,
    grid::Pager,
    history::{
        ChangeCell, ChangeColumn, ChangeFilterForm, ChangeGrid, ChangeKind, ChangeRow, ColumnChange,
        ComparedVersion, Counts, KindChoice,
    },
    when::When,
};

/// What the links of the page keep.
#[derive(Debug, Clone, Default)]
pub struct Place<'a> {
    /// `/{workspace}/{table}`.
    pub base: &'a str,
    /// The version that is taken as it is.
    pub from: i32,
    /// The other one.
    pub to: i32,
    /// One kind only.
    pub kind: Option<model::ChangeKind>,
    /// Rows that changed in this column.
    pub column: Option<&'a str>,
    /// Rows with this text.
    pub text: Option<&'a str>,
}

impl Place<'_> {
    /// The page at the same place.
    pub fn link(&self, step: Option<(&str, usize)>) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("from", &self.from.to_string()).append_pair("to", &self.to.to_string());
        let kept =
            [("kind", self.kind.map(model::ChangeKind::as_str)), ("column", self.column), ("q", self.text)];
        for (name, value) in kept {
            if let Some(value) = value {
                query.append_pair(name, value);
            }
        }
        if let Some((name, position)) = step {
            query.append_pair(name, &position.to_string());
        }
        format!("{}/difference?{}", self.base, query.finish())
    }

    /// Each kind with its count, and all of them.
    pub fn kinds(&self, counts: &RowChanges) -> Vec<KindChoice> {
        let choice = |kind: Option<model::ChangeKind>, label, count| KindChoice {
            key: kind.map_or("", model::ChangeKind::as_str),
            label,
            count: format::count(count),
            url: Self { kind, ..self.clone() }.link(None),
            is_shown: self.kind == kind,
        };
        let RowChanges { added, removed, changed } = *counts;
        let mut kinds = vec![
            choice(None, "in all", added + removed + changed.unwrap_or(0)),
            choice(Some(model::ChangeKind::Added), "added", added),
            choice(Some(model::ChangeKind::Removed), "removed", removed),
        ];
        kinds.extend(changed.map(|changed| choice(Some(model::ChangeKind::Changed), "changed", changed)));
        kinds
    }

    /// The form that filters further. A column can be chosen where rows can have changed.
    pub fn filter(&self, difference: &Difference) -> ChangeFilterForm {
        let mut kept = vec![("from", self.from.to_string()), ("to", self.to.to_string())];
        kept.extend(self.kind.map(|kind| ("kind", kind.to_string())));
        let columns = difference
            .columns
            .iter()
            .map(|column| (column.name.clone(), self.column == Some(column.name.as_str())));
        let is_filtered = self.column.is_some() || self.text.is_some();
        ChangeFilterForm {
            kept,
            columns: if difference.counts.changed.is_some() { columns.collect() } else { Vec::new() },
            text: self.text.unwrap_or_default().to_owned(),
            reset_url: is_filtered.then(|| Self { column: None, text: None, ..self.clone() }.link(None)),
        }
    }

    /// The links through the pages of `count` changes of the kind shown.
    pub fn pager(&self, page: &rowmill_core::table::history::ChangePage, count: u64) -> Pager {
        let position = match (page.rows.first(), page.rows.last()) {
            (Some(first), Some(last)) if self.column.is_none() && self.text.is_none() => format!(
                "Changes {}–{} of {}",
                format::count(first.position as u64 + 1),
                format::count(last.position as u64 + 1),
                format::count(count)
            ),
            _ => format::counted(page.rows.len() as u64, "change on this page", "changes on this page"),
        };
        Pager {
            first: page.before.map(|_| self.link(None)),
            previous: page.before.map(|before| self.link(Some(("before", before)))),
            next: page.after.map(|after| self.link(Some(("after", after)))),
            position,
        }
    }
}

/// Rows by what has become of them.
pub fn counts(changes: &RowChanges) -> Counts {
    Counts {
        added: format::count(changes.added),
        removed: format::count(changes.removed),
        changed: changes.changed.map(format::count),
    }
}

/// One of the versions.
pub fn version(version: &Version, current: i32, base: &str, now: Timestamp) -> ComparedVersion {
    ComparedVersion {
        number: version.number.to_string(),
        at: When::new(version.published_at, now),
        rows: format::counted(unsigned(version.row_count), "row", "rows"),
        rows_url: super::version::rows_url(version, current, base),
        csv_url: super::version::csv_url(version, base),
    }
}

/// The columns that are not as they were.
pub fn columns(columns: &[ComparedColumn]) -> Vec<ColumnChange> {
    let changed = columns.iter().filter(|column| column.has_changed());
    changed
        .map(|column| ColumnChange {
            name: column.name.clone(),
            kind: match (column.from, column.to) {
                (None, _) => "Added",
                (_, None) => "Removed",
                _ => "Retyped",
            },
            before: column.from.map_or("", |kind| kind.name),
            after: column.to.map_or("", |kind| kind.name),
        })
        .collect()
}

/// Changes as rows.
pub fn grid(caption: String, columns: &[ComparedColumn], rows: &[ChangedRow]) -> ChangeGrid {
    ChangeGrid {
        caption,
        columns: columns.iter().map(header).collect(),
        rows: rows.iter().map(|row| change(columns, row)).collect(),
    }
}

fn header(column: &ComparedColumn) -> ChangeColumn {
    let (from, to) = (column.from.map(|kind| kind.name), column.to.map(|kind| kind.name));
    ChangeColumn {
        name: column.name.clone(),
        type_name: match (from, to) {
            (Some(from), Some(to)) if from != to => format!("{from} → {to}"),
            (None, Some(to)) => format!("{to}, new"),
            (Some(from), None) => format!("{from}, gone"),
            (_, to) => to.unwrap_or_default().to_owned(),
        },
        is_number: is_number(column),
    }
}

fn is_number(column: &ComparedColumn) -> bool {
    column.to.or(column.from).is_some_and(|kind| kind.is_number)
}

fn change(columns: &[ComparedColumn], row: &ChangedRow) -> ChangeRow {
    let (old, new) = (row.old.as_deref(), row.new.as_deref());
    let cell = |side: Option<&[Option<String>]>, i: usize| {
        let value = side.and_then(|cells| cells.get(i)).and_then(|cell| cell.as_deref());
        Cell::new(value, columns.get(i).is_some_and(is_number))
    };
    let cells = (0..columns.len()).map(|i| match row.differs.get(i) {
        Some(true) => ChangeCell::Changed { old: cell(old, i), new: cell(new, i) },
        _ => ChangeCell::Same(cell(new.or(old), i)),
    });
    ChangeRow {
        kind: match row.kind {
            model::ChangeKind::Added => ChangeKind::Added,
            model::ChangeKind::Removed => ChangeKind::Removed,
            model::ChangeKind::Changed => ChangeKind::Changed,
        },
        cells: cells.collect(),
    }
}

#[cfg(test)]
mod tests {
    use rowmill_core::table::history::{ChangePage, ValueType};

    use super::*;

    fn column(name: &str, from: Option<&'static str>, to: Option<&'static str>) -> ComparedColumn {
        let kind = |name: &'static str| ValueType { name, is_number: name != "text" };
        ComparedColumn { name: name.to_owned(), from: from.map(kind), to: to.map(kind) }
    }

    #[test]
    fn changed_cells_show_both_values_and_others_one() {
        let columns =
            [column("a", Some("integer"), Some("integer")), column("b", Some("text"), Some("text"))];
        let row = |cells: [&str; 2]| Some(cells.map(|cell| Some(cell.to_owned())).to_vec());
        let changed = ChangedRow {
            position: 0,
            kind: model::ChangeKind::Changed,
            old: row(["1", "x"]),
            new: row(["1", "y"]),
            differs: vec![false, true],
        };
        let grid = grid("c".into(), &columns, &[changed]);
        assert!(matches!(&grid.rows[0].cells[0], ChangeCell::Same(Cell::Number(text)) if text == "1"));
        assert!(
            matches!(&grid.rows[0].cells[1], ChangeCell::Changed { old: Cell::Text(old), new: Cell::Text(new) }
            if (old.as_str(), new.as_str()) == ("x", "y"))
        );
    }

    #[test]
    fn headers_say_what_became_of_a_column() {
        let columns = [
            column("a", Some("integer"), Some("numeric")),
            column("b", None, Some("text")),
            column("c", Some("text"), None),
            column("d", Some("text"), Some("text")),
        ];
        let types: Vec<String> = columns.iter().map(|column| header(column).type_name).collect();
        assert_eq!(types, ["integer → numeric", "text, new", "text, gone", "text"]);
        let changes: Vec<_> = super::columns(&columns).iter().map(|change| change.kind).collect();
        assert_eq!(changes, ["Retyped", "Added", "Removed"]);
    }

    #[test]
    fn links_keep_what_was_asked_for() {
        let place = Place { base: "/w/t", from: 3, to: 5, column: Some("größe"), ..Place::default() };
        assert_eq!(
            place.link(Some(("after", 100))),
            "/w/t/difference?from=3&to=5&column=gr%C3%B6%C3%9Fe&after=100"
        );
        let kinds = place.kinds(&RowChanges { added: 2, removed: 0, changed: Some(1_234) });
        let counts: Vec<_> = kinds.iter().map(|kind| (kind.label, kind.count.as_str())).collect();
        assert_eq!(counts, [("in all", "1,236"), ("added", "2"), ("removed", "0"), ("changed", "1,234")]);
        assert!(kinds[3].url.contains("kind=changed"));
        let unkeyed = RowChanges { added: 2, removed: 0, changed: None };
        assert_eq!(place.kinds(&unkeyed).len(), 3);
        assert_eq!(place.pager(&ChangePage::default(), 0).position, "0 changes on this page");
    }
}
