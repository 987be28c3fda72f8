//! Rows in a scrolling grid, and the links through its pages.

use askama::Template;

use super::cell::Cell;
use super::column::Seen;

/// Rows with a header that stays in sight.
#[derive(Clone, Debug, Template)]
#[template(path = "parts/grid.html")]
pub struct Grid {
    /// What the grid shows, for people who do not see it.
    pub caption: String,
    /// The columns, in order.
    pub columns: Vec<GridColumn>,
    /// The rows, in order.
    pub rows: Vec<GridRow>,
}

super::part!(Grid);

impl Grid {
    /// The cells of a row, each with the alignment of its column.
    fn cells<'a>(&'a self, row: &'a GridRow) -> impl Iterator<Item = (&'a Cell, bool)> {
        let aligned = self.columns.iter().map(|column| column.is_number).chain(std::iter::repeat(false));
        row.cells.iter().zip(aligned)
    }
}

/// The header of one column.
#[derive(Clone, Debug)]
pub struct GridColumn {
    /// The name shown.
    pub name: String,
    /// The type shown under it.
    pub type_name: String,
    /// Aligns header and values right.
    pub is_number: bool,
    /// The link that sorts by it; `None` where the grid cannot be sorted.
    pub sort: Option<Sort>,
    /// The bar of what was seen; `None` to leave it out.
    pub seen: Option<Seen>,
}

impl GridColumn {
    /// The value of `aria-sort`; `None` leaves the attribute out.
    pub fn aria_sort(&self) -> Option<&'static str> {
        self.sort.as_ref()?.direction.map(Direction::aria)
    }
}

/// How a column header sorts.
#[derive(Clone, Debug)]
pub struct Sort {
    /// The page sorted the other way, or by this column.
    pub href: String,
    /// The present direction, if the grid is sorted by this column.
    pub direction: Option<Direction>,
}

/// The direction of a sort.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Smallest first.
    Ascending,
    /// Largest first.
    Descending,
}

impl Direction {
    /// The value of `aria-sort`.
    pub fn aria(self) -> &'static str {
        match self {
            Self::Ascending => "ascending",
            Self::Descending => "descending",
        }
    }
}

/// One row.
#[derive(Clone, Debug)]
pub struct GridRow {
    /// The number at its left: position in the table, or line in the file.
    pub number: String,
    /// Its values, one a column.
    pub cells: Vec<Cell>,
}

/// The links through the pages of a grid.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "parts/pager.html")]
pub struct Pager {
    /// The first page; `None` on it.
    pub first: Option<String>,
    /// The page before; `None` on the first.
    pub previous: Option<String>,
    /// The page after; `None` on the last.
    pub next: Option<String>,
    /// Where the reader is: `Rows 101–200 of 12,345`.
    pub position: String,
}

super::part!(Pager);

impl Pager {
    fn has_more(&self) -> bool {
        self.links().iter().any(|(_, href)| href.is_some())
    }

    fn links(&self) -> [(&'static str, Option<&str>); 3] {
        [
            ("First", self.first.as_deref()),
            ("Previous", self.previous.as_deref()),
            ("Next", self.next.as_deref()),
        ]
    }
}
