//! Rows of a version or of a preview, as the grid shows them, and the links through their pages.

use rowmill_core::{
    model::RunReport,
    table::{
        postgres_type,
        query::{Cursor, Direction, Page, Sort},
    },
};
use tabular::Column;
use url::form_urlencoded;

use super::{columns, cursor};
use crate::pages::{cell::Cell, format, grid};

/// Rows of a page, and of a preview.
const ROWS: usize = 100;
/// Cells of a page at most, so that a table of 1,600 columns still opens.
const CELLS: usize = 40_000;

/// How many rows one page of so many columns has.
pub fn rows_per_page(columns: usize) -> usize {
    (CELLS / columns.max(1)).clamp(10, ROWS)
}

/// What the links of a table's grid keep.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// `/{workspace}/{table}`.
    pub base: &'a str,
    /// The version's columns.
    pub columns: &'a [Column],
    /// The order.
    pub sort: Option<Sort>,
    /// A version other than the current one.
    pub version: Option<i32>,
}

/// The grid of a page of a version.
pub fn of_page(caption: String, place: &Place<'_>, page: &Page) -> grid::Grid {
    let header = |(index, column): (usize, &Column)| grid::GridColumn {
        name: column.name.clone(),
        type_name: postgres_type(&column.kind).to_owned(),
        is_number: columns::is_number(&column.kind),
        sort: Some(place.sort_link(index)),
        seen: None,
    };
    let rows = page.rows.iter().zip(page.first_position..).map(|(cells, number)| grid::GridRow {
        number: format::count(super::unsigned(number)),
        cells: row_cells(cells, place.columns.iter().map(|column| &column.kind)),
    });
    grid::Grid {
        caption,
        columns: place.columns.iter().enumerate().map(header).collect(),
        rows: rows.collect(),
    }
}

/// The grid of a preview's sample.
pub fn of_sample(report: &RunReport) -> grid::Grid {
    let columns = report.columns.iter().map(|finding| grid::GridColumn {
        name: finding.column.name.clone(),
        type_name: postgres_type(&finding.column.kind).to_owned(),
        is_number: columns::is_number(&finding.column.kind),
        sort: None,
        seen: Some(columns::seen(finding)),
    });
    let shown = rows_per_page(report.columns.len());
    let sample = report.sample.iter().flat_map(|sample| &sample.rows).take(shown);
    let rows = sample.zip(1_u64..).map(|(cells, number)| grid::GridRow {
        number: format::count(number),
        cells: row_cells(cells, report.columns.iter().map(|finding| &finding.column.kind)),
    });
    grid::Grid {
        caption: "The first rows of the file".to_owned(),
        columns: columns.collect(),
        rows: rows.collect(),
    }
}

/// The links before and after a page of a version with so many rows.
pub fn pager(place: &Place<'_>, page: &Page, row_count: u64) -> grid::Pager {
    let last = super::unsigned(page.first_position) + page.rows.len() as u64;
    let position = format!(
        "Rows {}–{} of {}",
        format::count(super::unsigned(page.first_position)),
        format::count(last.saturating_sub(1)),
        format::count(row_count)
    );
    let step = |name: &str, to: &Option<Cursor>| to.as_ref().map(|c| place.link(place.sort, Some((name, c))));
    grid::Pager {
        first: page.before.as_ref().map(|_| place.link(place.sort, None)),
        previous: step("before", &page.before),
        next: step("after", &page.after),
        position,
    }
}

impl Place<'_> {
    fn sort_link(&self, column: usize) -> grid::Sort {
        let now = self.sort.filter(|sort| sort.column == column).map(|sort| sort.direction);
        let next =
            if now == Some(Direction::Ascending) { Direction::Descending } else { Direction::Ascending };
        grid::Sort {
            href: self.link(Some(Sort { column, direction: next }), None),
            direction: now.map(|direction| match direction {
                Direction::Ascending => grid::Direction::Ascending,
                Direction::Descending => grid::Direction::Descending,
            }),
        }
    }

    fn link(&self, sort: Option<Sort>, at: Option<(&str, &Cursor)>) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        if let Some((sort, column)) = sort.and_then(|sort| Some((sort, self.columns.get(sort.column)?))) {
            query.append_pair("sort", &column.name);
            query.append_pair("dir", if sort.direction == Direction::Ascending { "asc" } else { "desc" });
        }
        if let Some(version) = self.version {
            query.append_pair("version", &version.to_string());
        }
        if let Some((name, at)) = at {
            query.append_pair(name, &cursor::encode(at));
        }
        let query = query.finish();
        if query.is_empty() { self.base.to_owned() } else { format!("{}?{query}", self.base) }
    }
}

fn row_cells<'a>(
    cells: &[Option<String>],
    kinds: impl Iterator<Item = &'a tabular::ColumnType>,
) -> Vec<Cell> {
    cells.iter().zip(kinds).map(|(cell, kind)| Cell::new(cell.as_deref(), columns::is_number(kind))).collect()
}

#[cfg(test)]
mod tests {
    use tabular::ColumnType;

    use super::*;

    fn columns() -> Vec<Column> {
        ["größe", "b"].map(|name| Column::new(name, name, ColumnType::BIGINT)).to_vec()
    }

    fn place(columns: &[Column], sort: Option<Sort>) -> Place<'_> {
        Place { base: "/w/t", columns, sort, version: None }
    }

    #[test]
    fn a_header_sorts_up_then_down() {
        let columns = columns();
        assert_eq!(place(&columns, None).sort_link(0).href, "/w/t?sort=gr%C3%B6%C3%9Fe&dir=asc");
        let up = Sort { column: 0, direction: Direction::Ascending };
        let place = place(&columns, Some(up));
        assert_eq!(place.sort_link(0).href, "/w/t?sort=gr%C3%B6%C3%9Fe&dir=desc");
        assert_eq!(place.sort_link(1).direction, None);
    }

    #[test]
    fn the_pager_knows_where_it_is() {
        let columns = columns();
        let cursor = |position| Some(Cursor { value: None, row: position, position });
        let page = Page {
            rows: vec![vec![None, None]; 100],
            row_numbers: (101..201).collect(),
            first_position: 101,
            before: cursor(101),
            after: cursor(200),
        };
        let pager = pager(&place(&columns, None), &page, 12_345);
        assert_eq!(pager.position, "Rows 101–200 of 12,345");
        assert_eq!(pager.first.as_deref(), Some("/w/t"));
        assert!(pager.next.expect("a next page").starts_with("/w/t?after="));
    }

    #[test]
    fn wide_tables_have_shorter_pages() {
        assert_eq!([rows_per_page(0), rows_per_page(12), rows_per_page(1_600)], [100, 100, 25]);
    }
}
